// What each command does. They throw what their rooms throw; main turns that into exit codes.
#pragma once

#include "cli/arguments.hpp"
#include "cli/exit_code.hpp"

namespace shoal::cli {

ExitCode execute(const RunArguments& args);
ExitCode execute(const ReportArguments& args);
ExitCode execute(const ListArguments& args);
ExitCode execute(const ShowArguments& args);
ExitCode execute(const CheckScenarioArguments& args);
ExitCode execute(const SchemaArguments& args);
ExitCode execute(const InitArguments& args);
ExitCode execute(const EnginesArguments& args);
ExitCode execute(const CheckReportArguments& args);
ExitCode execute(const FidelityArguments& args);
ExitCode execute(const CalibratePurchasesArguments& args);
ExitCode execute(const CalibrateCampaignArguments& args);
ExitCode execute(const CalibrateTelemetryArguments& args);
ExitCode execute(const CalibrateSessionsArguments& args);
ExitCode execute(const TraceRecordArguments& args);
ExitCode execute(const TraceInfoArguments& args);
ExitCode execute(const TraceExportArguments& args);
ExitCode execute(const TraceReplayArguments& args);
ExitCode execute(const TraceImportArguments& args);

}  // namespace shoal::cli
