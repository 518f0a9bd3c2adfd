#include "engine/rivals/random_engine.hpp"

#include "tests/engine/host.hpp"
#include "tests/engine/people.hpp"
#include "tests/engine/rules.hpp"
#include "tests/engine/small_brief.hpp"

#include <catch2/catch.hpp>

#include <bit>
#include <cmath>
#include <map>
#include <set>

namespace shoal::engine {
namespace {

constexpr ChannelId email{0};
constexpr ChannelId push{1};
constexpr std::uint32_t people = 200;

// Odd subjects consent to both channels, even ones to e-mail only.
test::Host host_with_people(const Brief& brief, const RandomOptions& options = {}) {
  test::Host host{make_random(brief, options), brief.tick};
  for (std::uint32_t s = 1; s <= people; ++s) {
    const SimTime at{one_day};
    if (s % 2 == 1) {
      test::add_person(host, SubjectId{s}, at, {}, {email, push});
    } else {
      test::add_person(host, SubjectId{s}, at, {}, {email});
    }
  }
  return host;
}

Brief brief_with_budget(double weekly) {
  Brief brief = test::make_small_brief();
  brief.weekly_budget = weekly;
  return brief;
}

// The chance of any touch that a decision was made with, from its propensity.
double touch_chance(const Brief& brief, const Decision& d) {
  const double p = d.propensity;
  if (!d.creative) return 1.0 - p;
  return p * std::popcount(d.eligible) * static_cast<double>(brief.topics.size());
}

}  // namespace

TEST_CASE("Everyone known is reviewed once a day and every review is logged", "[engine][rivals]") {
  const Brief brief = brief_with_budget(10.0);
  test::Host host = host_with_people(brief);
  host.run_until(brief.run_end);
  const auto days = static_cast<std::size_t>((brief.touch_end - brief.measure_begin) / one_day);
  CHECK(host.said().decisions.size() == people * days);
  std::set<std::pair<std::int64_t, SubjectId>> seen;
  for (const auto& d : host.said().decisions) {
    CHECK(touches_open(brief, d.at));
    seen.emplace(day_index(d.at), d.decision.subject);
  }
  CHECK(seen.size() == people * days);
}

TEST_CASE("The random rival keeps caps, quiet hours, consent and budget", "[engine][rivals]") {
  Brief brief = brief_with_budget(6.0);
  brief.caps = {.touches_per_week = 1, .min_gap = 30 * one_hour};
  test::Host host = host_with_people(brief);
  host.run_until(brief.run_end);
  REQUIRE(host.said().touches().size() > 1000);
  const test::Broken broken = test::count_broken_rules(brief, host.said());
  CHECK(broken.all() == 0);
  for (const auto& t : host.said().touches()) {
    const ChannelId channel = brief.creatives[index(*t.decision.creative)].channel;
    CHECK((channel == email || index(t.decision.subject) % 2 == 1));
  }
}

// Expected counts come from the logged propensities alone. Cells: 16 creatives x 3 topics, and no
// touch; 48 degrees of freedom, alpha .001, critical value 84.04.
TEST_CASE("Actions are as frequent as their propensities say", "[engine][rivals]") {
  const Brief brief = brief_with_budget(6.0);
  test::Host host = host_with_people(brief);
  host.run_until(brief.run_end);
  std::map<std::pair<std::size_t, std::size_t>, double> expected;
  std::map<std::pair<std::size_t, std::size_t>, double> observed;
  double expected_none = 0.0;
  double observed_none = 0.0;
  for (const auto& said : host.said().decisions) {
    const Decision& d = said.decision;
    if (d.eligible == 0) {
      CHECK_FALSE(d.creative.has_value());
      CHECK(d.propensity == 1.0F);
      continue;
    }
    const double p = touch_chance(brief, d);
    REQUIRE(p > 0.0);
    REQUIRE(p < 0.51);
    expected_none += 1.0 - p;
    for (std::size_t c = 0; c < brief.creatives.size(); ++c) {
      if (((d.eligible >> c) & 1U) == 0) continue;
      for (std::size_t t = 0; t < brief.topics.size(); ++t) {
        expected[{c, t}] +=
            p / std::popcount(d.eligible) / static_cast<double>(brief.topics.size());
      }
    }
    if (d.creative) {
      observed[{index(*d.creative), index(*d.topic)}] += 1.0;
    } else {
      observed_none += 1.0;
    }
  }
  REQUIRE(expected.size() == 48);
  double chi2 = (observed_none - expected_none) * (observed_none - expected_none) / expected_none;
  for (const auto& [cell, e] : expected) {
    REQUIRE(e > 20.0);
    chi2 += (observed[cell] - e) * (observed[cell] - e) / e;
  }
  CHECK(chi2 < 84.04);
}

TEST_CASE("The random rival spends most of what it has and never more", "[engine][rivals]") {
  const Brief brief = brief_with_budget(4.0);
  test::Host host = host_with_people(brief);
  host.run_until(brief.run_end);
  double spent = 0.0;
  for (const auto& t : host.said().touches()) spent += test::cost_of(brief, t.decision);
  CHECK(spent <= 4.0 * 26 + 1e-9);
  CHECK(spent > 0.8 * 4.0 * 26);
}

TEST_CASE("Withdrawn consent and an unsubscribe both end a channel", "[engine][rivals]") {
  const Brief brief = brief_with_budget(60.0);
  test::Host host = host_with_people(brief);
  std::map<SubjectId, std::pair<SimTime, ChannelId>> left;
  host.on_touch([&](test::Host& h, const test::SaidDecision& d) {
    const ChannelId channel = brief.creatives[index(*d.decision.creative)].channel;
    const SubjectId subject = d.decision.subject;
    if (left.contains(subject)) return;
    left[subject] = {d.at, channel};
    if (index(subject) % 3 == 0) {
      h.add(test::make_event(EventKind::consent_withdrawn, subject, d.at,
                             static_cast<std::uint32_t>(index(channel))));
    } else {
      h.add(test::make_event(EventKind::unsubscribed, subject, d.at,
                             static_cast<std::uint32_t>(d.id)));
    }
  });
  host.run_until(brief.run_end);
  REQUIRE(left.size() == people);
  std::size_t by_the_other_channel = 0;
  for (const auto& t : host.said().touches()) {
    const auto& [at, channel] = left.at(t.decision.subject);
    if (t.at <= at) continue;
    CHECK(brief.creatives[index(*t.decision.creative)].channel != channel);
    ++by_the_other_channel;
  }
  CHECK(by_the_other_channel > 0);
}

TEST_CASE("Nothing but consent moves the random rival", "[engine][rivals]") {
  const Brief brief = brief_with_budget(4.0);
  test::Host plain = host_with_people(brief);
  test::Host busy = host_with_people(brief);
  for (std::uint32_t s = 1; s <= people; ++s) {
    const SimTime at = brief.measure_begin + s * one_hour;
    busy.add(test::make_event(EventKind::purchase, SubjectId{s}, at, 1, TopicId{2}, 999.0F));
    busy.add(test::make_event(EventKind::product_view, SubjectId{s}, at, 1, TopicId{2}, 30.0F));
  }
  plain.run_until(brief.run_end);
  busy.run_until(brief.run_end);
  REQUIRE(plain.said().decisions.size() == busy.said().decisions.size());
  for (std::size_t i = 0; i < plain.said().decisions.size(); ++i) {
    const auto& a = plain.said().decisions[i];
    const auto& b = busy.said().decisions[i];
    REQUIRE(a.decision.subject == b.decision.subject);
    REQUIRE(a.decision.creative == b.decision.creative);
    REQUIRE(a.decision.topic == b.decision.topic);
  }
}

TEST_CASE("A clone of the random rival goes on identically", "[engine][rivals]") {
  const Brief brief = brief_with_budget(4.0);
  test::Host host = host_with_people(brief);
  host.run_until(brief.measure_begin + 5 * one_week + 3 * one_hour);
  test::Host fork = host.fork();
  host.run_until(brief.run_end);
  fork.run_until(brief.run_end);
  REQUIRE(host.said().decisions.size() == fork.said().decisions.size());
  for (std::size_t i = 0; i < host.said().decisions.size(); ++i) {
    const auto& a = host.said().decisions[i];
    const auto& b = fork.said().decisions[i];
    REQUIRE(a.id == b.id);
    REQUIRE(a.decision.subject == b.decision.subject);
    REQUIRE(a.decision.creative == b.decision.creative);
    REQUIRE(a.decision.topic == b.decision.topic);
    REQUIRE(a.decision.propensity == b.decision.propensity);
  }
}

TEST_CASE("A longer review interval spreads people over its days", "[engine][rivals]") {
  const Brief brief = brief_with_budget(4.0);
  test::Host host = host_with_people(brief, {.review_interval_days = 7});
  host.run_until(brief.run_end);
  CHECK(host.said().decisions.size() == people * 26);
  std::map<std::int64_t, int> by_day;
  for (const auto& d : host.said().decisions) ++by_day[day_index(d.at) % 7];
  CHECK(by_day.size() == 7);
}

TEST_CASE("The random rival refuses options that make no experiment", "[engine][rivals]") {
  const Brief brief = test::make_small_brief();
  CHECK_THROWS_AS(make_random(brief, {.review_interval_days = 0}), std::invalid_argument);
  CHECK_THROWS_AS(make_random(brief, {.max_touch_probability = 1.0}), std::invalid_argument);
  CHECK_THROWS_AS(make_random(brief, {.review_step = one_second}), std::invalid_argument);
  Brief always_quiet = brief;
  always_quiet.quiet_hours = {Duration{0}, one_day};
  CHECK_THROWS_AS(make_random(always_quiet), std::invalid_argument);
  Brief no_topic = brief;
  no_topic.topics.clear();
  CHECK_THROWS_AS(make_random(no_topic), std::invalid_argument);
}

}  // namespace shoal::engine
