// Which kind of log a file is, by the names in its header.
#include "scenarios/validation/validate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace shoal::scenarios {
namespace {

struct Sign {
  LogKind kind;
  std::string_view column;  // normal_name form
};
// Columns that one kind has and the others have not.
constexpr std::array<Sign, 22> signs{{
    {LogKind::campaign, "segment"},        {LogKind::campaign, "arm"},
    {LogKind::campaign, "variant"},        {LogKind::campaign, "treatment"},
    {LogKind::campaign, "visit"},          {LogKind::campaign, "conversion"},
    {LogKind::sessions, "visitortype"},    {LogKind::sessions, "visitor_type"},
    {LogKind::sessions, "bouncerates"},    {LogKind::sessions, "bounce_rates"},
    {LogKind::sessions, "productrelated"}, {LogKind::sessions, "product_related"},
    {LogKind::sessions, "session_id"},     {LogKind::sessions, "session"},
    {LogKind::sessions, "page"},           {LogKind::sessions, "url"},
    {LogKind::telemetry, "occupancy"},     {LogKind::telemetry, "temperature"},
    {LogKind::telemetry, "sensor"},        {LogKind::telemetry, "location"},
    {LogKind::telemetry, "humidity"},      {LogKind::telemetry, "light"},
}};

}  // namespace

LogKind detect_kind(const std::string& file, const TableOptions& table) {
  const DataTable data(file, table);
  std::array<int, 4> found{};
  if (data.has_header()) {
    for (std::size_t c = 0; c < data.columns(); ++c) {
      const std::string name = normal_name(data.name(c));
      for (const Sign& sign : signs) {
        if (sign.column == name) ++found.at(static_cast<std::size_t>(sign.kind));
      }
    }
  }
  const auto most = std::max_element(found.begin(), found.end());
  if (*most == 0) return LogKind::purchases;  // whose reader says what it misses
  if (std::count(found.begin(), found.end(), *most) > 1) {
    throw CalibrationError(
        fmt::format("{}: the header may be that of several kinds of log; say which with --kind "
                    "purchases, sessions, campaign or telemetry",
                    file));
  }
  return static_cast<LogKind>(most - found.begin());
}

}  // namespace shoal::scenarios
