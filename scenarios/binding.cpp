#include "scenarios/binding.hpp"

#include "core/contracts.hpp"

#include <algorithm>

namespace shoal::scenarios {
namespace {

// How many seconds a field of this unit counts in.
double seconds_of(Unit unit) {
  switch (unit) {
    case Unit::seconds:
      return 1.0;
    case Unit::minutes:
      return 60.0;
    case Unit::hours:
      return 3600.0;
    case Unit::days:
      return 86400.0;
    case Unit::weeks:
      return 604800.0;
    default:
      break;
  }
  require(false, "a Duration needs a unit of time");
  return 1.0;
}

}  // namespace

void Binder::quantity(const QuantitySpec& spec, double& value) {
  std::vector<double> flat{value};
  numbers(spec, {}, flat);
  value = flat.at(0);
}

void Binder::quantity(const QuantitySpec& spec, std::uint32_t& value) {
  std::vector<double> flat{static_cast<double>(value)};
  numbers(spec, {.length = {}, .rows = {}, .whole = true}, flat);
  value = static_cast<std::uint32_t>(flat.at(0));
}

void Binder::quantity(const QuantitySpec& spec, Duration& value) {
  const double scale = seconds_of(spec.unit);
  std::vector<double> flat{static_cast<double>(value.count()) / (scale * 1e6)};
  numbers(spec, {}, flat);
  value = from_seconds(flat.at(0) * scale);
}

void Binder::quantity(const QuantitySpec& spec, std::vector<double>& values, std::size_t length) {
  numbers(spec, {.length = length, .rows = {}, .whole = false}, values);
}

void Binder::fixed(const QuantitySpec& spec, Shape shape, std::span<double> values) {
  std::vector<double> flat(values.begin(), values.end());
  numbers(spec, shape, flat);
  require(flat.size() == values.size(), "a fixed array keeps its length");
  std::copy(flat.begin(), flat.end(), values.begin());
}

}  // namespace shoal::scenarios
