// Time on a page: candidate laws fitted by maximum likelihood.
//
// From a log of clicks every gap is known, but rounded to the log's clock and never longer than
// the pause that ends a session: the likelihood is that of an interval, truncated at the pause.
// Candidates: exponential, Weibull, gamma, log-normal, each with parameters of its own per kind.
//
// From a table of sessions only sums are known: T = g_1 + ... + g_m over the m = pages - 1 timed
// pages. Exponential and gamma gaps have gamma sums; with a gamma-distributed pace of the session
// the sum is a beta prime; log-normal gaps have sums that are nearly log-normal with the same two
// moments (Fenton 1960, "The sum of log-normal probability distributions in scatter transmission
// systems"), and a log-normal pace adds its variance.
#pragma once

#include "scenarios/calibration/maximum_likelihood.hpp"
#include "scenarios/calibration/session_data.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace shoal::scenarios {

// In the world's terms (sim/streams/session_params.hpp).
struct GapModel {
  sim::GapLaw law{};
  double location = 3.0;
  double spread = 1.0;
};

enum class GapFamily : std::uint8_t {
  exponential,
  weibull,
  gamma,
  log_normal,
  exponential_paced,  // tables only: with a pace per session
  log_normal_paced,
};
std::string name_of(GapFamily family);

struct GapCandidate {
  GapFamily family{};
  double log_likelihood = 0.0;
  double aic = 0.0;
  double aic_excess = 0.0;
  std::vector<FitResult> fits;  // one, or one per kind of page in `kinds`
};

struct GapFit {
  std::vector<GapCandidate> candidates;                 // best first
  std::array<GapModel, sim::page_kinds> by_kind{};      // of the best that the world can draw
  std::array<std::size_t, sim::page_kinds> observed{};  // gaps (or timed pages) behind each
  GapFamily family{};                                   // of by_kind
  double pace_log_sd = 0.0;
  std::optional<double> pace_standard_error;
  FitResult fit;  // tables: of the family above
};

// Throws CalibrationError where fewer than 50 gaps are known. `only`: no other candidates.
GapFit fit_gaps(const ClickDetail& clicks, std::optional<GapFamily> only = {});
// Nothing where the table has no durations, or fewer than 50 sessions with any.
std::optional<GapFit> fit_gaps(const std::vector<SessionRecord>& sessions,
                               std::optional<GapFamily> only = {});

// The log-density of a sum of `pages` gaps under a family with the given parameters.
double log_density_of_sum(GapFamily family, std::span<const double> at, double sum,
                          std::uint32_t pages);

}  // namespace shoal::scenarios
