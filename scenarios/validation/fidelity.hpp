// Is a real log one that the simulation could have made? The same statistics of the real log and of
// m simulated ones, compared one by one and as a family.
//
// p_value of one statistic: its rank among the simulated ones, two-sided,
//   p = min(1, 2 min((#{s <= x} + 1), (#{s >= x} + 1)) / (m + 1))
// (Davison and Hinkley 1997, Bootstrap methods, section 4.2): exact where the real log is one more
// simulation. interval: the order statistics that this p keeps at 5%.
//
// Over the family, so that a right model fails with probability alpha whatever the number of
// statistics, one of
//   maximum  Westfall and Young 1993, single step: the largest |x - mean| / sd over all statistics
//            against the same of each simulation left out of mean and sd (conformal: the share of
//            simulations at least as far out, itself included). Knows how statistics hang together,
//            and needs 1/alpha - 1 simulations whatever their number. To sd^2 of a statistic that
//            takes 2 to 6 values in the simulations step^2 / 12 is added, as it is known to a step.
//   holm     Holm 1979, on the rank p-values: needs 2 k / alpha - 1 simulations for k statistics.
// A statistic that no simulation ever varies must be met exactly (to 1e-9): everything else is
// outside. One that does not exist in some simulations is compared with those in which it does; in
// none: outside, the model cannot make it.
#pragma once

#include "scenarios/validation/statistic.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace shoal::scenarios {

enum class Correction : std::uint8_t { maximum, holm };
enum class Verdict : std::uint8_t { inside, outside };

struct StatisticVerdict {
  std::string statistic;
  double real = 0.0;
  std::optional<double> mean;  // of the simulations; nothing where none has the statistic
  std::optional<double> sd;
  std::optional<double> low;  // 95%, of this statistic alone
  std::optional<double> high;
  std::optional<double> family_low;  // what the family's correction lets pass (maximum only)
  std::optional<double> family_high;
  double p_value = 1.0;  // of this statistic alone
  double adjusted = 1.0;
  Verdict verdict = Verdict::inside;
  std::string note;  // what is special
};

struct FidelityTable {
  std::vector<StatisticVerdict> rows;  // in the order of the real log's statistics
  std::size_t simulations = 0;
  double alpha = 0.05;
  Correction correction = Correction::maximum;

  std::size_t outside() const;
};

struct FidelityOptions {
  double alpha = 0.05;  // of a right model failing at all
  Correction correction = Correction::maximum;
};

// The least number of simulations with which a statistic could be outside at all.
std::size_t simulations_needed(const FidelityOptions& options, std::size_t statistics);

// Throws CalibrationError where so many simulations are too few, with the number that is needed.
void check_simulations(std::size_t simulations, std::size_t statistics,
                       const FidelityOptions& options);

// Throws CalibrationError where there are no statistics or fewer simulations than needed.
// Cost: m k.
FidelityTable compare_statistics(std::span<const Statistic> real,
                                 std::span<const std::vector<Statistic>> simulated,
                                 const FidelityOptions& options);

}  // namespace shoal::scenarios
