#include "scenarios/bind_scenario.hpp"

#include "scenarios/names.hpp"

#include <limits>

namespace shoal::scenarios {
namespace {

constexpr std::uint64_t any_whole = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t most_replications = 100'000;
constexpr Count channels{1, 8};
constexpr Count offers{1, 16};
constexpr Count creatives{1, max_creatives - 1};
constexpr Count arms{1, 64};

void bind_seed(Binder& b, PlainSpec spec, Seed& seed) {
  auto value = static_cast<std::uint64_t>(seed);
  b.whole(spec, value, any_whole);
  seed = Seed{value};
}

void bind_count(Binder& b, PlainSpec spec, std::uint32_t& count) {
  std::uint64_t value = count;
  b.whole(spec, value, most_replications);
  count = static_cast<std::uint32_t>(value);
}

void bind_messages(Binder& b, sim::WorldConfig& world, BoundNames& names) {
  b.objects({"channels", "ways to reach a person", channels}, world.channels, [&](Channel& c) {
    b.text({"name", "of the channel", name_length}, c.name);
    b.quantity({"cost", Unit::money, {0.0, 1e6}, "of a touch sent"}, c.cost);
  });
  names.channels = names_of(world.channels);
  b.objects({"offers", "what a message may promise", offers}, world.offers, [&](Offer& o) {
    b.text({"name", "of the offer", name_length}, o.name);
    b.quantity(
        {"discount_frac", Unit::frac, fraction_below_one, "off the price, while it is valid"},
        o.discount_frac);
  });
  names.offers = names_of(world.offers);
  b.objects({.name = "creatives",
             .doc = "messages that exist; engines add the topic",
             .count = creatives,
             .distinct = true},
            world.creatives, [&](Creative& c) {
              b.choice({"channel", "it is sent on"}, c.channel, names.channels);
              b.choice({"stage", "of intent it is written for"}, c.stage, stage_names);
              b.choice({"offer", "it makes"}, c.offer, names.offers);
            });
}

void bind_terms(Binder& b, Scenario& s) {
  b.quantity(
      {"margin_frac", Unit::frac, fraction, "contribution of a purchase, before touch costs"},
      s.world.margin_frac);
  b.quantity({"weekly_budget", Unit::money_per_week, non_negative, "for touches and surveys"},
             s.weekly_budget);
  b.section({"caps", "how often one person may be touched, whatever the engine decides"}, [&] {
    b.quantity(
        {"touches_per_week", Unit::touches_per_week, {0.0, 1000.0}, "to one person, in any 7 days"},
        s.caps.touches_per_week);
    b.quantity({"min_gap", Unit::hours, {0.0, 8760.0}, "between two touches of one person"},
               s.caps.min_gap);
  });
  b.section({"quiet_hours", "of the day, in which no touch is sent"}, [&] {
    b.quantity({"begin", Unit::hours, {0.0, 24.0}, "no touch from this time of day"},
               s.quiet_hours.begin);
    b.quantity({"end", Unit::hours, {0.0, 24.0}, "to this one, over midnight if earlier"},
               s.quiet_hours.end);
  });
  b.section({"survey", "terms on which engines may ask people"}, [&] {
    b.quantity({"cost_per_invitation", Unit::money, {0.0, 1e6}, "of asking one person"},
               s.survey.cost_per_invitation);
    b.quantity({"max_sample_frac", Unit::frac, fraction, "of known people, in one survey"},
               s.survey.max_sample_frac);
  });
}

void bind_horizon(Binder& b, Scenario& s) {
  constexpr Range weeks{0.0, 520.0};
  b.quantity({"history_weeks", Unit::weeks, weeks, "of untouched log that every engine gets first"},
             s.world.history_weeks);
  b.quantity({"measured_weeks", Unit::weeks, {0.0, 520.0, true}, "in which touches are allowed"},
             s.world.measured_weeks);
  b.quantity({"runout_weeks", Unit::weeks, weeks, "without touches at the end, still measured"},
             s.world.runout_weeks);
  b.quantity({"tick", Unit::minutes, {1.0 / 60.0, 1440.0}, "at which engines are called"}, s.tick);
}

void bind_arms(Binder& b, Scenario& s) {
  bind_serving(b, s.serving);
  const std::vector<std::string> profiles = names_of(s.serving);
  b.objects({"arms", "engines that compete, each on its own twin worlds", arms}, s.arms,
            [&](Arm& arm) {
              b.text({"name", "in the report", name_length, TextForm::identifier}, arm.name);
              b.choice({"engine", "that decides"}, arm.engine, engine_names);
              bind_seed(b, {"seed", "of the engine"}, arm.seed);
              b.choice({"serving", "in front of the engine; none: it answers at once"}, arm.serving,
                       profiles, Binder::Presence::optional);
            });
  b.section({"oracle", "the engine that sees the truth"}, [&] {
    b.quantity({"shadow_price", Unit::one, non_negative, "a touch's cost counts 1 + this often"},
               s.oracle.shadow_price);
    b.quantity({"fatigue_cost", Unit::money, non_negative, "per unit of fatigue at the touch"},
               s.oracle.fatigue_cost);
    b.quantity({"idle_review_days",
                Unit::days,
                {1.0, 365.0},
                "between two looks at a person without a need"},
               s.oracle.idle_review_days);
  });
}

}  // namespace

void bind(Binder& b, Scenario& s) {
  b.text({"name", "of the scenario: a-z, 0-9 and _", name_length, TextForm::identifier}, s.name);
  b.text({"title", "one line for a list", {1, 200}}, s.title);
  b.text({"description", "what it shows", {0, 100'000}, TextForm::free}, s.description,
         Binder::Presence::optional);
  b.text({"currency", "of all its money: a code of three letters", currency_length,
          TextForm::currency},
         s.currency, Binder::Presence::optional);
  b.set_currency(s.currency);
  bind_seed(b, {"seed", "of the worlds"}, s.seed);
  bind_count(b, {"replications", "worlds per arm", {.least = 1}}, s.replications);
  bind_count(b, {"keep_decisions", "replications whose whole decision log is kept"},
             s.keep_decisions);
  b.quantity(
      {"markets",
       Unit::one,
       {1.0, 64.0},
       "parts of one size that never meet, each with its own stores and talk; a power of two"},
      s.world.markets);
  bind_horizon(b, s);

  BoundNames names;
  bind_topics(b, s.world.streams.topics);
  names.topics = names_of(s.world.streams.topics);
  bind_messages(b, s.world, names);
  bind_terms(b, s);
  bind_arms(b, s);
  b.section({"population", "who the people are"},
            [&] { bind_population(b, s.world.population, names); });
  names.devices = names_of(s.world.population.devices);
  names.cities = names_of(s.world.population.cities);
  names.archetypes = names_of(s.world.population.archetypes);
  b.section({"streams", "what people and things emit"},
            [&] { bind_streams(b, s.world.streams, names); });
  bind_drifts(b, s.world.streams.drifts, names);
  b.section({"response", "what a touch does to a person"},
            [&] { bind_response(b, s.world.response, names); });
  b.section({"misspecification", "departures from the forms that engines may assume"},
            [&] { bind_misspecification(b, s.world.misspecification); });
  b.section({"delivery", "how events travel to an engine, by where they come from"},
            [&] { bind_delivery(b, s.world.delivery); });
  bind_calibrations(b, s.calibrations);
}

}  // namespace shoal::scenarios
