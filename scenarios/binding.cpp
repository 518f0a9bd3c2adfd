#include "scenarios/binding.hpp"

#include "core/contracts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

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

std::size_t characters_of(std::string_view text) {  // of UTF-8
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

bool has_form(std::string_view text, TextForm form) {
  const auto all = [&](auto&& good) { return std::all_of(text.begin(), text.end(), good); };
  const auto between = [](char c, char low, char high) { return c >= low && c <= high; };
  switch (form) {
    case TextForm::line:
      return all([](char c) { return static_cast<unsigned char>(c) >= 0x20; });
    case TextForm::identifier:
      return all([&](char c) { return between(c, 'a', 'z') || between(c, '0', '9') || c == '_'; });
    case TextForm::currency:
      return all([&](char c) { return between(c, 'A', 'Z'); });
    case TextForm::free:
      break;
  }
  return true;
}

double rounded(double value) {
  const std::string digits = fmt::format("{:.12g}", value);
  double read = value;
  std::from_chars(digits.data(), digits.data() + digits.size(), read);
  return read;
}

}  // namespace

bool text_fits(std::string_view text, Count count, TextForm form) {
  const std::size_t size = characters_of(text);
  return size >= count.least && size <= count.most && has_form(text, form);
}

Range range_in_unit(const Range& range, double factor) {
  if (factor == 1.0) return range;
  return {rounded(range.low / factor), rounded(range.high / factor), range.low_open,
          range.high_open};
}

bool in_range(double value, const Range& range) {
  return (range.low_open ? value > range.low : value >= range.low) &&
         (range.high_open ? value < range.high : value <= range.high);
}

double nearest_in_range(double value, const Range& range) {
  constexpr double up = std::numeric_limits<double>::infinity();
  const double low = range.low_open ? std::nextafter(range.low, up) : range.low;
  const double high = range.high_open ? std::nextafter(range.high, -up) : range.high;
  return std::clamp(value, low, high);
}

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
