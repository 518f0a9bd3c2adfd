#include "scenarios/calibration/purchase_reader.hpp"
#include "scenarios/validation/purchase_statistics.hpp"
#include "scenarios/validation/validate.hpp"
#include "scenarios/validation/world_purchases.hpp"

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
  const PurchaseSplit split = split_of(*purchases.log, options.period);
  const auto cohort =
      std::make_shared<const PurchaseLog>(cohort_of(*purchases.log, split.last_day));
  const auto world = std::make_shared<const Scenario>(scenario);
  const std::stop_token stop = options.stop;
  return {.kind = LogKind::purchases,
          .file = file,
          .file_sha256 = purchases.table.file_sha256,
          .rows = purchases.table.rows,
          .design = fmt::format(
              "{} customers who first bought by {}, followed to {}; the simulated ones join when "
              "these first bought",
              cohort->customers.size(),
              format_day(cohort->first_day + std::chrono::days(split.last_day)),
              format_day(cohort->last_day)),
          .real = purchase_statistics(*cohort, split),
          .simulate = [world, cohort, split, stop](Seed seed) {
            return purchase_statistics(
                simulate_world_purchases(*world, *cohort, {.seed = seed, .stop = stop}), split);
          }};
}

}  // namespace shoal::scenarios
