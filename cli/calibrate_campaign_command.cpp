#include "cli/commands.hpp"

#include "cli/calibrate_output.hpp"
#include "cli/console.hpp"

namespace shoal::cli {

ExitCode execute(const CalibrateCampaignArguments& args) {
  scenarios::CampaignOptions options;
  options.control = args.control;
  options.arm_column = args.arm_column;
  const scenarios::CampaignCalibration result = calibrate_campaign(args.file, options);
  print(args.format == Format::json ? json_of(result) : printable(text_of(result)));
  return ExitCode::pass;
}

}  // namespace shoal::cli
