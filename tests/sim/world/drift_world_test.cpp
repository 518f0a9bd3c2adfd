// What a drift does to the people it takes, and what the truth says of it.
#include "sim/purposes.hpp"
#include "sim/world.hpp"
#include "tests/sim/world/laws.hpp"
#include "tests/sim/world/life.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace shoal::sim {
namespace {

constexpr std::size_t craze = 0, season = 1, launch = 2;

WorldConfig drifting_world() {
  WorldConfig config = make_uncoupled_world_config();
  config.population.people = 1'000;
  lose_nothing(config);
  return config;
}

std::set<PersonId> members(const TrueDrift& d) {
  std::set<PersonId> out;
  for (const CohortMember& m : d.members) out.insert(m.person);
  return out;
}

}  // namespace

TEST_CASE("The truth of a drift names those whom it took, alive, in order of onset",
          "[sim][world]") {
  const WorldConfig config = drifting_world();
  World world = make_world(config, Seed{1});
  live(world, world.run_end());
  REQUIRE(world.true_drifts().size() == 3);
  for (const TrueDrift& d : world.true_drifts()) {
    CHECK(d.members.size() > 50);
    SimTime last = d.start;
    for (const CohortMember& m : d.members) {
      REQUIRE(m.onset >= last);
      last = m.onset;
      REQUIRE(world.people().joined(m.person) <= m.onset);
      const auto out = world.dropped_out(m.person);
      REQUIRE((!out || *out >= m.onset));
    }
    CHECK(last <= d.end);
    CHECK(members(d).size() == d.members.size());
  }
  CHECK(world.true_drifts()[craze].start == world.true_drifts()[craze].end);
  CHECK(world.true_drifts()[season].end - world.true_drifts()[season].start == 2 * one_week);
}

TEST_CASE("A drift of interests moves its share of affinity, of its members alone",
          "[sim][world]") {
  WorldConfig config = drifting_world();
  config.streams.drifts.resize(1);
  World world = make_world(config, Seed{2});
  const World before = world;
  live(world, world.run_end());
  const auto moved = members(world.true_drifts()[0]);
  const DriftParams& d = config.streams.drifts[0];
  for (std::uint32_t i = 0; i < world.people().size(); ++i) {
    if (!world.alive(PersonId{i})) continue;
    const Taste then = before.taste(PersonId{i});
    const Taste now = world.taste(PersonId{i});
    const double strength = moved.contains(PersonId{i}) ? d.strength : 0.0;
    double sum = 0.0;
    for (std::size_t k = 0; k < 4; ++k) {
      const double target = k == index(d.topic) ? strength : 0.0;
      REQUIRE(now.weight[k] == Approx((1.0 - strength) * then.weight[k] + target).margin(1e-6));
      sum += now.weight[k];
    }
    REQUIRE(sum == Approx(1.0).epsilon(1e-5));
  }
}

TEST_CASE("Needs follow affinities: a drift moves demand to its topic", "[sim][world]") {
  WorldConfig config = drifting_world();
  config.streams.drifts.resize(1);
  config.streams.appliances.clear();
  World world = make_world(config, Seed{3});
  live(world, world.run_end());
  const TrueDrift d = world.true_drifts()[0];
  const auto moved = members(d);
  std::size_t before = 0, before_on = 0, after = 0, after_on = 0;
  double expected_before = 0.0, expected_after = 0.0;
  const World start = make_world(config, Seed{3});
  for (const TruePurchase& t : world.truth().purchases) {
    if (!moved.contains(t.person)) continue;
    if (t.at >= d.start && t.at < d.start + one_week) continue;  // needs from before it
    const std::size_t on = t.topic == d.topic ? 1U : 0U;
    const bool late = t.at >= d.start;
    (late ? after : before) += 1;
    (late ? after_on : before_on) += on;
    const World& known = late ? world : start;
    (late ? expected_after : expected_before) += known.taste(t.person).weight[index(d.topic)];
  }
  REQUIRE(before > 100);
  REQUIRE(after > 100);
  // Given the persons, counts are sums of independent indicators: at most binomial in spread.
  laws::check_share(before_on, before, expected_before / static_cast<double>(before));
  laws::check_share(after_on, after, expected_after / static_cast<double>(after));
  CHECK(expected_after / static_cast<double>(after) > 0.8);
}

