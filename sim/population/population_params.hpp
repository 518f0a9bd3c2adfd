// Who the people are, as a scenario says it. Shares are fractions of 1; money in major units.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace shoal::sim {

// A weighted choice among readable values; weights need not sum to 1.
struct Choice {
  std::string name;
  double weight = 1.0;
};

// A latent kind of person. Everything demographic is conditional on it; no engine ever sees it.
struct Archetype {
  std::string name;
  double share = 1.0;
  std::vector<double> affinity;          // (topic) Dirichlet concentrations, >= 0; 0: never wanted
  std::vector<double> gender;            // weights over PopulationParams::genders
  std::vector<double> age_band;          // ... age_bands
  std::vector<double> city;              // ... cities
  std::vector<double> income_band;       // ... income_bands
  std::vector<double> device;            // ... devices
  std::vector<double> channel_affinity;  // (channel) logit shift of opening
  std::vector<double> hour_weight;       // (24) rhythm of the day, relative
  std::vector<double> weekday_weight;    // (7) Monday first, relative
  double price_sensitivity_mean = 1.0;   // of a gamma with shape 4
  double store_visit_frac = 0.0;         // of visits made in a physical store
};

// Purchase rate and lifetime: Pareto/NBD (Schmittlein, Morrison, Colombo 1987).
// lambda ~ gamma(r, rate alpha), mu ~ gamma(s, rate beta), independent; time unit one week.
struct PurchaseRateParams {
  double r = 0.55;
  double alpha_weeks = 10.6;
  double s = 0.6;
  double beta_weeks = 11.7;
  // People present at the start have been customers for a time uniform in [0, tenure_weeks];
  // given survival for that long, mu ~ gamma(s, rate beta + tenure).
  double tenure_weeks = 0.0;
};

// Value of a purchase: gamma-gamma (Fader, Hardie 2013). z ~ gamma(p, rate nu),
// nu ~ gamma(q, rate v); mean p v / (q - 1).
struct SpendParams {
  double p = 6.25;
  double q = 3.74;
  double v = 15.44;
};

struct PopulationParams {
  std::uint32_t people = 1000;     // at the start of history
  double arrivals_per_week = 0.0;  // new customers, Poisson; each with a slot of its own
  std::vector<Choice> genders, age_bands, cities, income_bands, devices;  // weights unused here
  std::vector<Archetype> archetypes;
  PurchaseRateParams purchases;
  SpendParams spend;
  std::vector<double> consent_frac;  // (channel) who consent to be contacted there
};

}  // namespace shoal::sim
