// The people: traits that do not change by themselves. Drawn once, from the seed and the person's
// number alone, so that adding a person moves nobody else.
#pragma once

#include "core/ids.hpp"
#include "core/random.hpp"
#include "core/time.hpp"
#include "engine/contract/brief.hpp"
#include "sim/kernel/compact.hpp"
#include "sim/population/population_params.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace shoal::sim {

struct Person {
  float lambda_per_week = 0;  // purchase rate of the untouched world while a customer
  float mu_per_week = 0;      // drop-out rate of the untouched world; 0: never by itself
  float spend_nu = 1;         // gamma-gamma: rate of a purchase's value; log-normal: exp(-m)
  Coarse price_sensitivity{1.0F};
  Coarse visit_factor{1.0F};  // on the rate of background visits
  Coarse timing_shape{1.0F};  // k of the times between purchases
  Coarse leave_frac;          // probability of leaving at a purchase of the untouched world
  std::uint16_t store = 0;
  std::uint8_t archetype = 0;
  std::uint8_t gender = 0, age_band = 0, city = 0, income_band = 0, device = 0;
  std::uint8_t consent = 0;  // bit c: may be contacted on channel c, when they join

  // Of the untouched world, whichever way people leave.
  double drop_out_per_week() const { return mu_per_week + lambda_per_week * leave_frac; }
};
static_assert(sizeof(Person) == 32);

struct PopulationShape {
  std::size_t topics = 0;
  std::size_t channels = 0;
  std::uint32_t stores = 1;
  // Draws a person's factor on background visits, mean 1; empty: 1.
  std::function<double(Stream&)> visit_factor;
  SimTime run_end{};
  // Factor on an archetype's share of those who join at an instant; empty: 1.
  std::function<double(std::size_t, SimTime)> joins_factor;
};

class Population {
 public:
  // Cost: about 1 us a person. Arrivals until run_end follow those of the start, in order of time.
  Population(const PopulationParams& params, const PopulationShape& shape, Seed seed);

  std::size_t size() const { return people_.size(); }
  // Joined after the start.
  bool newcomer(PersonId p) const { return index(p) >= there_at_start_; }
  std::size_t at_start() const { return there_at_start_; }
  // The start of history or later.
  SimTime joined(PersonId p) const {
    return newcomer(p) ? newcomers_joined_[index(p) - there_at_start_] : SimTime{};
  }
  const Person& operator[](PersonId p) const { return people_[index(p)]; }
  std::size_t topics() const { return topics_; }
  // Taste before any drift: weights in 1/65535, which they sum to.
  std::span<const std::uint16_t> affinity(PersonId p) const {  // (topic)
    return {affinity_.data() + index(p) * topics_, topics_};
  }
  // Logit shift of opening on a channel. Drawn anew at each call (about 30 ns), the same each time.
  double channel_affinity(PersonId p, ChannelId c) const;
  // Asks the cache for what a step of this person reads.
  void prefetch(PersonId p) const {
    prefetch_all(people_.data() + index(p), 1);
    prefetch_all(affinity_.data() + index(p) * topics_, topics_);
  }

  std::size_t bytes() const;

 private:
  // Both lines where it lies across two.
  template <class T>
  static void prefetch_all(const T* first, std::size_t n) {
    __builtin_prefetch(first);
    __builtin_prefetch(reinterpret_cast<const char*>(first + n) - 1);
  }

  std::size_t topics_;
  std::size_t there_at_start_;
  Seed seed_;
  std::vector<std::vector<double>> channel_affinity_;  // (archetype x channel) mean
  std::vector<Person> people_;
  std::vector<SimTime> newcomers_joined_;  // in order
  std::vector<std::uint16_t> affinity_;    // (person x topic)
};

// The value of one purchase, major units.
double draw_price(const SpendParams& spend, const Person& person, Stream& draws);
double mean_price(const SpendParams& spend, const Person& person);

}  // namespace shoal::sim
