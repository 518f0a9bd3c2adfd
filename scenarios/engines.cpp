#include "scenarios/engines.hpp"

#include "engine/ai/ai_engine.hpp"
#include "engine/flat/flat_engine.hpp"
#include "engine/rivals/no_touch.hpp"
#include "engine/rivals/random_engine.hpp"
#include "sim/oracle.hpp"

#include <stdexcept>

namespace shoal::scenarios {

namespace {

std::vector<std::string> names(const std::vector<sim::Choice>& choices) {
  std::vector<std::string> out;
  for (const sim::Choice& c : choices) out.push_back(c.name);
  return out;
}

}  // namespace

Brief make_brief(const Scenario& scenario, Seed seed) {
  const sim::WorldConfig& w = scenario.world;
  Brief b;
  for (const sim::Topic& t : w.streams.topics) b.topics.push_back(t.name);
  b.channels = w.channels;
  b.offers = w.offers;
  b.creatives = w.creatives;
  b.profile_codes = {names(w.population.genders), names(w.population.age_bands),
                     names(w.population.cities), names(w.population.income_bands),
                     names(w.population.devices)};
  b.caps = scenario.caps;
  b.quiet_hours = scenario.quiet_hours;
  b.survey = scenario.survey;
  b.weekly_budget = scenario.weekly_budget;
  b.margin_frac = w.margin_frac;
  b.tick = scenario.tick;
  b.measure_begin = SimTime{from_weeks(w.history_weeks)};
  b.touch_end = b.measure_begin + from_weeks(w.measured_weeks);
  b.run_end = b.touch_end + from_weeks(w.runout_weeks);
  b.seed = seed;
  return b;
}

std::unique_ptr<Engine> make_blind_engine(EngineKind kind, const Brief& brief) {
  switch (kind) {
    case EngineKind::no_touch:
      return engine::make_no_touch(brief);
    case EngineKind::random:
      return engine::make_random(brief, {});
    case EngineKind::flat:
      return engine::make_flat(brief, {});
    case EngineKind::ai:
      return engine::make_ai(brief, {});
    case EngineKind::oracle:
      return nullptr;
  }
  throw std::logic_error("an engine kind without a factory");
}

std::unique_ptr<Engine> make_engine(EngineKind kind, const Scenario& scenario, const Brief& brief,
                                    const sim::World& world) {
  if (kind != EngineKind::oracle) return make_blind_engine(kind, brief);
  return std::make_unique<sim::StateOracle>(brief, scenario.oracle, world);
}

std::string_view describe(EngineKind kind) {
  switch (kind) {
    case EngineKind::no_touch:
      return "never touches anyone: what the audience does by itself";
    case EngineKind::random:
      return "touches consenting people at random within the budget: a randomised experiment";
    case EngineKind::flat:
      return "the quarterly plan: a survey, at most twelve groups, one calendar of campaigns each";
    case EngineKind::ai:
      return "the signal-first loop: streaming segments, predictions and a bandit that learns "
             "uplift";
    case EngineKind::oracle:
      return "looks into the world's state and sends what is worth most: a yardstick, not a bound";
  }
  throw std::logic_error("an engine kind without a description");
}

}  // namespace shoal::scenarios
