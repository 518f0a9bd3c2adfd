#include "cli/commands.hpp"

#include "cli/calibrate_output.hpp"
#include "cli/console.hpp"
#include "cli/table_options.hpp"

#include <array>

namespace shoal::cli {
namespace {

scenarios::PurchaseModel model_of(const std::string& name) {
  using scenarios::PurchaseModel;
  constexpr std::array models{PurchaseModel::nbd, PurchaseModel::pareto_nbd, PurchaseModel::bg_nbd};
  for (const PurchaseModel model : models) {
    if (scenarios::name_of(model) == name) return model;
  }
  throw scenarios::CalibrationError("there is no model " + name +
                                    "; known: nbd, pareto_nbd, bg_nbd");
}

scenarios::CalendarDay day_of(const std::string& text) {
  if (const auto day = scenarios::parse_day(text)) return *day;
  throw scenarios::CalibrationError("--until " + text +
                                    ": not a day; write it as yyyy-mm-dd, such as 1997-09-30");
}

}  // namespace

ExitCode execute(const CalibratePurchasesArguments& args) {
  scenarios::PurchaseCalibrationOptions options;
  options.columns.table = table_options_of(args.table);
  if (args.leave_out_incomplete) options.columns.incomplete = scenarios::IncompleteRows::leave_out;
  options.period.weeks = args.weeks;
  if (args.until) options.period.last_day = day_of(*args.until);
  if (args.model) options.model = model_of(*args.model);
  if (args.seed) options.tracking_seed = Seed{*args.seed};
  options.simulations = args.simulations;
  const scenarios::PurchaseCalibration result = calibrate_purchases(args.file, options);
  print(args.format == Format::json ? json_of(result) : printable(text_of(result)));
  return ExitCode::pass;
}

}  // namespace shoal::cli
