// A small world with everything switched on: about 300 people, 4 topics, 3 channels, 7 weeks.
// Buying is brisk, so that a few weeks hold hundreds of purchases. Tests copy it and change what
// they need.
#pragma once

#include "core/time.hpp"
#include "sim/world.hpp"
#include "sim/world_config.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace shoal::sim {

// Of people who have one identity each.
constexpr SubjectId subject_of(PersonId p) {
  return SubjectId{static_cast<std::uint32_t>(index(p)) + 1};
}
constexpr std::optional<PersonId> person_of(SubjectId s) {
  if (index(s) == 0) return std::nullopt;
  return PersonId{static_cast<std::uint32_t>(index(s)) - 1};
}

namespace detail {

inline std::vector<double> day_hours() {
  return {.1,  .1,  .1,  .1,  .1,  .2,  .5,  1,   1.2, 1.4, 1.5, 1.5,
          1.9, 1.8, 1.3, 1.2, 1.2, 1.1, 1.2, 1.3, 1.3, 1.1, .7,  .3};
}
inline std::vector<double> night_hours() {
  return {1.9, 1.2, .6, .3, .1, .1,  .2,  .4,  .6, .7,  .8,  .9,
          1,   1,   .9, .9, 1,  1.1, 1.3, 1.6, 2,  2.3, 2.2, 1.6};
}

inline Archetype day_person() {
  Archetype a;
  a.name = "day";
  a.share = 0.6;
  a.affinity = {4.0, 2.0, 1.0, 0.5};
  a.gender = {5.0, 4.0, 1.0};
  a.age_band = {1.0, 3.0, 2.0};
  a.city = {6.0, 2.0, 1.0, 1.0};
  a.income_band = {1.0, 2.0};
  a.device = {3.0, 1.0};
  a.channel_affinity = {0.3, -0.2, 0.1};
  a.hour_weight = day_hours();
  a.weekday_weight = {1.2, 1.2, 1.2, 1.2, 1.1, 0.6, 0.5};
  a.price_sensitivity_mean = 0.9;
  a.store_visit_frac = 0.3;
  return a;
}

inline Archetype night_person() {
  Archetype a = day_person();
  a.name = "night";
  a.share = 0.4;
  a.affinity = {0.5, 1.0, 3.0, 0.0};
  a.gender = {1.0, 6.0, 1.0};
  a.age_band = {4.0, 1.0, 0.0};
  a.city = {1.0, 1.0, 4.0, 4.0};
  a.income_band = {3.0, 1.0};
  a.device = {1.0, 4.0};
  a.channel_affinity = {-0.4, 0.5, 0.2};
  a.hour_weight = night_hours();
  a.weekday_weight = {1.0, 1.0, 1.0, 1.0, 1.1, 1.4, 1.5};
  a.price_sensitivity_mean = 1.4;
  a.store_visit_frac = 0.1;
  return a;
}

inline PopulationParams small_population() {
  PopulationParams p;
  p.people = 300;
  p.arrivals_per_week = 6.0;
  p.genders = {{"female"}, {"male"}, {"other"}};
  p.age_bands = {{"18-24"}, {"25-44"}, {"45+"}};
  p.cities = {{"Mumbai"}, {"Delhi"}, {"Pune"}, {"elsewhere"}};
  p.income_bands = {{"low"}, {"high"}};
  p.devices = {{"phone"}, {"desktop"}};
  p.archetypes = {day_person(), night_person()};
  p.purchases = {.r = 0.8, .alpha_weeks = 2.0, .s = 0.6, .beta_weeks = 8.0, .tenure_weeks = 20.0};
  p.consent_frac = {0.8, 0.5, 0.6};
  return p;
}

inline StreamParams small_streams() {
  StreamParams s;
  s.topics = {{"shoes", {24.0, 30.0, 5.0}},
              {"home", {48.0, 48.0, 8.0}},
              {"gadgets", {36.0, 60.0, 10.0}},
              {"groceries", {6.0, 4.0, 2.0}}};
  s.intent.dwell_shape = 1.5;
  s.sessions.visits_per_week = 0.5;
  s.sessions.visit_shape = 2.0;
  s.sessions.echo_frac = 0.2;
  s.sessions.pace_log_sd = 0.3;
  s.shelves = {
      .stores = 3, .order_up_to = 8, .reorder_at = 3, .lead_days = 2.0, .report_hours = 24.0};
  ApplianceParams pantry;
  pantry.name = "pantry";
  pantry.topic = TopicId{3};
  pantry.owned_frac = {0.5, 0.2};
  pantry.demand_share = 0.5;
  pantry.cycle_days = 12.0;
  s.appliances = {pantry};
  s.scans.background_per_week = 0.2;
  DriftParams craze;
  craze.name = "craze";
  craze.start_weeks = 0.5;
  craze.phase_weeks = 1.0;
  craze.topic = TopicId{2};
  craze.member_frac = 0.3;
  DriftParams season = craze;
  season.name = "season";
  season.form = DriftForm::gradual;
  season.duration_weeks = 2.0;
  season.topic = TopicId{1};
  DriftParams launch;
  launch.name = "launch";
  launch.form = DriftForm::novel_cohort;
  launch.start_weeks = 1.0;
  launch.phase_weeks = 1.0;
  launch.duration_weeks = 1.0;
  launch.topic = TopicId{0};
  launch.member_frac = 0.15;
  launch.needs_mean = 1.5;
  launch.signature = Signature::qr_scan;
  launch.decoy_ratio = 0.5;
  s.drifts = {craze, season, launch};
  return s;
}

inline DeliveryParams small_delivery() {
  DeliveryParams d;
  for (SourceDelivery& s : d.by_source) s.loss_frac = 0.01;
  d.by_source[static_cast<std::size_t>(Source::home)].latency_median_s = 300.0;
  d.by_source[static_cast<std::size_t>(Source::social)].latency_median_s = 600.0;
  return d;
}

}  // namespace detail

