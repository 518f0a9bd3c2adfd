#include "scenarios/calibration/session_reader.hpp"
#include "scenarios/validation/session_statistics.hpp"
#include "scenarios/validation/validate.hpp"
#include "scenarios/validation/world_sessions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace shoal::scenarios {
namespace {

constexpr double year_weeks = 52.0;

// Of a log of clicks what it lasts; a table of sessions tells months at best.
double weeks_of(const SessionData& real) {
  if (!real.clicks) return year_weeks;
  return std::clamp(real.clicks->log_ends / (24.0 * 7.0), 1.0, 2.0 * year_weeks);
}

}  // namespace

ValidationCase session_case(const Scenario& scenario, const std::string& file,
                            const ValidationOptions& options) {
  ReadSessionsOptions read;
  read.table = options.table;
  const SessionData real = read_sessions(file, read);
  const double weeks = weeks_of(real);
  const auto world = std::make_shared<const SessionWorld>(session_world(scenario, real, weeks));
  return {.kind = LogKind::sessions,
          .file = file,
          .file_sha256 = real.file_sha256,
          .rows = real.rows,
          .design = fmt::format("{} sessions, drawn from those of {} people in {:.0f} weeks of the "
                                "untouched world",
                                real.sessions.size(), world->config->population.people, weeks),
          .real = session_statistics(real),
          .simulate = [world](Seed seed) {
            return session_statistics(simulate_world_sessions(*world, seed));
          }};
}

}  // namespace shoal::scenarios
