// Where the faults of a scenario go: the first is thrown, or all are kept.
#pragma once

#include "scenarios/json_tree.hpp"
#include "scenarios/scenario_error.hpp"

#include <string>
#include <utility>
#include <vector>

namespace shoal::scenarios {

// ScenarioError at a value.
inline ScenarioError fault_at(const Origin& origin, const std::string& pointer,
                              const std::string& message,
                              ScenarioFault fault = ScenarioFault::malformed) {
  return {fault, {origin.file ? *origin.file : std::string(), origin.place, pointer}, message};
}
[[noreturn]] inline void fail_at(const Origin& origin, const std::string& pointer,
                                 const std::string& message,
                                 ScenarioFault fault = ScenarioFault::malformed) {
  throw fault_at(origin, pointer, message, fault);
}

class FaultList {
 public:
  FaultList() = default;  // throws the first
  explicit FaultList(std::vector<ScenarioError>& kept) : kept_(&kept) {}

  bool keeps() const { return kept_ != nullptr; }
  void report(ScenarioError fault) const {
    if (!kept_) throw fault;
    kept_->push_back(std::move(fault));
  }
  // Whether `part` went through without throwing; where faults are kept, what it threw is.
  template <class Part>
  bool attempt(Part&& part) const {
    try {
      part();
    } catch (ScenarioError& fault) {
      report(std::move(fault));
      return false;
    }
    return true;
  }

 private:
  std::vector<ScenarioError>* kept_ = nullptr;
};

}  // namespace shoal::scenarios
