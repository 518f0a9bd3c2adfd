#include "cli/failures.hpp"

#include "cli/console.hpp"
#include "core/contracts.hpp"
#include "reports/report_error.hpp"
#include "scenarios/calibration/data_error.hpp"
#include "scenarios/experiment.hpp"
#include "scenarios/scenario_error.hpp"

#include <catch2/catch.hpp>

#include <new>

using namespace shoal;
using namespace shoal::cli;

namespace {

template <class Error>
Failure failure_of(const Error& error) {
  return describe_failure(std::make_exception_ptr(error));
}

}  // namespace

TEST_CASE("every kind of failure has its exit code", "[cli][failures]") {
  using reports::ReportError;
  using scenarios::DataError;
  using scenarios::DataFault;
  using scenarios::ScenarioError;
  using scenarios::ScenarioFault;
  const ScenarioError::Where where{"f.json", scenarios::TextPlace{3, 4}, "/a"};
  CHECK(failure_of(ScenarioError(ScenarioFault::malformed, where, "x")).exit ==
        ExitCode::bad_input);
  CHECK(failure_of(ScenarioError(ScenarioFault::unreadable, where, "x")).exit == ExitCode::io);
  CHECK(failure_of(DataError(DataFault::malformed, {"f", 1}, "x")).exit == ExitCode::bad_input);
  CHECK(failure_of(DataError(DataFault::unreadable, {"f", {}}, "x")).exit == ExitCode::io);
  CHECK(failure_of(scenarios::CalibrationError("x")).exit == ExitCode::bad_input);
  CHECK(failure_of(ReportError(ReportError::Kind::io, "x")).exit == ExitCode::io);
  CHECK(failure_of(ReportError(ReportError::Kind::content, "x")).exit == ExitCode::bad_input);
  CHECK(failure_of(OutputError("x")).exit == ExitCode::io);
  CHECK(failure_of(scenarios::EngineFault("x")).exit == ExitCode::engine_fault);
  CHECK(failure_of(scenarios::Interrupted()).exit == ExitCode::interrupted);
  CHECK(failure_of(std::bad_alloc()).exit == ExitCode::internal);
  CHECK(failure_of(ContractViolation("x")).exit == ExitCode::internal);
  CHECK(failure_of(42).exit == ExitCode::internal);
}

TEST_CASE("a scenario's failure names file, line, column and pointer", "[cli][failures]") {
  const scenarios::ScenarioError::Where where{"f.json", scenarios::TextPlace{3, 4}, "/a"};
  const auto failure = failure_of(
      scenarios::ScenarioError(scenarios::ScenarioFault::malformed, where, "is wrong: mend it"));
  CHECK(failure.message == "f.json:3:4: /a: is wrong: mend it");
}
