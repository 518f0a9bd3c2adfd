#include "scenarios/units.hpp"

#include <array>

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

}  // namespace shoal::scenarios
