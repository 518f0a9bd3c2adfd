// Figures with their doubt. The replication is the only independent unit, so every input is one
// value per replication and every interval is a 95% t interval over replications.
//
// A statistic is carried as its value and its influence: one number per replication such that
// value - truth is about the mean of the influences (delta method; van der Vaart 1998, chapter 3).
// Functions of statistics are then formed by the chain rule, and one formula gives every interval:
//   twin worlds:         SE^2 = var(z_B - z_A) / R,              R - 1 degrees of freedom
//   independent seeds:   SE^2 = var(z_A) / R_A + var(z_B) / R_B, Welch-Satterthwaite
// where z are the influences on the final figure. For a lift over independent samples this is
// vB/(mA^2 nB) + vA mB^2/(mA^4 nA), with the degrees of freedom of the plain difference.
//
// What cannot be computed is empty and carries the reason. Nothing throws but ContractViolation on
// vectors of unequal length. Cost: linear in the number of replications.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace shoal::reports {

inline constexpr double interval_level = 0.95;

enum class Pairing : std::uint8_t {
  twins,        // replication r of both arms is the same world with the same luck
  independent,  // the arms' replications share nothing
};

struct Estimate {
  std::optional<double> point;
  std::optional<double> low;  // of the 95% interval
  std::optional<double> high;
  std::optional<double> p_value;           // two-sided, of the figure being 0; comparisons only
  std::size_t n = 0;                       // replications (of the smaller arm)
  std::string reason;                      // why something is missing; empty when nothing is
  std::optional<double> standard_error{};  // of the point; a report read back does not know it
};

struct Linearised {
  double value = 0.0;
  std::vector<double> influence;  // (replication), mean 0
};

struct RatioInput {
  std::span<const double> numerator;    // (replication)
  std::span<const double> denominator;  // (replication)
};

struct Comparison {
  Pairing pairing = Pairing::twins;
  Linearised base;
  Linearised arm;
};

// At least one replication is required.
Linearised mean_of(std::span<const double> x);
// Sum of numerators over sum of denominators; empty where the latter is 0.
std::optional<Linearised> ratio_of_totals(const RatioInput& in);
// arm - base, replication by replication: twins only.
Linearised twin_difference(const Comparison& c);

Estimate absent(std::string reason, std::size_t n);
Estimate estimate(const Linearised& x);
Estimate difference(const Comparison& c);  // arm - base
Estimate lift(const Comparison& c);        // arm / base - 1; empty where base <= 0
// Both over the same replications; empty where the denominator is 0.
Estimate quotient(const Linearised& numerator, const Linearised& denominator);

// Half the width of a 95% interval in standard errors: of a t distribution, of the normal one.
double t_reach(double degrees);
double normal_reach();

// Linear between order statistics (Hyndman and Fan 1996, type 7). At least one value.
double quantile_of_sorted(std::span<const double> sorted, double share);

// False also where there is no interval.
bool interval_excludes_zero(const Estimate& e);
bool significantly_positive(const Estimate& e);

}  // namespace shoal::reports
