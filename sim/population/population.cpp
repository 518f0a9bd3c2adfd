#include "sim/population/population.hpp"

#include "core/contracts.hpp"
#include "sim/population/demographics.hpp"
#include "sim/purposes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace shoal::sim {

namespace {

// Index of the weight that holds quantile u. Weights >= 0, not all 0.
template <class Weights>
std::size_t pick(const Weights& weights, double u) {
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  double left = u * total;
  std::size_t last = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) continue;
    last = i;
    if (left < weights[i]) return i;
    left -= weights[i];
  }
  return last;
}

// Of those who joined within the tenure, one who has not left. BG/NBD: with rate lambda and
// probability p of leaving at a purchase, exp(-lambda p t) of them stay for a time t.
void draw_stayer(const PurchaseRateParams& b, Stream& s, Person& p) {
  double leaving = 0.0;
  do {
    p.lambda_per_week = static_cast<float>(s.gamma(b.r) / b.alpha_weeks);
    p.leave_frac = Coarse(static_cast<float>(s.beta(b.a, b.b)));
    leaving = p.drop_out_per_week() * b.tenure_weeks * s.uniform();
  } while (s.uniform() > std::exp(-leaving));
}

Person draw_person(const PopulationParams& params, const PopulationShape& shape, Stream& s,
                   std::span<const double> shares, const Demographics& demographics,
                   bool newcomer) {
  Person p;
  p.archetype = static_cast<std::uint8_t>(pick(shares, s.uniform()));
  const Archetype& a = params.archetypes[p.archetype];
  const DemographicCodes codes = demographics.draw(p.archetype, s);
  p.gender = codes[0];
  p.age_band = codes[1];
  p.city = codes[2];
  p.income_band = codes[3];
  p.device = codes[4];
  p.store = static_cast<std::uint16_t>(s.below(std::max<std::uint32_t>(shape.stores, 1)));
  for (std::size_t c = 0; c < params.consent_frac.size(); ++c) {
    if (s.bernoulli(params.consent_frac[c])) {
      p.consent = static_cast<std::uint8_t>(p.consent | (1U << c));
    }
  }
  p.price_sensitivity = Coarse(static_cast<float>(a.price_sensitivity_mean * s.gamma(4.0) / 4.0));
  p.visit_factor = Coarse(static_cast<float>(shape.visit_factor ? shape.visit_factor(s) : 1.0));
  const PurchaseRateParams& b = params.purchases;
  p.lambda_per_week = static_cast<float>(s.gamma(b.r) / b.alpha_weeks);
  const double spread = std::log1p(b.timing_spread * b.timing_spread);
  p.timing_shape = Coarse(static_cast<float>(
      spread > 0.0 ? s.log_normal(std::log(b.timing_shape) - 0.5 * spread, std::sqrt(spread))
                   : b.timing_shape));
  const SpendParams& spend = params.spend;
  p.spend_nu = static_cast<float>(spend.family == SpendFamily::gamma_gamma
                                      ? s.gamma(spend.q) / spend.v
                                      : s.log_normal(-spend.log_mean, spend.log_sd_people));
  const double tenure_weeks = newcomer ? 0.0 : b.tenure_weeks * s.uniform();
  const double mu = s.gamma(b.s) / (b.beta_weeks + tenure_weeks);
  if (b.drop_out == DropOut::pareto) p.mu_per_week = static_cast<float>(mu);
  if (b.drop_out == DropOut::at_purchase && newcomer) {
    p.leave_frac = Coarse(static_cast<float>(s.beta(b.a, b.b)));
  } else if (b.drop_out == DropOut::at_purchase) {
    draw_stayer(b, s, p);
  }
  return p;
}

