#include "scenarios/scenario_numbers.hpp"

#include "core/contracts.hpp"
#include "scenarios/bind_scenario.hpp"
#include "scenarios/json_tree.hpp"

#include <cmath>
#include <functional>
#include <numeric>
#include <span>

namespace shoal::scenarios {
namespace {

struct QuantityPlace {
  std::string pointer;
  const QuantitySpec& spec;
  Shape shape;

  std::string number(std::size_t position) const {
    if (!shape.length) return pointer;
    if (!shape.rows) return child_pointer(pointer, std::to_string(position));
    const std::string row = child_pointer(pointer, std::to_string(position / *shape.length));
    return child_pointer(row, std::to_string(position % *shape.length));
  }
};

// Calls `visit` for every quantity, which may change its numbers.
class NumberWalker final : public Binder {
 public:
  using Visit = std::function<void(const QuantityPlace&, std::vector<double>&)>;
  explicit NumberWalker(Visit visit) : visit_(std::move(visit)), pointers_{""} {}

  using Binder::choice;
  void text(PlainSpec, std::string&, Presence) override {}
  void texts(PlainSpec, std::vector<std::string>&) override {}
  void flag(PlainSpec, bool&) override {}
  void whole(PlainSpec, std::uint64_t&, std::uint64_t) override {}
  void choice(PlainSpec, std::optional<std::size_t>&, std::span<const std::string>,
              Presence) override {}
  void plain_numbers(PlainSpec, Shape, std::vector<double>&) override {}
  void numbers(const QuantitySpec& spec, Shape shape, std::vector<double>& values) override {
    visit_({child_pointer(pointers_.back(), spec.name), spec, shape}, values);
  }

 private:
  void begin_object(PlainSpec spec) override { open(spec.name); }
  void end_object() override { pointers_.pop_back(); }
  std::size_t begin_list(PlainSpec spec, std::size_t size) override {
    open(spec.name);
    return size;
  }
  void begin_item(std::size_t position) override { open(std::to_string(position)); }
  void end_list() override { pointers_.pop_back(); }
  void open(std::string_view name) { pointers_.push_back(child_pointer(pointers_.back(), name)); }

  Visit visit_;
  std::vector<std::string> pointers_;
};

// A row of shares that summed to 1 does so again.
void close_row(std::span<double> row, double sum_before) {
  constexpr double tolerance = 1e-6;
  const double sum = std::accumulate(row.begin(), row.end(), 0.0);
  if (std::abs(sum_before - 1.0) > tolerance || sum <= 0.0) return;
  for (double& x : row) x /= sum;
}

}  // namespace

std::map<std::string, ScenarioNumber> numbers_of(const Scenario& scenario) {
  std::map<std::string, ScenarioNumber> found;
  NumberWalker walker([&](const QuantityPlace& place, std::vector<double>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      found[place.number(i)] = {.quantity = place.pointer,
                                .position = i,
                                .value = values[i],
                                .unit = canonical_unit(place.spec.unit, walker.currency()),
                                .range = place.spec.range,
                                .whole = place.shape.whole};
    }
  });
  Scenario copy = scenario;
  bind(walker, copy);
  return found;
}

void set_numbers(Scenario& scenario, const std::map<std::string, double>& values) {
  std::size_t set = 0;
  NumberWalker walker([&](const QuantityPlace& place, std::vector<double>& numbers) {
    const std::size_t length = place.shape.length.value_or(1);
    for (std::size_t from = 0; from + length <= numbers.size(); from += length) {
      const std::span row(&numbers[from], length);
      const double sum_before = std::accumulate(row.begin(), row.end(), 0.0);
      std::size_t set_here = 0;
      for (std::size_t i = 0; i < length; ++i) {
        const auto value = values.find(place.number(from + i));
        if (value == values.end()) continue;
        const double wished = place.shape.whole ? std::round(value->second) : value->second;
        row[i] = nearest_in_range(wished, place.spec.range);
        ++set_here;
      }
      if (set_here > 0 && place.shape.rows) close_row(row, sum_before);
      set += set_here;
    }
  });
  bind(walker, scenario);
  require(set == values.size(), "every number to be set is in the scenario");
}

}  // namespace shoal::scenarios
