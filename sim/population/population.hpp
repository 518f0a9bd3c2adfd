// The people: traits that do not change by themselves. Drawn once, from the seed and the person's
// number alone, so that adding a person moves nobody else.
#pragma once

#include "core/ids.hpp"
#include "core/random.hpp"
#include "core/time.hpp"
#include "sim/population/population_params.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace shoal::sim {

struct Person {
  SimTime joined{};           // start of history or later
  float lambda_per_week = 0;  // purchase rate of the untouched world while a customer
  float mu_per_week = 0;      // drop-out rate of the untouched world
  float spend_nu = 1;         // rate of the gamma of a purchase's value
  float price_sensitivity = 1;
  float visit_factor = 1;  // on the rate of background visits
  std::uint8_t archetype = 0;
  std::uint8_t gender = 0, age_band = 0, city = 0, income_band = 0, device = 0;
  std::uint16_t store = 0;
  std::uint8_t consent = 0;  // bit c: may be contacted on channel c, when they join
};

struct PopulationShape {
  std::size_t topics = 0;
  std::size_t channels = 0;
  std::uint32_t stores = 1;
  double visit_shape = 1.0;
  SimTime run_end{};
};

class Population {
 public:
  // Cost: about 1 us a person. Arrivals until run_end follow those of the start, in order of time.
  Population(const PopulationParams& params, const PopulationShape& shape, Seed seed);

  std::size_t size() const { return people_.size(); }
  const Person& operator[](PersonId p) const { return people_[index(p)]; }
  std::span<const float> affinity(PersonId p) const {  // (topic), sums to 1
    return {affinity_.data() + index(p) * topics_, topics_};
  }
  std::span<const float> channel_affinity(PersonId p) const {  // (channel), logit shift
    return {channel_affinity_.data() + index(p) * channels_, channels_};
  }
  // Moves `strength` of a person's affinity to one topic.
  void shift_affinity(PersonId p, TopicId topic, double strength);
  TopicId favourite(PersonId p) const;
  // The topic at quantile u of the person's affinities.
  TopicId topic_at(PersonId p, double u) const;

  std::size_t bytes() const;

 private:
  std::size_t topics_;
  std::size_t channels_;
  std::vector<Person> people_;
  std::vector<float> affinity_;          // (person x topic)
  std::vector<float> channel_affinity_;  // (person x channel)
};

}  // namespace shoal::sim
