#include "cli/failures.hpp"

#include "cli/console.hpp"
#include "reports/report_error.hpp"
#include "scenarios/calibration/data_error.hpp"
#include "scenarios/experiment.hpp"
#include "scenarios/scenario_error.hpp"

#include <new>

namespace shoal::cli {
namespace {

ExitCode bad_or_unreadable(bool unreadable) {
  return unreadable ? ExitCode::io : ExitCode::bad_input;
}

}  // namespace

Failure describe_failure(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const scenarios::ScenarioError& e) {
    return {e.what(), bad_or_unreadable(e.fault() == scenarios::ScenarioFault::unreadable)};
  } catch (const scenarios::DataError& e) {
    return {e.what(), bad_or_unreadable(e.fault() == scenarios::DataFault::unreadable)};
  } catch (const scenarios::CalibrationError& e) {
    return {e.what(), ExitCode::bad_input};
  } catch (const reports::ReportError& e) {
    return {e.what(), bad_or_unreadable(e.kind() == reports::ReportError::Kind::io)};
  } catch (const OutputError& e) {
    return {e.what(), ExitCode::io};
  } catch (const scenarios::EngineFault& e) {
    return {e.what(), ExitCode::engine_fault};
  } catch (const scenarios::Interrupted&) {
    return {"interrupted; no report was written", ExitCode::interrupted};
  } catch (const std::bad_alloc&) {
    return {
        "out of memory; make the scenario smaller, for example with "
        "--set population.people=1000, or use fewer --threads",
        ExitCode::internal};
  } catch (const std::exception& e) {
    return {std::string("internal error, please report it: ") + e.what(), ExitCode::internal};
  } catch (...) {
    return {"internal error of an unknown kind, please report it", ExitCode::internal};
  }
}

}  // namespace shoal::cli
