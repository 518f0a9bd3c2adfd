// Units of the quantities in a scenario: what a field is kept in, what a file may say instead.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::scenarios {

// The unit a field is kept in; it is also what a resolved scenario is written in.
enum class Unit : std::uint8_t {
  one,          // "1": dimensionless, weights and shapes
  frac,         // "frac": a share in [0, 1], never percent
  logit,        // "logit": log-odds, and factors that add to them
  log_seconds,  // "log_s": natural logarithm of seconds
  people,       // counts: "people", "stores", "units", "codes", "pages", "touches"
  stores,
  units,
  codes,
  pages,
  touches,
  points,   // "points": of a five-point answer
  seconds,  // times: "us", "ms", "s", "min", "h", "days", "weeks"
  minutes,
  hours,
  days,
  weeks,
  per_week,          // "per_hour", "per_day", "per_week"; of one person unless the field says more
  touches_per_week,  // "touches_per_week"
  money,             // the scenario's currency code, such as "USD"
  money_per_week,    // "USD_per_day", "USD_per_week"
};
inline constexpr Unit last_unit = Unit::money_per_week;

// A unit that a file may state, and the factor to the canonical one.
struct UnitChoice {
  std::string text;
  double factor = 1.0;
};

// All that may stand for `unit`, the canonical one first.
std::vector<UnitChoice> unit_choices(Unit unit, std::string_view currency);
std::string canonical_unit(Unit unit, std::string_view currency);
// The factor of `text` to the canonical unit; nothing where it may not stand here.
std::optional<double> unit_factor(Unit unit, std::string_view text, std::string_view currency);

// For messages. What `unit` measures: "time", "money", "a share". What a text measures if it is a
// unit at all, of whatever field. The right spelling of what a person may write instead: "hours"
// for "h", "%" for "frac"; only one that may stand for `unit`.
std::string dimension_of(Unit unit);
std::optional<std::string> dimension_of_text(std::string_view text, std::string_view currency);
std::optional<std::string> unit_meant(Unit unit, std::string_view text, std::string_view currency);

}  // namespace shoal::scenarios
