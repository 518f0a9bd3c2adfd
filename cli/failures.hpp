// From an exception to a message on stderr and an exit code.
#pragma once

#include "cli/exit_code.hpp"

#include <exception>
#include <string>

namespace shoal::cli {

struct Failure {
  std::string message;
  ExitCode exit{};
};

// Precondition: not null. Anything unknown is an internal error.
Failure describe_failure(const std::exception_ptr& error);

}  // namespace shoal::cli
