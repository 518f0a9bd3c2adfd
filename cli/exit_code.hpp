// What the command's exit codes mean.
#pragma once

namespace shoal::cli {

enum class ExitCode : int {
  pass = 0,
  gate_failed = 1,
  bad_input = 2,  // arguments, scenario, data or report
  engine_fault = 3,
  io = 5,         // cannot be read or written
  internal = 70,  // a bug of Shoal
  interrupted = 130,
};

}  // namespace shoal::cli