// Dirichlet weights in 1/65535, by largest remainder.
void draw_affinity(const Archetype& a, std::size_t topics, Stream& s,
                   std::vector<std::uint16_t>& out) {
  constexpr double whole = 65535.0;
  std::array<double, max_topics> g{};
  double sum = 0.0;
  for (std::size_t k = 0; k < topics; ++k) {
    if (a.affinity[k] > 0.0) g[k] = s.gamma(a.affinity[k]);
    sum += g[k];
  }
  std::uint32_t given = 0;
  std::size_t most = 0;
  const std::size_t first = out.size();
  for (std::size_t k = 0; k < topics; ++k) {
    const auto part = static_cast<std::uint16_t>(sum > 0.0 ? whole * (g[k] / sum) : 0.0);
    out.push_back(part);
    given += part;
    if (g[k] > g[most] || (g[most] == 0.0 && a.affinity[k] > a.affinity[most])) most = k;
  }
  out[first + most] = static_cast<std::uint16_t>(out[first + most] + (65535U - given));
}

}  // namespace

Population::Population(const PopulationParams& params, const PopulationShape& shape, Seed seed)
    : topics_(shape.topics), there_at_start_(params.people), seed_(seed) {
  for (const Archetype& a : params.archetypes) {
    channel_affinity_.push_back(a.channel_affinity);
    channel_affinity_.back().resize(shape.channels, 0.0);
  }
  SimTime at{};
  const SimTime last_arrival =
      params.arrivals_weeks ? SimTime{from_weeks(*params.arrivals_weeks)} : shape.run_end;
  for (std::uint32_t slot = 0; params.arrivals_per_week > 0.0; ++slot) {
    Stream s(seed, purpose::arrival, 0, slot);
    at += from_weeks(s.exponential() / params.arrivals_per_week);
    if (at >= shape.run_end || at >= last_arrival) break;
    newcomers_joined_.push_back(at);
  }
  newcomers_joined_.shrink_to_fit();

  const Demographics demographics(params);
  const std::size_t people = there_at_start_ + newcomers_joined_.size();
  people_.reserve(people);
  affinity_.reserve(people * topics_);
  std::vector<double> shares(params.archetypes.size());
  for (std::uint32_t i = 0; i < people; ++i) {
    const bool newcomer = this->newcomer(PersonId{i});
    for (std::size_t a = 0; a < shares.size(); ++a) {
      shares[a] = params.archetypes[a].share;
      if (newcomer && shape.joins_factor) shares[a] *= shape.joins_factor(a, joined(PersonId{i}));
    }
    Stream s(seed, purpose::traits, i, 0);
    people_.push_back(draw_person(params, shape, s, shares, demographics, newcomer));
    Stream t(seed, purpose::affinity, i, 0);
    draw_affinity(params.archetypes[people_.back().archetype], topics_, t, affinity_);
  }
}

double Population::channel_affinity(PersonId p, ChannelId c) const {
  Stream s(seed_, purpose::channel_affinity, static_cast<std::uint32_t>(index(p)),
           static_cast<std::uint32_t>(index(c)));
  return channel_affinity_[people_[index(p)].archetype][index(c)] + 0.5 * s.normal();
}

std::size_t Population::bytes() const {
  return people_.capacity() * sizeof(Person) + affinity_.capacity() * sizeof(affinity_[0]) +
         newcomers_joined_.capacity() * sizeof(SimTime);
}

double draw_price(const SpendParams& spend, const Person& person, Stream& draws) {
  const double nu = std::max(person.spend_nu, 1e-9F);
  return spend.family == SpendFamily::gamma_gamma
             ? draws.gamma(spend.p) / nu
             : draws.log_normal(-std::log(nu), spend.log_sd_purchase);
}

double mean_price(const SpendParams& spend, const Person& person) {
  const double nu = std::max(person.spend_nu, 1e-9F);
  return spend.family == SpendFamily::gamma_gamma
             ? spend.p / nu
             : std::exp(0.5 * spend.log_sd_purchase * spend.log_sd_purchase) / nu;
}

}  // namespace shoal::sim
