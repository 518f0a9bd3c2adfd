// Instants and days as real logs write them. Nothing here reads a clock or a locale.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::scenarios {

// A calendar day of the data; no clock is involved.
using CalendarDay = std::chrono::local_days;
using LocalTime = std::chrono::local_time<std::chrono::microseconds>;

enum class TimeFormat : std::uint8_t {
  iso,           // 1997-09-30, 1997/09/30
  compact,       // 19970930
  day_first,     // 30/09/1997, 30.9.97, 30-09-1997
  month_first,   // 09/30/1997, 9/30/97, 09-30-1997
  named_month,   // 30-Sep-1997, 30 September 1997, Sep 30, 1997
  unix_seconds,  // 875577600, with or without a fraction
  unix_millis,   // 875577600000
  day_number,    // 273: days since some first day; never detected, must be asked for
};
std::string_view name_of(TimeFormat format);  // "iso", "yyyymmdd", "dd/mm/yyyy", ...
std::optional<TimeFormat> time_format_of(std::string_view name);
inline constexpr std::size_t time_format_count = 8;

// An instant as the data write it.
struct LogTime {
  LocalTime local{};                               // the wall clock of the field
  std::optional<std::chrono::minutes> utc_offset;  // nothing where the field names no zone
  bool has_clock = false;                          // the field has a time of day

  CalendarDay day() const { return std::chrono::floor<std::chrono::days>(local); }
  // On one clock for all zones: UTC where the zone is known, else as written.
  LocalTime shared_clock() const { return local - utc_offset.value_or(std::chrono::minutes(0)); }
};

// All but unix times and day numbers may be followed by a time of day (hh:mm, hh:mm:ss,
// hh:mm:ss.ffffff, hhmmss, with or without AM or PM) after a blank or a T, and that by a zone (Z,
// UTC, +05:30, -0700). Days that do not exist and years outside 1900-2199 are refused; years of
// two digits lie in 1970-2069. Unix times (UTC) lie between 1990 and 2100.
std::optional<LogTime> parse_time(std::string_view field, TimeFormat format);

// The formats (but for day_number) under which the field is an instant.
std::vector<TimeFormat> time_formats_of(std::string_view field);

// A day in the format iso (two digits each) or compact; a time of day after it is ignored.
std::optional<CalendarDay> parse_day(std::string_view field);
// yyyy-mm-dd
std::string format_day(CalendarDay day);

}  // namespace shoal::scenarios
