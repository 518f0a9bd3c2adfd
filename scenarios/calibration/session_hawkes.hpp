// Do visits breed visits? A Hawkes process with exponential kernel against a Poisson process, both
// with the rhythm of the week and with a rate of its own for every user.
//
//   intensity of user u:  mu_u rho(t) + n beta sum over earlier visits of exp(-beta (t - t_i))
//
// mu_u is gamma-distributed over users (mean m, shape k) and integrated out by trapezoids around
// its mode on the log scale: users with many visits must not pass for excitation. rho is the share
// of all visits in each hour of the day times that of each weekday, mean 1, taken as known. A user
// counts from the first visit (given) to the last, the gaps between being complete: whoever stops
// coming, as customers do, would pass for clustering too if the silence after counted. Exact
// likelihood in O(visits) per node by the recursion of Ogata 1981 ("On Lewis' simulation method").
//
// Under the Poisson process beta means nothing, so that the likelihood ratio is not chi-square
// (Davies 1987): the finding `self_exciting` asks for 2 (l1 - l0) above 13.8 (chi-square, 2 degrees
// of freedom, .001), which errs on the side of Poisson.
#pragma once

#include "scenarios/calibration/maximum_likelihood.hpp"
#include "scenarios/calibration/session_data.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace shoal::scenarios {

inline constexpr std::size_t hours_of_week = 168;

struct HawkesModel {
  double mean_per_week = 1.0;  // m of mu_u
  double shape = 1.0;          // k
  double branching = 0.0;      // n, below 1
  double delay_hours = 12.0;   // 1 / beta
};

// Users with at least two visits, hours since a Monday at midnight, ascending.
struct VisitTimes {
  std::vector<std::vector<double>> users;
  std::array<double, hours_of_week> rhythm{};  // mean 1
};
VisitTimes visit_times(const std::vector<std::vector<double>>& visits);

double log_likelihood(const HawkesModel& model, const VisitTimes& times);

// The compensated gaps of all users at the given rates: Exp(1) where the model is right and the
// rates are the true ones (the random time change of Papangelou 1972).
std::vector<double> compensated_gaps(const HawkesModel& model, const std::vector<double>& visits,
                                     const std::array<double, hours_of_week>& rhythm);

struct ExcitationFit {
  FitResult poisson;  // mean_per_week, shape
  FitResult hawkes;   // and branching_odds, delay_hours
  FittedParameter branching;
  FittedParameter delay_hours;
  double likelihood_ratio = 0.0;  // 2 (l1 - l0)
  bool self_exciting = false;
  std::size_t users = 0;
  std::size_t visits = 0;
};

// Nothing where fewer than 50 users come again; of very long logs the first 200,000 visits.
std::optional<ExcitationFit> fit_excitation(const std::vector<std::vector<double>>& visits);

}  // namespace shoal::scenarios