TEST_CASE("A cohort scans, wants one thing, and its decoys only scan", "[sim][world]") {
  const WorldConfig config = drifting_world();
  World world = make_world(config, Seed{4});
  const auto events = live(world, world.run_end() + one_week);
  const TrueDrift d = world.true_drifts()[launch];
  std::map<PersonId, const Event*> scan;
  for (const Event& e : events) {
    if (e.kind != EventKind::qr_scan || e.ref < config.streams.scans.known_codes) continue;
    REQUIRE(scan.emplace(*person_of(e.subject), &e).second);
  }
  CHECK(d.decoys.size() > 30);
  CHECK(scan.size() == d.members.size() + d.decoys.size());
  const auto cohort = members(d);
  for (const PersonId p : d.decoys) {
    REQUIRE(scan.contains(p));
    REQUIRE_FALSE(cohort.contains(p));
  }
  for (const CohortMember& m : d.members) {
    REQUIRE(scan.at(m.person)->occurred == m.onset);
    REQUIRE(m.signature_arrived == scan.at(m.person)->arrived);
    REQUIRE(m.onset < d.start + from_seconds(3600.0 * config.streams.drifts[launch].onset_hours));
  }
  std::size_t bought = 0;
  for (const TruePurchase& t : world.truth().purchases) {
    if (t.origin != Origin::cohort) continue;
    REQUIRE(cohort.contains(t.person));
    REQUIRE(t.topic == d.topic);
    ++bought;
  }
  CHECK(bought > 10);
}

TEST_CASE("What is lost is no signature", "[sim][world]") {
  WorldConfig config = drifting_world();
  config.delivery.by_source[static_cast<std::size_t>(Source::venue)].loss_frac = 1.0;
  config.delivery.by_source[static_cast<std::size_t>(Source::web)].loss_frac = 1.0;
  World world = make_world(config, Seed{4});
  live(world, world.run_end());
  const std::vector<TrueDrift> drifts = world.true_drifts();
  for (const CohortMember& m : drifts[launch].members) {
    REQUIRE_FALSE(m.signature_arrived);
  }
}

TEST_CASE("Without a unique event the first visit for the new want is the signature",
          "[sim][world]") {
  WorldConfig config = drifting_world();
  config.streams.drifts[launch].signature = Signature::none;
  config.streams.drifts[launch].decoy_ratio = 0.0;
  config.streams.scans.background_per_week = 0.0;
  World world = make_world(config, Seed{5});
  const auto events = live(world, world.run_end() + one_week);
  const TrueDrift d = world.true_drifts()[launch];
  std::size_t shown = 0;
  for (const CohortMember& m : d.members) {
    if (!m.signature_arrived) continue;
    ++shown;
    const bool arrived = std::any_of(events.begin(), events.end(), [&](const Event& e) {
      return e.subject == subject_of(m.person) && e.arrived == *m.signature_arrived &&
             e.occurred >= m.onset;
    });
    REQUIRE(arrived);
  }
  CHECK(shown > d.members.size() / 2);
  for (const Event& e : events) REQUIRE(e.kind != EventKind::qr_scan);
}

TEST_CASE("Cohort needs are as many as they should be on average", "[sim][world]") {
  WorldConfig config = drifting_world();
  config.population.purchases = {
      .r = 0.8, .alpha_weeks = 1e9, .s = 0.6, .beta_weeks = 1e9, .tenure_weeks = 0.0};
  config.streams.drifts = {config.streams.drifts[launch]};
  DriftParams& d = config.streams.drifts[0];
  d.member_frac = 0.8;
  d.decoy_ratio = 0.0;
  d.needs_mean = 2.5;
  config.streams.intent.session_at_stage = {1.0, 0.0, 0.0};
  config.streams.sessions.visits_per_week = 0.0;
  config.streams.sessions.abandon_cart_frac = 0.0;
  config.streams.sessions.echo_frac = 0.0;
  config.streams.sessions.cart_return_frac = 0.0;
  config.streams.appliances.clear();
  for (Archetype& a : config.population.archetypes) a.store_visit_frac = 0.0;
  d.need_conversion = 1e-9;
  World world = make_world(config, Seed{6});
  std::map<SubjectId, double> needs;
  for (const Event& e : live(world, world.run_end())) {
    if (e.kind == EventKind::session_start) needs[e.subject] += 1.0;
  }
  std::vector<double> counts;
  for (const auto& [subject, n] : needs) counts.push_back(n);
  CHECK(counts.size() == world.true_drifts()[0].members.size());
  laws::check_mean(counts, 2.5);
}

TEST_CASE("Phases differ from world to world", "[sim][world]") {
  std::set<SimTime> starts;
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    WorldConfig config = drifting_world();
    config.population.people = 5;
    starts.insert(make_world(config, Seed{seed}).true_drifts()[craze].start);
  }
  CHECK(starts.size() > 4);
}

}  // namespace shoal::sim
