// Is a real log one that the simulation could have made? The same statistics of the real log and of
// R simulated ones, compared as a family. The one comparison of its kind: `shoal validate` and the
// comparisons of `shoal calibrate` all end here.
//
// Under a right model the real log is one more draw among the R simulated ones. All R + 1 logs are
// treated alike: for log j and statistic k
//   d_jk = |x_jk - mean of the others| / spread of the others,   T_j = max over k d_jk
// and the adjusted p-value of statistic k of the real log 0 is
//   p_k = #{j = 0..R: T_j >= d_0k} / (R + 1).
// This is the single step maxT of Westfall and Young 1993 (Resampling-based multiple testing, 2.3),
// calibrated by rank as a Monte Carlo test (Dwass 1957; Davison and Hinkley 1997, 4.2): whatever
// the laws of the statistics, however they hang together, and however few R is,
//   P(some p_k <= alpha) <= alpha,
// with equality at alpha (R + 1) whole and no ties; and of statistics that are right beside others
// that are wrong, too (strong control). Needs R >= 1/alpha - 1.
//
// Scale. x is measured where its sampling law is near a symmetric one and where no interval leaves
// its range: arcsine of the square root between two ends (shares, correlations), cube root above
// one end (times, money, ratios; Wilson and Hilferty 1931), as it is otherwise. The spread is
// sd sqrt(1 + 1/R), or where that is more, on the side of x, the distance of the farthest of the
// others in units of the largest of R normal values (Blom 1958): a statistic with a heavy tail
// widens its own interval and not that of all others. The interval of a statistic is the set of x
// with d_0k no farther than T of the floor(alpha (R + 1))-th farthest simulation, taken back to its
// own unit: the real value lies outside it if and only if p_k <= alpha.
//
// Few values. A statistic that takes 2 to 6 values in all logs is known to a step: step^2 / 12 is
// added to its variance. Where all logs agree but one, that one has no spread to be measured in: it
// counts as farthest of all while at most half of the floor(alpha (R + 1)) logs that may be outside
// are so (one, from 39 simulations on), and by the step where more are. A statistic that only some
// logs have is compared among those; a log that alone has it is such a one too. A simulated log
// that is too short for any statistic would not have been held against anything: it is left out, as
// long as 1/alpha - 1 others remain.
#pragma once

#include "scenarios/validation/statistic.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::scenarios {

enum class Verdict : std::uint8_t { inside, outside };
std::string_view name_of(Verdict verdict);  // "inside", "outside"

struct StatisticVerdict {
  std::string statistic;
  std::string unit;
  double real = 0.0;
  std::optional<double> mean;  // of the simulations; nothing where none has the statistic
  std::optional<double> sd;
  // The 2.5% and 97.5% order statistics of the simulations; nothing below 39 of them.
  std::optional<double> alone_low;
  std::optional<double> alone_high;
  // What the family of statistics lets pass; nothing where that is everything.
  std::optional<double> low;
  std::optional<double> high;
  double p_value = 1.0;   // of this statistic alone, by rank, two-sided
  double adjusted = 1.0;  // for the family
  Verdict verdict = Verdict::inside;
  std::string note;  // what is special
};

struct FidelityTable {
  std::vector<StatisticVerdict> rows;  // in the order of the real log's statistics
  std::size_t simulations = 0;         // that were compared
  std::size_t too_short = 0;           // and that were left out
  double alpha = 0.05;

  std::size_t outside() const;
};

// The least number of simulations with which a statistic could be outside at all.
std::size_t simulations_needed(double alpha);

// Throws CalibrationError where so many simulations are too few, with the number that is needed.
void check_simulations(std::size_t simulations, double alpha);

// Throws CalibrationError where the real log has no statistic or simulations are too few.
// Cost: R k.
FidelityTable compare_statistics(std::span<const Statistic> real,
                                 std::span<const std::vector<Statistic>> simulated, double alpha);

}  // namespace shoal::scenarios
