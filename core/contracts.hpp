// Contract checks: a failed one is a bug in Shoal or in an engine, never bad input.
#pragma once

#include <source_location>
#include <stdexcept>
#include <string>

namespace shoal {

class ContractViolation : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

// Throws ContractViolation naming the place when `holds` is false. Cost: one branch.
inline void require(bool holds, const char* what,
                    std::source_location where = std::source_location::current()) {
  if (!holds) [[unlikely]] {
    throw ContractViolation(std::string(where.file_name()) + ":" + std::to_string(where.line()) +
                            ": " + what);
  }
}

}  // namespace shoal
