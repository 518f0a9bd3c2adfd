#include "scenarios/calibration/column_evidence.hpp"

#include <algorithm>

namespace shoal::scenarios::detail {

void DecimalVotes::add(std::string_view field, std::uint64_t line) {
  switch (decimal_evidence(field)) {
    case DecimalEvidence::point:
      if (!point_) point_ = line;
      break;
    case DecimalEvidence::comma:
      if (!comma_) comma_ = line;
      break;
    case DecimalEvidence::ambiguous:
      if (!ambiguous_) ambiguous_ = line;
      if (field.find(',') != std::string_view::npos) ambiguous_comma_ = true;
      break;
    case DecimalEvidence::none:
      break;
  }
}

std::optional<DecimalMark> DecimalVotes::decided() const {
  if (point_.has_value() == comma_.has_value()) return std::nullopt;
  return point_ ? DecimalMark::point : DecimalMark::comma;
}

void TimeVotes::add(std::string_view field, std::uint64_t line) {
  if (is_missing(field)) return;
  ++fields_;
  bool day_first = false;
  bool month_first = false;
  for (const TimeFormat format : time_formats_of(field)) {
    ++counts_[static_cast<std::size_t>(format)];
    day_first |= format == TimeFormat::day_first;
    month_first |= format == TimeFormat::month_first;
  }
  if (day_first && !month_first && field.find('.') == std::string_view::npos && !only_day_first_) {
    only_day_first_ = line;
  }
  if (month_first && !day_first && !only_month_first_) only_month_first_ = line;
}

std::optional<TimeFormat> TimeVotes::best() const {
  const auto most = std::max_element(counts_.begin(), counts_.end());
  if (*most == 0) return std::nullopt;
  return static_cast<TimeFormat>(most - counts_.begin());
}

bool TimeVotes::is_open() const {
  const auto format = best();
  return format && (*format == TimeFormat::day_first || *format == TimeFormat::month_first) &&
         count(TimeFormat::day_first) == count(TimeFormat::month_first);
}

bool TimeVotes::is_unanimous() const {
  const auto format = best();
  return format && count(*format) == fields_;
}

}  // namespace shoal::scenarios::detail
