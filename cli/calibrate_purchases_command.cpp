#include "cli/commands.hpp"

#include "cli/calibrate_output.hpp"
#include "cli/console.hpp"
#include "cli/table_options.hpp"
#include "reports/atomic_file.hpp"
#include "scenarios/calibration/purchase_overlay.hpp"
#include "scenarios/catalogue.hpp"
#include "scenarios/scenario_json.hpp"

#include <filesystem>
#include <span>

namespace shoal::cli {
namespace {

namespace fs = std::filesystem;

scenarios::CalendarDay day_of(const std::string& text) {
  if (const auto day = scenarios::parse_day(text)) return *day;
  throw scenarios::CalibrationError("--until " + text +
                                    ": not a day; write it as yyyy-mm-dd, such as 1997-09-30");
}

// A file to extend is named from the overlay's folder, as the reader of scenarios expects.
std::string name_from(const std::string& extends, const fs::path& overlay) {
  if (scenarios::catalogue_text(extends)) return extends;
  return fs::absolute(extends).lexically_proximate(fs::absolute(overlay).parent_path()).string();
}

void write_overlay(const scenarios::PurchaseCalibration& result, const std::string& file,
                   const std::string& extends) {
  const scenarios::Scenario base = scenarios::load_scenario(extends);
  const std::string text = scenarios::purchase_overlay(
      result, {.extends = name_from(extends, file), .currency = base.currency});
  reports::write_atomically(file, std::as_bytes(std::span(text)));
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
  if (args.overlay) {
    write_overlay(result, *args.overlay, args.extends);
  }
  print(args.format == Format::json ? json_of(result) : printable(text_of(result)));
  return ExitCode::pass;
}

}  // namespace shoal::cli
