// Purchases from a file of transactions (data_table.hpp says which files are tables).
//
// Columns, by the header's name or by role (--columns customer=ID,time=Date,value=Amount):
//   customer    needed
//   time        needed; days count, a time of day is ignored
//   value       the amount; negative amounts are refunds. Or unit_price and quantity
//   type        rows of a type such as return or refund are refunds; where some row is of a type
//               such as purchase or sale, rows of neither (views, carts) are left out
// Without a header: customer is the first column that is no other one, time the one that holds
// dates, value the one that has fractions, else the last one with numbers.
// A header with ID, frequency, recency, T and no date is a table of customers already summarised,
// in weeks; log_gaps (sum of the logarithms of the gaps in weeks) may stand beside.
//
// Throws DataError (file, line, column, problem, remedy). The order of customers is that of their
// first row.
#pragma once

#include "scenarios/calibration/data_table.hpp"
#include "scenarios/calibration/purchase_log.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shoal::scenarios {

// Rows without a customer, a date or an amount.
enum class IncompleteRows : std::uint8_t { refuse, leave_out };

struct ReadPurchasesOptions {
  TableOptions table;
  IncompleteRows incomplete = IncompleteRows::refuse;
};

// Exactly one of `log` and `summaries` is set.
struct PurchaseFile {
  TableInfo table;
  std::optional<PurchaseLog> log;
  std::vector<CustomerSummary> summaries;  // of an already summarised file
  std::uint64_t incomplete_rows = 0;       // left out
  std::uint64_t other_rows = 0;            // of a type that is neither purchase nor refund
};

PurchaseFile read_purchases(const std::string& path, const ReadPurchasesOptions& options = {});

}  // namespace shoal::scenarios