inline WorldConfig make_small_world_config() {
  WorldConfig c;
  c.population = detail::small_population();
  c.streams = detail::small_streams();
  c.response.open_delay_hours = {3.0, 0.3, 0.5};
  c.delivery = detail::small_delivery();
  c.channels = {{"email", 0.001}, {"sms", 0.02}, {"push", 0.0005}};
  c.offers = {{"none", 0.0}, {"ten_percent", 0.1}};
  for (std::uint8_t channel = 0; channel < 3; ++channel) {
    for (const Stage stage : {Stage::curious, Stage::evaluating, Stage::ready}) {
      for (std::uint8_t offer = 0; offer < 2; ++offer) {
        c.creatives.push_back({ChannelId{channel}, stage, OfferId{offer}});
      }
    }
  }
  c.history_weeks = 2.0;
  c.measured_weeks = 4.0;
  c.runout_weeks = 1.0;
  return c;
}

// The same without what couples people: no stores. Law 3 then holds person by person.
inline WorldConfig make_uncoupled_world_config() {
  WorldConfig c = make_small_world_config();
  c.streams.shelves.stores = 0;
  return c;
}

inline void lose_nothing(WorldConfig& config) {
  for (SourceDelivery& d : config.delivery.by_source) d.loss_frac = 0.0;
}

// One kind of person, all there from instant 0 and for good, who never visits a store; no needs, no
// drifts, no echoes, nothing lost.
inline WorldConfig make_steady_world_config(double run_weeks) {
  WorldConfig c = make_uncoupled_world_config();
  c.population.archetypes.resize(1);
  c.population.archetypes[0].store_visit_frac = 0.0;
  c.streams.appliances.clear();
  c.population.arrivals_per_week = 0.0;
  c.population.purchases.alpha_weeks = 1e9;
  c.population.purchases.beta_weeks = 1e9;
  c.streams.drifts.clear();
  c.streams.scans.background_per_week = 0.0;
  c.streams.sessions.echo_frac = 0.0;
  c.streams.sessions.cart_return_frac = 0.0;
  lose_nothing(c);
  c.history_weeks = 0.0;
  c.measured_weeks = run_weeks;
  c.runout_weeks = 0.0;
  return c;
}

inline World make_world(const WorldConfig& config, Seed seed) {
  return World(std::make_shared<const WorldConfig>(config), seed);
}

inline SimTime weeks(double w) { return SimTime{from_weeks(w)}; }

// What arrives until `until`.
inline std::vector<Event> live(World& world, SimTime until) {
  std::vector<Event> events;
  world.advance(until, events);
  return events;
}

inline TouchOrder order_of(std::uint32_t decision, PersonId person, CreativeId creative,
                           TopicId topic) {
  return {.decision = DecisionId{decision},
          .person = person,
          .subject = std::nullopt,
          .segment = std::nullopt,
          .creative = creative,
          .topic = topic};
}

}  // namespace shoal::sim
