#include "cli/calibrate_output.hpp"
#include "cli/commands.hpp"
#include "cli/console.hpp"
#include "cli/overlay_file.hpp"
#include "cli/table_options.hpp"
#include "reports/atomic_file.hpp"
#include "scenarios/calibration/campaign_fit.hpp"
#include "scenarios/scenario_json.hpp"

#include <charconv>
#include <map>

namespace shoal::cli {
namespace {

std::map<std::string, double> shares_of(const std::vector<std::string>& words) {
  std::map<std::string, double> shares;
  for (const std::string& word : words) {
    const std::size_t sign = word.rfind('=');
    double share = 0.0;
    const char* const end = word.data() + word.size();
    if (sign != std::string::npos && sign > 0) {
      const auto parsed = std::from_chars(word.data() + sign + 1, end, share);
      if (parsed.ec == std::errc{} && parsed.ptr == end && share > 0.0) {
        shares[word.substr(0, sign)] = share;
        continue;
      }
    }
    throw scenarios::CalibrationError("--shares " + word +
                                      ": not a planned share; write it as arm=2");
  }
  return shares;
}

void fit(scenarios::CampaignCalibration& result, const CalibrateCampaignArguments& args) {
  const std::string name = args.scenario.value_or("quickstart");
  const scenarios::Scenario base = scenarios::load_scenario(name);
  if (args.overlay) reports::check_target(*args.overlay);
  scenarios::CampaignFitOptions options;
  options.design.matched_frac = args.matched_frac;
  options.design.window_weeks = args.window_weeks;
  options.arm = args.arm;
  options.worlds = args.worlds;
  options.seed = args.seed ? Seed{*args.seed} : base.seed;
  result.fit = fit_campaign(result.result, base.world, options);
  if (!args.overlay) return;
  const std::string text =
      scenarios::campaign_overlay(*result.fit, result.result,
                                  {.file = args.file,
                                   .extends = overlay_base(name, *args.overlay).name,
                                   .currency = base.currency});
  write_overlay(*args.overlay, text);
}

}  // namespace

ExitCode execute(const CalibrateCampaignArguments& args) {
  scenarios::CampaignOptions options;
  options.table = table_options_of(args.table);
  if (args.arm_column) options.table.columns.push_back({"arm", *args.arm_column});
  options.control = args.control;
  options.shares = shares_of(args.shares);
  scenarios::CampaignCalibration result = calibrate_campaign(args.file, options);
  if (args.overlay || args.scenario) fit(result, args);
  print(args.format == Format::json ? json_of(result) : printable(text_of(result)));
  return ExitCode::pass;
}

}  // namespace shoal::cli
