#include "scenarios/units.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace shoal::scenarios {
namespace {

struct Scale {
  std::string_view text;
  double seconds;
};
constexpr std::array<Scale, 7> time_scales{{{"us", 1e-6},
                                            {"ms", 1e-3},
                                            {"s", 1.0},
                                            {"min", 60.0},
                                            {"h", 3600.0},
                                            {"days", 86400.0},
                                            {"weeks", 604800.0}}};

std::vector<UnitChoice> times(std::string_view canonical) {
  double base = 1.0;
  for (const Scale& scale : time_scales) {
    if (scale.text == canonical) base = scale.seconds;
  }
  std::vector<UnitChoice> choices{{std::string(canonical), 1.0}};
  for (const Scale& scale : time_scales) {
    if (scale.text != canonical) {
      choices.push_back({std::string(scale.text), scale.seconds / base});
    }
  }
  return choices;
}

}  // namespace

std::vector<UnitChoice> unit_choices(Unit unit, std::string_view currency) {
  const std::string money(currency);
  switch (unit) {
    case Unit::one:
      return {{"1"}};
    case Unit::frac:
      return {{"frac"}};
    case Unit::logit:
      return {{"logit"}};
    case Unit::log_seconds:
      return {{"log_s"}};
    case Unit::people:
      return {{"people"}};
    case Unit::stores:
      return {{"stores"}};
    case Unit::units:
      return {{"units"}};
    case Unit::codes:
      return {{"codes"}};
    case Unit::pages:
      return {{"pages"}};
    case Unit::touches:
      return {{"touches"}};
    case Unit::points:
      return {{"points"}};
    case Unit::seconds:
      return times("s");
    case Unit::minutes:
      return times("min");
    case Unit::hours:
      return times("h");
    case Unit::days:
      return times("days");
    case Unit::weeks:
      return times("weeks");
    case Unit::per_week:
      return {{"per_week"}, {"per_day", 7.0}, {"per_hour", 168.0}};
    case Unit::touches_per_week:
      return {{"touches_per_week"}};
    case Unit::money:
      return {{money}};
    case Unit::money_per_week:
      return {{money + "_per_week"}, {money + "_per_day", 7.0}};
  }
  return {};
}

std::string canonical_unit(Unit unit, std::string_view currency) {
  return unit_choices(unit, currency).front().text;
}

std::optional<double> unit_factor(Unit unit, std::string_view text, std::string_view currency) {
  for (const UnitChoice& choice : unit_choices(unit, currency)) {
    if (choice.text == text) return choice.factor;
  }
  return std::nullopt;
}

std::string dimension_of(Unit unit) {
  switch (unit) {
    case Unit::one:
      return "a plain number";
    case Unit::frac:
      return "a share";
    case Unit::logit:
      return "log-odds";
    case Unit::log_seconds:
      return "a logarithm of seconds";
    case Unit::seconds:
    case Unit::minutes:
    case Unit::hours:
    case Unit::days:
    case Unit::weeks:
      return "time";
    case Unit::per_week:
      return "a rate";
    case Unit::money:
      return "money";
    case Unit::money_per_week:
      return "money over time";
    default:
      return "a number of " + canonical_unit(unit, "");
  }
}

std::optional<std::string> dimension_of_text(std::string_view text, std::string_view currency) {
  for (std::uint8_t code = 0; code <= static_cast<std::uint8_t>(last_unit); ++code) {
    const Unit unit{code};
    if (unit_factor(unit, text, currency)) return dimension_of(unit);
  }
  return std::nullopt;
}

std::optional<std::string> unit_meant(Unit unit, std::string_view text, std::string_view currency) {
  using Pair = std::pair<std::string_view, std::string_view>;
  constexpr auto spellings = std::to_array<Pair>({{"microseconds", "us"},
                                                  {"milliseconds", "ms"},
                                                  {"msec", "ms"},
                                                  {"sec", "s"},
                                                  {"second", "s"},
                                                  {"seconds", "s"},
                                                  {"m", "min"},
                                                  {"minute", "min"},
                                                  {"minutes", "min"},
                                                  {"hr", "h"},
                                                  {"hrs", "h"},
                                                  {"hour", "h"},
                                                  {"hours", "h"},
                                                  {"d", "days"},
                                                  {"w", "weeks"},
                                                  {"wk", "weeks"},
                                                  {"%", "frac"},
                                                  {"percent", "frac"},
                                                  {"share", "frac"},
                                                  {"fraction", "frac"},
                                                  {"ratio", "1"},
                                                  {"none", "1"},
                                                  {"", "1"},
                                                  {"log_odds", "logit"},
                                                  {"/week", "per_week"},
                                                  {"1/week", "per_week"},
                                                  {"weekly", "per_week"},
                                                  {"daily", "per_day"},
                                                  {"/day", "per_day"},
                                                  {"persons", "people"},
                                                  {"customers", "people"}});
  const std::vector<UnitChoice> choices = unit_choices(unit, currency);
  for (const auto& [written, right] : spellings) {
    const bool fits = std::any_of(choices.begin(), choices.end(),
                                  [&](const UnitChoice& c) { return c.text == right; });
    if (written == text && fits) return std::string(right);
  }
  return std::nullopt;
}

}  // namespace shoal::scenarios
