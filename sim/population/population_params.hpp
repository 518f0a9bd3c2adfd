// Who the people are, as a scenario says it. Shares are fractions of 1; money in major units.
#pragma once

#include "sim/population/demographics_params.hpp"

#include <cstdint>
#include <optional>
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

enum class DropOut : std::uint8_t { pareto, none, at_purchase };

// Purchase rate lambda ~ gamma(r, rate alpha), time unit one week, and drop-out, independent of it:
//   pareto       silent, at the rate mu ~ gamma(s, rate beta): Pareto/NBD (Schmittlein, Morrison,
//                Colombo 1987)
//   at_purchase  after a purchase with probability p ~ beta(a, b): BG/NBD (Fader, Hardie, Lee 2005)
//   none
// with gamma times between purchases (Pareto/GGG: Platzer, Reutterer 2016) where timing_shape is
// not 1.
struct PurchaseRateParams {
  double r = 0.55;
  double alpha_weeks = 10.6;
  double s = 0.6;
  double beta_weeks = 11.7;
  double a = 0.793;
  double b = 2.426;
  // People present at the start have been customers for a time uniform in [0, tenure_weeks];
  // given survival for that long, mu ~ gamma(s, rate beta + tenure). at_purchase: of those who
  // joined uniformly in that time, they are the ones who have not left.
  double tenure_weeks = 0.0;
  DropOut drop_out = DropOut::pareto;
  // Gamma shape k of a person's times between purchases in activity time: 1 is Poisson, more is
  // regular. Over people log-normal with this mean and coefficient of variation.
  double timing_shape = 1.0;
  double timing_spread = 0.0;
};

enum class SpendFamily : std::uint8_t { gamma_gamma, log_normal };

// Value of a purchase. Gamma-gamma (Fader, Hardie 2013): z ~ gamma(p, rate nu), nu ~ gamma(q, rate
// v); mean p v / (q - 1). Log-normal: log z ~ normal(m, log_sd_purchase), m ~ normal(log_mean,
// log_sd_people) over people.
struct SpendParams {
  SpendFamily family = SpendFamily::gamma_gamma;
  double p = 6.25;
  double q = 3.74;
  double v = 15.44;
  double log_mean = 3.3;
  double log_sd_people = 0.5;
  double log_sd_purchase = 0.5;
};

// Goods that come back: the price paid is given back in full.
struct RefundParams {
  double frac = 0.0;
  double delay_days = 7.0;  // mean of an exponential
};

enum class IdentityKind : std::uint8_t { one_each, several };

// What an engine sees of a person. one_each: a single subject. several: a loyalty number for what
// the shop knows by name, and a cookie for each device, replaced every `cookie_days`.
struct IdentityParams {
  IdentityKind kind = IdentityKind::one_each;
  double devices_mean = 1.8;  // 1 + Poisson(mean - 1), at most 3
  double cookie_days = 60.0;
  double login_frac = 0.3;          // of sessions: the cookie identifies itself
  double shared_home_frac = 0.4;    // who live with the person before them
  double shared_device_frac = 0.2;  // of sessions in such a home are on its common device
  double duplicate_frac = 0.03;     // who signed up twice; found and merged later
  double merge_days = 60.0;         // mean of an exponential
};

struct PopulationParams {
  std::uint32_t people = 1000;           // at the start of history
  double arrivals_per_week = 0.0;        // new customers, Poisson; each with a slot of its own
  std::optional<double> arrivals_weeks;  // in the first weeks only; not said by a scenario
  std::string prior;                     // a census table of scenarios/priors; empty: none
  DemographicPrior demographic_prior;    // that table in the codes of the lists below
  std::vector<Choice> genders, age_bands, cities, income_bands, devices;  // weights unused here
  std::vector<Archetype> archetypes;
  PurchaseRateParams purchases;
  SpendParams spend;
  RefundParams refunds;
  IdentityParams identities;
  std::vector<double> consent_frac;  // (channel) who consent to be contacted there
  double erasure_per_week = 0.0;     // hazard of asking to be forgotten, once; 0: nobody does
};

}  // namespace shoal::sim
