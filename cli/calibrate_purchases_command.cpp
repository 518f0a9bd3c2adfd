#include "cli/commands.hpp"

#include "cli/calibrate_output.hpp"
#include "cli/console.hpp"
#include "cli/overlay_file.hpp"
#include "cli/table_options.hpp"
#include "scenarios/calibration/purchase_overlay.hpp"

namespace shoal::cli {
namespace {

scenarios::CalendarDay day_of(const std::string& text) {
  if (const auto day = scenarios::parse_day(text)) return *day;
  throw scenarios::CalibrationError("--until " + text +
                                    ": not a day; write it as yyyy-mm-dd, such as 1997-09-30");
}

std::string overlay_of(const scenarios::PurchaseCalibration& result,
                       const CalibratePurchasesArguments& args) {
  const OverlayBase base = overlay_base(args.extends, *args.overlay);
  return scenarios::purchase_overlay(result,
                                     {.extends = base.name, .currency = base.scenario.currency});
}

}  // namespace

ExitCode execute(const CalibratePurchasesArguments& args) {
  scenarios::PurchaseCalibrationOptions options;
  options.columns.table = table_options_of(args.table);
  if (args.leave_out_incomplete) options.columns.incomplete = scenarios::IncompleteRows::leave_out;
  options.period.weeks = args.weeks;
  if (args.until) options.period.last_day = day_of(*args.until);
  if (args.model) options.model = scenarios::purchase_model_of(*args.model);
  if (args.seed) options.tracking_seed = Seed{*args.seed};
  options.simulations = args.simulations;
  const scenarios::PurchaseCalibration result = calibrate_purchases(args.file, options);
  if (args.overlay) write_overlay(*args.overlay, overlay_of(result, args));
  print(args.format == Format::json ? json_of(result) : printable(text_of(result)));
  return ExitCode::pass;
}

}  // namespace shoal::cli
