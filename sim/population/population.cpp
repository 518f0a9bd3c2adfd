#include "sim/population/population.hpp"

#include "core/contracts.hpp"
#include "sim/purposes.hpp"

#include <algorithm>
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

std::uint8_t pick_code(const std::vector<double>& weights, Stream& s) {
  const double u = s.uniform();
  return weights.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(pick(weights, u));
}

Person draw_person(const PopulationParams& params, const PopulationShape& shape, Stream& s,
                   std::span<const double> shares) {
  Person p;
  p.archetype = static_cast<std::uint8_t>(pick(shares, s.uniform()));
  const Archetype& a = params.archetypes[p.archetype];
  p.gender = pick_code(a.gender, s);
  p.age_band = pick_code(a.age_band, s);
  p.city = pick_code(a.city, s);
  p.income_band = pick_code(a.income_band, s);
  p.device = pick_code(a.device, s);
  p.store = static_cast<std::uint16_t>(s.below(std::max<std::uint32_t>(shape.stores, 1)));
  for (std::size_t c = 0; c < params.consent_frac.size(); ++c) {
    if (s.bernoulli(params.consent_frac[c])) {
      p.consent = static_cast<std::uint8_t>(p.consent | (1U << c));
    }
  }
  p.price_sensitivity = static_cast<float>(a.price_sensitivity_mean * s.gamma(4.0) / 4.0);
  p.visit_factor = static_cast<float>(s.gamma(shape.visit_shape) / shape.visit_shape);
  const PurchaseRateParams& b = params.purchases;
  p.lambda_per_week = static_cast<float>(s.gamma(b.r) / b.alpha_weeks);
  p.spend_nu = static_cast<float>(s.gamma(params.spend.q) / params.spend.v);
  const double tenure = b.tenure_weeks * s.uniform();
  p.mu_per_week = static_cast<float>(s.gamma(b.s) / (b.beta_weeks + tenure));
  return p;
}

}  // namespace

Population::Population(const PopulationParams& params, const PopulationShape& shape, Seed seed)
    : topics_(shape.topics), channels_(shape.channels) {
  std::vector<double> shares;
  for (const Archetype& a : params.archetypes) shares.push_back(a.share);

  std::vector<SimTime> joined(params.people, SimTime{});
  SimTime at{};
  for (std::uint32_t slot = 0; params.arrivals_per_week > 0.0; ++slot) {
    Stream s(seed, purpose::arrival, 0, slot);
    at += from_weeks(s.exponential() / params.arrivals_per_week);
    if (at >= shape.run_end) break;
    joined.push_back(at);
  }

  people_.reserve(joined.size());
  affinity_.reserve(joined.size() * topics_);
  channel_affinity_.reserve(joined.size() * channels_);
  for (std::uint32_t i = 0; i < joined.size(); ++i) {
    Stream s(seed, purpose::traits, i, 0);
    Person p = draw_person(params, shape, s, shares);
    p.joined = joined[i];
    if (i >= params.people) {  // new customers have no tenure
      Stream fresh(seed, purpose::traits, i, 1);
      p.mu_per_week =
          static_cast<float>(fresh.gamma(params.purchases.s) / params.purchases.beta_weeks);
    }
    people_.push_back(p);

    const Archetype& a = params.archetypes[p.archetype];
    Stream t(seed, purpose::affinity, i, 0);
    std::vector<double> g(topics_, 0.0);
    double sum = 0.0;
    for (std::size_t k = 0; k < topics_; ++k) {
      if (a.affinity[k] > 0.0) g[k] = t.gamma(a.affinity[k]);
      sum += g[k];
    }
    for (std::size_t k = 0; k < topics_; ++k) {
      affinity_.push_back(static_cast<float>(sum > 0.0 ? g[k] / sum : a.affinity[k] > 0.0));
    }
    for (std::size_t c = 0; c < channels_; ++c) {
      const double mean = c < a.channel_affinity.size() ? a.channel_affinity[c] : 0.0;
      channel_affinity_.push_back(static_cast<float>(mean + 0.5 * t.normal()));
    }
  }
}

void Population::shift_affinity(PersonId p, TopicId topic, double strength) {
  float* a = affinity_.data() + index(p) * topics_;
  for (std::size_t k = 0; k < topics_; ++k) a[k] *= static_cast<float>(1.0 - strength);
  a[index(topic)] += static_cast<float>(strength);
}

TopicId Population::favourite(PersonId p) const {
  const auto a = affinity(p);
  return TopicId{static_cast<std::uint16_t>(std::max_element(a.begin(), a.end()) - a.begin())};
}

TopicId Population::topic_at(PersonId p, double u) const {
  return TopicId{static_cast<std::uint16_t>(pick(affinity(p), u))};
}

std::size_t Population::bytes() const {
  return people_.capacity() * sizeof(Person) +
         (affinity_.capacity() + channel_affinity_.capacity()) * sizeof(float);
}

}  // namespace shoal::sim
