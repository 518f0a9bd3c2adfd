#include "scenarios/calibration/purchase_reader.hpp"
#include "scenarios/validation/purchase_simulation.hpp"
#include "scenarios/validation/repeat_statistics.hpp"
#include "scenarios/validation/validate.hpp"

#include <fmt/format.h>

#include <memory>

namespace shoal::scenarios {

ValidationCase purchase_case(const Scenario& scenario, const std::string& file,
                             const ValidationOptions& options) {
  ReadPurchasesOptions read;
  read.table = options.table;
  if (options.leave_out_incomplete) read.incomplete = IncompleteRows::leave_out;
  const PurchaseFile purchases = read_purchases(file, read);
  if (!purchases.log) {
    throw CalibrationError(file +
                           ": holds customers already summarised; validation needs the log of "
                           "purchases itself");
  }
  const std::int32_t last_day = calibration_last_day(*purchases.log, options.period);
  const auto cohort = std::make_shared<const PurchaseLog>(cohort_of(*purchases.log, last_day));
  const std::stop_token stop = options.stop;
  const bool has_amounts = cohort->has_amounts;
  return {.kind = LogKind::purchases,
          .file = file,
          .file_sha256 = purchases.table.file_sha256,
          .rows = purchases.table.rows,
          .design = fmt::format(
              "{} customers who first bought by {}, followed to {}; each simulated customer joins "
              "on the day of a real first purchase",
              cohort->customers.size(), format_day(cohort->first_day + std::chrono::days(last_day)),
              format_day(cohort->last_day)),
          .real = repeat_statistics(*cohort, last_day),
          .simulate = [&scenario, cohort, last_day, stop, has_amounts](Seed seed) {
            PurchaseLog log = simulate_purchases(scenario, *cohort, {.seed = seed, .stop = stop});
            log.has_amounts = has_amounts;
            return repeat_statistics(log, last_day);
          }};
}

}  // namespace shoal::scenarios
