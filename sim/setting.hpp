// What a world is made from and never changes: the configuration, the people, their clocks, and
// what was drawn for this replication. Shared by a world, its markets and all its copies.
#pragma once

#include "core/random.hpp"
#include "sim/population/identity.hpp"
#include "sim/population/population.hpp"
#include "sim/response/misspecification.hpp"
#include "sim/streams/activity_clock.hpp"
#include "sim/streams/drift.hpp"
#include "sim/streams/season.hpp"
#include "sim/streams/session.hpp"
#include "sim/world_config.hpp"
#include "sim/world_form.hpp"

#include <array>
#include <memory>
#include <vector>

namespace shoal::sim {

struct Setting {
  // Cost: about 1 us a person.
  Setting(std::shared_ptr<const WorldConfig> world_config, Seed world_seed);
  Setting(const Setting&) = delete;
  Setting& operator=(const Setting&) = delete;

  const ActivityClock& clock(PersonId p) const { return clocks[clock_number(people[p])]; }
  // Of background visits, which have a calendar of their own besides.
  const ActivityClock& visit_clock(PersonId p) const {
    return visit_clocks[clock_number(people[p])];
  }
  std::size_t clock_number(const Person& who) const {
    return who.archetype * places.city.size() + places.of_city[who.city];
  }
  Taste taste(PersonId p, SimTime at) const {
    return drifts.taste(p, people, people.affinity(p), at);
  }
  Stream stream(Purpose purpose, PersonId p, std::uint32_t occasion) const {
    return {seed, purpose, static_cast<std::uint32_t>(index(p)), occasion};
  }
  // One dwell about its mean, relative.
  double draw_dwell(Stream& draws) const;

  std::shared_ptr<const WorldConfig> config;
  Seed seed;
  SimTime measure_begin;
  SimTime touch_end;
  SimTime run_end;
  Misspecification misspecification;
  AgeLaws age_laws;
  Drifts drifts;
  Places places;
  std::vector<ActivityClock> clocks;        // (archetype x place)
  std::vector<ActivityClock> visit_clocks;  // (archetype x place)
  Population people;
  Identities identities;
  Sessions sessions;
  std::vector<std::array<double, 3>> dwell_s;  // (topic x stage) mean, activity time
};

}  // namespace shoal::sim
