// One e-mail to everyone who consents, on one day, about their favourite topic or about another:
// what a randomised campaign of the trade does, so that a scenario can be set beside a published
// one.
#pragma once

#include "core/random.hpp"
#include "scenarios/scenario.hpp"
#include "sim/world.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <vector>

namespace shoal::tests {

struct TwoWeeks {  // per person, in the two weeks after the send
  double visit = 0.0;
  double conversion = 0.0;
  double spend = 0.0;
  double people = 0.0;
};

enum class Mailing { none, favourite, other };

struct EmailEffect {
  TwoWeeks untouched;
  TwoWeeks favourite;  // e-mailed about the topic they like most
  TwoWeeks other;      // e-mailed about a topic drawn from the rest
};

inline SimTime send_time(const sim::World& world) {  // a Tuesday, 10:00, four weeks in
  return world.measure_begin() + 4 * one_week + one_day + 10 * one_hour;
}

inline TopicId mailing_topic(const sim::World& world, PersonId p, Mailing mailing) {
  const TopicId favourite = world.taste(p).favourite();
  if (mailing == Mailing::favourite) return favourite;
  Stream draws(Seed{77}, Purpose{9999}, static_cast<std::uint32_t>(index(p)), 0);
  const auto topics = static_cast<std::uint32_t>(world.config().streams.topics.size());
  const std::uint32_t step = 1 + draws.below(topics - 1);
  return TopicId{static_cast<std::uint16_t>((index(favourite) + step) % topics)};
}

inline TwoWeeks observe_two_weeks(sim::World world, Mailing mailing, CreativeId creative) {
  std::vector<Event> events;
  const SimTime at = send_time(world);
  world.advance(at, events);
  const ChannelId channel = world.config().creatives[index(creative)].channel;
  std::vector<char> counted(world.people().size(), 0);
  for (std::uint32_t i = 0; i < counted.size(); ++i) {
    const PersonId p{i};
    counted[i] = world.joined(p) && world.consents(p, channel) ? 1 : 0;
    if (mailing == Mailing::none || counted[i] == 0) continue;
    world.touch({.decision = DecisionId{i},
                 .person = p,
                 .subject = std::nullopt,
                 .segment = std::nullopt,
                 .creative = creative,
                 .topic = mailing_topic(world, p, mailing)});
  }
  const SimTime end = at + 2 * one_week;
  const std::size_t before = world.truth().purchases.size();
  events.clear();
  world.advance(end, events);
  std::vector<char> visited(counted.size(), 0);
  std::vector<char> bought(counted.size(), 0);
  TwoWeeks out;
  for (const Event& e : events) {
    const bool visit = e.kind == EventKind::session_start || e.kind == EventKind::beacon_dwell;
    if (visit && e.occurred >= at) visited[index(*world.person_behind(e.subject))] = 1;
  }
  const auto& purchases = world.truth().purchases;
  for (std::size_t k = before; k < purchases.size(); ++k) {
    const std::size_t i = index(purchases[k].person);
    bought[i] = 1;
    if (counted[i] != 0) out.spend += static_cast<double>(purchases[k].paid_minor) / 100.0;
  }
  for (std::size_t i = 0; i < counted.size(); ++i) {
    if (counted[i] == 0) continue;
    out.people += 1.0;
    out.visit += visited[i];
    out.conversion += bought[i];
  }
  return out;
}

// Totals over `worlds` replications of the scenario's seed, as shares of the people.
inline EmailEffect average_email(const scenarios::Scenario& scenario, std::uint32_t worlds) {
  CreativeId creative{};
  for (std::size_t c = 0; c < scenario.world.creatives.size(); ++c) {
    const Creative& k = scenario.world.creatives[c];
    if (index(k.channel) == 0 && k.stage == Stage::curious && index(k.offer) == 0) {
      creative = CreativeId{static_cast<std::uint16_t>(c)};
    }
  }
  const auto config = std::make_shared<const sim::WorldConfig>(scenario.world);
  EmailEffect sum;
  for (std::uint32_t r = 0; r < worlds; ++r) {
    const sim::World world(config, derive_seed(scenario.seed, 500 + r));
    for (const Mailing mailing : {Mailing::none, Mailing::favourite, Mailing::other}) {
      const TwoWeeks one = observe_two_weeks(world, mailing, creative);
      TwoWeeks& total = mailing == Mailing::none        ? sum.untouched
                        : mailing == Mailing::favourite ? sum.favourite
                                                        : sum.other;
      total.people += one.people;
      total.visit += one.visit;
      total.conversion += one.conversion;
      total.spend += one.spend;
    }
  }
  for (TwoWeeks* t : {&sum.untouched, &sum.favourite, &sum.other}) {
    t->visit /= t->people;
    t->conversion /= t->people;
    t->spend /= t->people;
  }
  return sum;
}

}  // namespace shoal::tests
