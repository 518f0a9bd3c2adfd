#include "scenarios/calibration/table_times.hpp"

#include "scenarios/calibration/table_numbers.hpp"
#include "scenarios/lower_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace shoal::scenarios {
namespace {

using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool take(char c) {
    if (peek() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void skip_blanks() {
    while (take(' ')) {
    }
  }
  // A number of `least` to `most` digits that no further digit follows.
  std::optional<int> number(std::size_t least, std::size_t most) {
    const std::size_t n = digits();
    return n < least || n > most ? std::nullopt : fixed(n);
  }
  // The first n digits, whatever follows.
  std::optional<int> fixed(std::size_t n) {
    if (digits() < n) return std::nullopt;
    int value = 0;
    for (const char c : rest_.substr(0, n)) value = 10 * value + (c - '0');
    rest_.remove_prefix(n);
    return value;
  }
  std::size_t digits() const {
    std::size_t n = 0;
    while (n < rest_.size() && is_digit(rest_[n])) ++n;
    return n;
  }
  std::string word() {
    std::string out;
    while (!rest_.empty() && lower_case(peek()) >= 'a' && lower_case(peek()) <= 'z') {
      out += lower_case(peek());
      rest_.remove_prefix(1);
    }
    return out;
  }

 private:
  std::string_view rest_;
};

std::optional<CalendarDay> day_of(int year, int month, int day) {
  if (year < 1900 || year > 2199) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return CalendarDay{date};
}

std::optional<int> year_of(Cursor& at) {
  const std::size_t n = at.digits();
  if (n == 4) return at.fixed(4);
  if (n != 2) return std::nullopt;
  const int two = *at.fixed(2);
  return two < 70 ? 2000 + two : 1900 + two;
}

std::optional<CalendarDay> iso_date(Cursor& at) {
  const auto year = at.number(4, 4);
  const char separator = at.peek();
  if (!year || (separator != '-' && separator != '/' && separator != '.')) return std::nullopt;
  at.take(separator);
  const auto month = at.number(2, 2);
  if (!month || !at.take(separator)) return std::nullopt;
  const auto day = at.number(2, 2);
  return day ? day_of(*year, *month, *day) : std::nullopt;
}

std::optional<CalendarDay> compact_date(Cursor& at) {
  if (at.digits() != 8) return std::nullopt;
  const int year = *at.fixed(4);
  const int month = *at.fixed(2);
  return day_of(year, month, *at.fixed(2));
}

std::optional<CalendarDay> numbered_date(Cursor& at, TimeFormat format) {
  const auto first = at.number(1, 2);
  const char separator = at.peek();
  const bool points = separator == '.' && format == TimeFormat::day_first;
  if (!first || (separator != '/' && separator != '-' && !points)) return std::nullopt;
  at.take(separator);
  const auto second = at.number(1, 2);
  if (!second || !at.take(separator)) return std::nullopt;
  const auto year = year_of(at);
  if (!year) return std::nullopt;
  return format == TimeFormat::day_first ? day_of(*year, *second, *first)
                                         : day_of(*year, *first, *second);
}

constexpr std::array<std::string_view, 12> months = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

std::optional<int> month_of(std::string_view word) {
  if (word == "sept") return 9;
  for (std::size_t i = 0; i < months.size(); ++i) {
    if (word == months[i] || word == months[i].substr(0, 3)) return static_cast<int>(i) + 1;
  }
  return std::nullopt;
}

void skip_separators(Cursor& at) {
  while (at.take(' ') || at.take('-') || at.take('/') || at.take(',') || at.take('.')) {
  }
}

std::optional<CalendarDay> named_date(Cursor& at) {
  std::optional<int> day = at.number(1, 2);
  skip_separators(at);
  const auto month = month_of(at.word());
  skip_separators(at);
  if (!month) return std::nullopt;
  if (!day) {
    day = at.number(1, 2);
    skip_separators(at);
  }
  const auto year = year_of(at);
  return day && year ? day_of(*year, *month, *day) : std::nullopt;
}

// [blank](Z | UTC | GMT | +hh | +hhmm | +hh:mm) at the end.
bool take_zone(Cursor& at, LogTime& time) {
  at.skip_blanks();
  if (at.done()) return true;
  const char sign = at.peek();
  if (sign == '+' || sign == '-') {
    at.take(sign);
    const auto hours = at.fixed(2);
    at.take(':');
    const auto rest = at.done() ? std::optional(0) : at.number(2, 2);
    if (!hours || !rest || *hours > 15 || *rest > 59) return false;
    const minutes offset{60 * *hours + *rest};
    time.utc_offset = sign == '+' ? offset : -offset;
  } else {
    const std::string zone = at.word();
    if (zone != "z" && zone != "utc" && zone != "gmt") return false;
    time.utc_offset = minutes{0};
  }
  return at.done();
}

microseconds fraction_of_second(Cursor& at) {
  std::int64_t scale = 1'000'000;
  std::int64_t sum = 0;
  while (at.digits() > 0) {
    scale /= 10;
    sum += scale * *at.fixed(1);
  }
  return microseconds{sum};
}

// The time of day and the zone, down to the end of the field; nothing is midnight.
bool take_clock(Cursor& at, LogTime& time) {
  if (at.done()) return true;
  if (!at.take('T') && !at.take('t') && !at.take(' ') && !at.take(':')) return false;
  at.skip_blanks();
  if (at.done()) return true;
  const bool compact = at.digits() == 6 || at.digits() == 4;
  auto hour = compact ? at.fixed(2) : at.number(1, 2);
  if (!compact && !at.take(':')) return false;
  const auto minute = at.fixed(2);
  std::optional<int> second = 0;
  microseconds fraction{0};
  if (at.take(':') || (compact && at.digits() > 0)) {
    second = at.number(2, 2);
    if (at.take('.') || at.take(',')) fraction = fraction_of_second(at);
  }
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return false;
  at.skip_blanks();
  const char half = lower_case(at.peek());
  if (half == 'a' || half == 'p') {
    const std::string word = at.word();
    if ((word != "am" && word != "pm") || *hour < 1 || *hour > 12) return false;
    hour = *hour % 12 + (half == 'p' ? 12 : 0);
  }
  time.local += std::chrono::hours{*hour} + minutes{*minute} + seconds{*second} + fraction;
  time.has_clock = true;
  return take_zone(at, time);
}

constexpr double earliest_unix = 631'152'000.0;  // 1990-01-01
constexpr double latest_unix = 4'102'444'800.0;  // 2100-01-01

std::optional<LogTime> unix_time(std::string_view field, double per_second) {
  if (field.size() < 9 || !is_digit(field.front())) return std::nullopt;
  const auto value = parse_number(field);
  if (!value || *value < earliest_unix * per_second || *value >= latest_unix * per_second) {
    return std::nullopt;
  }
  const auto us = static_cast<std::int64_t>(std::llround(*value * (1e6 / per_second)));
  return LogTime{.local = LocalTime{microseconds{us}}, .utc_offset = minutes{0}, .has_clock = true};
}

std::optional<LogTime> day_number(std::string_view field) {
  constexpr double most_days = 100'000.0;
  const auto value = parse_number(field);
  if (!value || *value != std::floor(*value) || std::abs(*value) > most_days) return std::nullopt;
  return LogTime{.local = CalendarDay{std::chrono::days{static_cast<int>(*value)}},
                 .utc_offset = {},
                 .has_clock = false};
}

std::optional<CalendarDay> date_of(Cursor& at, TimeFormat format) {
  switch (format) {
    case TimeFormat::iso:
      return iso_date(at);
    case TimeFormat::compact:
      return compact_date(at);
    case TimeFormat::day_first:
    case TimeFormat::month_first:
      return numbered_date(at, format);
    case TimeFormat::named_month:
      return named_date(at);
    default:
      return std::nullopt;
  }
}

constexpr std::array<std::string_view, time_format_count> format_names = {
    "iso",         "yyyymmdd",     "dd/mm/yyyy",  "mm/dd/yyyy",
    "dd-Mon-yyyy", "unix-seconds", "unix-millis", "day-number"};

}  // namespace

std::string_view name_of(TimeFormat format) {
  return format_names[static_cast<std::size_t>(format)];
}

std::optional<TimeFormat> time_format_of(std::string_view name) {
  const auto found = std::find(format_names.begin(), format_names.end(), name);
  if (found == format_names.end()) return std::nullopt;
  return static_cast<TimeFormat>(found - format_names.begin());
}

std::optional<LogTime> parse_time(std::string_view field, TimeFormat format) {
  switch (format) {
    case TimeFormat::unix_seconds:
      return unix_time(field, 1.0);
    case TimeFormat::unix_millis:
      return unix_time(field, 1000.0);
    case TimeFormat::day_number:
      return day_number(field);
    default:
      break;
  }
  Cursor at(field);
  const auto day = date_of(at, format);
  if (!day) return std::nullopt;
  LogTime time{.local = *day, .utc_offset = {}, .has_clock = false};
  if (!take_clock(at, time)) return std::nullopt;
  return time;
}

std::vector<TimeFormat> time_formats_of(std::string_view field) {
  std::vector<TimeFormat> formats;
  for (std::size_t i = 0; i + 1 < time_format_count; ++i) {
    const auto format = static_cast<TimeFormat>(i);
    if (parse_time(field, format)) formats.push_back(format);
  }
  return formats;
}

std::optional<CalendarDay> parse_day(std::string_view field) {
  for (const TimeFormat format : {TimeFormat::iso, TimeFormat::compact}) {
    if (const auto time = parse_time(field, format)) return time->day();
  }
  return std::nullopt;
}

std::string format_day(CalendarDay day) {
  const std::chrono::year_month_day date{day};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

}  // namespace shoal::scenarios
