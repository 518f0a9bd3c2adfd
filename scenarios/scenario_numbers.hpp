// Every number of a scenario's quantities by its JSON pointer, to be read or set: that of its
// quantity, followed in a list by the number's position ("/population/purchases/r",
// "/topics/0/dwell_hours/2", "/streams/sessions/next_page/1/0").
#pragma once

#include "scenarios/binding.hpp"
#include "scenarios/scenario.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace shoal::scenarios {

struct ScenarioNumber {
  std::string quantity;      // pointer of the quantity it belongs to
  std::size_t position = 0;  // in it, row by row
  double value = 0.0;        // in the field's unit
  std::string unit;
  Range range;  // that the field allows
  bool whole = false;
};

// By pointer. Cost: a few milliseconds for a catalogue scenario.
std::map<std::string, ScenarioNumber> numbers_of(const Scenario& scenario);

// Values by pointer, in the fields' units. Whole numbers are rounded, values outside their field's
// range are moved to its nearest allowed end, and where a row of a matrix summed to 1 before, it is
// rescaled to do so again. Throws ContractViolation on a pointer that does not exist.
void set_numbers(Scenario& scenario, const std::map<std::string, double>& values);

}  // namespace shoal::scenarios
