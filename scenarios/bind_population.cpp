#include "scenarios/bind_scenario.hpp"
#include "scenarios/names.hpp"
#include "scenarios/priors.hpp"

#include <algorithm>

namespace shoal::scenarios {
namespace {

constexpr Range weight{0.0, 1e6};

// A choice among readable values; their weights stand with each archetype.
void bind_values(Binder& b, std::string_view name, std::vector<sim::Choice>& choices) {
  std::vector<std::string> names = names_of(choices);
  b.texts({.name = name, .doc = "values an engine may see", .count = {1, 200}, .distinct = true},
          names);
  choices.clear();
  for (std::string& value : names) choices.push_back({std::move(value), 1.0});
}

void bind_prior(Binder& b, std::string& prior) {
  const std::vector<std::string> names = prior_names();
  std::optional<std::size_t> chosen;
  const auto found = std::find(names.begin(), names.end(), prior);
  if (found != names.end()) chosen = static_cast<std::size_t>(found - names.begin());
  b.choice(
      {"prior", "census table that demographics are drawn from, tilted by archetypes' weights"},
      chosen, names, Binder::Presence::optional);
  prior = chosen ? names[*chosen] : "";
}

// Weights that a file is silent about are all alike.
void bind_weights(Binder& b, PlainSpec spec, std::vector<double>& weights, std::size_t size) {
  if (weights.size() != size) weights.assign(size, 1.0);
  b.quantity({spec.name, Unit::one, weight, spec.doc}, weights, size);
}

void bind_demographics(Binder& b, sim::Archetype& a, const sim::PopulationParams& p) {
  bind_weights(b, {"gender", "weights over genders"}, a.gender, p.genders.size());
  bind_weights(b, {"age_band", "weights over age_bands"}, a.age_band, p.age_bands.size());
  bind_weights(b, {"city", "weights over cities"}, a.city, p.cities.size());
  bind_weights(b, {"income_band", "weights over income_bands"}, a.income_band,
               p.income_bands.size());
  bind_weights(b, {"device", "weights over devices"}, a.device, p.devices.size());
}

void bind_archetype(Binder& b, sim::Archetype& a, const sim::PopulationParams& p,
                    const BoundNames& names) {
  b.text({"name", "of the archetype", name_length}, a.name);
  b.quantity({"share", Unit::one, weight, "of the people, relative"}, a.share);
  b.quantity(
      {"affinity", Unit::one, {0.0, 1000.0}, "by topic: Dirichlet concentrations, 0 never wanted"},
      a.affinity, names.topics.size());
  bind_demographics(b, a, p);
  b.quantity({"channel_affinity", Unit::logit, {-20.0, 20.0}, "by channel: shift of opening"},
             a.channel_affinity, names.channels.size());
  b.quantity({"hour_weight", Unit::one, weight, "by hour of the day, relative"}, a.hour_weight, 24);
  b.quantity({"weekday_weight", Unit::one, weight, "by weekday, Monday first, relative"},
             a.weekday_weight, 7);
  b.quantity({"price_sensitivity_mean", Unit::one, {0.0, 100.0}, "of a gamma with shape 4"},
             a.price_sensitivity_mean);
  b.quantity({"store_visit_frac", Unit::frac, fraction, "of visits made in a store"},
             a.store_visit_frac);
}

void bind_purchases(Binder& b, sim::PurchaseRateParams& p) {
  b.quantity({"r", Unit::one, positive, "shape of the purchase rate over people"}, p.r);
  b.quantity({"alpha_weeks", Unit::weeks, positive, "its rate parameter; mean rate r / alpha"},
             p.alpha_weeks);
  b.quantity({"s", Unit::one, positive, "shape of the drop-out rate over people"}, p.s);
  b.quantity({"beta_weeks", Unit::weeks, positive, "its rate parameter"}, p.beta_weeks);
  b.quantity({"tenure_weeks",
              Unit::weeks,
              {0.0, 5200.0},
              "customers at the start joined uniformly within this time"},
             p.tenure_weeks);
  b.quantity({"a", Unit::one, positive, "at_purchase: beta(a, b) over people, to leave at one"},
             p.a);
  b.quantity({"b", Unit::one, positive, "the same"}, p.b);
  b.choice({"drop_out",
            "of customers: silent by the Pareto law (s, beta_weeks), never, or at a "
            "purchase (a, b)"},
           p.drop_out, drop_out_names, Binder::Presence::optional);
  b.quantity({"timing_shape",
              Unit::one,
              {0.05, 1000.0},
              "gamma shape of times between purchases, mean over people; 1 is Poisson"},
             p.timing_shape);
  b.quantity({"timing_spread", Unit::one, {0.0, 10.0}, "its coefficient of variation over people"},
             p.timing_spread);
}

void bind_spend(Binder& b, sim::SpendParams& p) {
  b.choice({"family", "law of a purchase's value"}, p.family, spend_family_names,
           Binder::Presence::optional);
  b.quantity({"p", Unit::one, positive, "gamma-gamma shape of one purchase's value"}, p.p);
  b.quantity({"q", Unit::one, {1.0, 1e6, true}, "shape of its scale over people"}, p.q);
  b.quantity({"v", Unit::money, positive, "scale; mean value p v / (q - 1)"}, p.v);
  b.quantity({"log_mean", Unit::one, {-20.0, 20.0}, "log-normal: mean log value, in the currency"},
             p.log_mean);
  b.quantity({"log_sd_people", Unit::one, {0.0, 10.0}, "log-normal: sd of that over people"},
             p.log_sd_people);
  b.quantity({"log_sd_purchase", Unit::one, {0.0, 10.0}, "log-normal: sd of one purchase"},
             p.log_sd_purchase);
}

void bind_refunds(Binder& b, sim::RefundParams& p) {
  b.quantity({"frac", Unit::frac, fraction, "of purchases that come back"}, p.frac);
  b.quantity({"delay_days", Unit::days, {0.0, 3650.0, true}, "mean of an exponential"},
             p.delay_days);
}

void bind_identities(Binder& b, sim::IdentityParams& p) {
  b.choice({"kind", "one subject a person, or loyalty numbers and cookies"}, p.kind,
           identity_kind_names, Binder::Presence::optional);
  b.quantity({"devices_mean", Unit::one, {1.0, 3.0}, "of a person; 1 + Poisson, at most 3"},
             p.devices_mean);
  b.quantity({"cookie_days", Unit::days, {1.0, 3650.0}, "until a device's cookie is replaced"},
             p.cookie_days);
  b.quantity({"login_frac", Unit::frac, fraction, "of sessions that tell the loyalty number"},
             p.login_frac);
  b.quantity({"shared_home_frac", Unit::frac, fraction_below_one,
              "who live with the person before them; at most six in a home"},
             p.shared_home_frac);
  b.quantity({"shared_device_frac", Unit::frac, fraction,
              "of sessions in such a home that are on its common device"},
             p.shared_device_frac);
  b.quantity({"duplicate_frac", Unit::frac, fraction, "who signed up twice"}, p.duplicate_frac);
  b.quantity({"merge_days", Unit::days, {0.0, 3650.0, true}, "mean time until that is found"},
             p.merge_days);
}

}  // namespace

void bind_population(Binder& b, sim::PopulationParams& p, const BoundNames& names) {
  b.quantity({"people", Unit::people, {1.0, 20e6}, "at the start of history"}, p.people);
  b.quantity({"arrivals_per_week", Unit::per_week, {0.0, 1e6}, "new people, of the whole audience"},
             p.arrivals_per_week);
  bind_prior(b, p.prior);
  bind_values(b, "genders", p.genders);
  bind_values(b, "age_bands", p.age_bands);
  bind_values(b, "cities", p.cities);
  bind_values(b, "income_bands", p.income_bands);
  bind_values(b, "devices", p.devices);
  b.objects({"archetypes", "latent kinds of people, which no engine sees", {1, 64}}, p.archetypes,
            [&](sim::Archetype& a) { bind_archetype(b, a, p, names); });
  b.section({"purchases", "purchases and drop-out over people: Pareto/NBD, or more regular"},
            [&] { bind_purchases(b, p.purchases); });
  b.section({"spend", "value of a purchase"}, [&] { bind_spend(b, p.spend); });
  b.section({"refunds", "goods that come back"}, [&] { bind_refunds(b, p.refunds); });
  b.section({"identities", "what an engine sees of a person"},
            [&] { bind_identities(b, p.identities); });
  b.quantity({"consent_frac", Unit::frac, fraction, "by channel: who may be contacted there"},
             p.consent_frac, names.channels.size());
  b.quantity({"erasure_per_week", Unit::per_week, {0.0, 1.0}, "who ask to be forgotten, once each"},
             p.erasure_per_week);
}

}  // namespace shoal::scenarios
