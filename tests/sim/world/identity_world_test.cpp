// What the world tells of who is who: numbers, cookies, log-ins, double sign-ups, and people who
// ask to be forgotten.
#include "sim/world.hpp"
#include "tests/sim/world/laws.hpp"
#include "tests/sim/world/life.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace shoal::sim {
namespace {

constexpr Seed seed{20240601};
constexpr double run_weeks = 7.0;

// Everything that a person emits, under several identities.
WorldConfig several_world() {
  WorldConfig config = make_small_world_config();
  config.population.identities.kind = IdentityKind::several;
  config.population.identities.duplicate_frac = 0.1;
  config.population.identities.merge_days = 20.0;
  config.population.refunds.frac = 0.2;
  config.streams.sentiment.post_after_purchase = 0.5;
  config.streams.sentiment.review_after_purchase = 0.3;
  lose_nothing(config);
  return config;
}

std::vector<Event> of_kind(const std::vector<Event>& events, EventKind kind) {
  return only(events, [kind](const Event& e) { return e.kind == kind; });
}

}  // namespace

TEST_CASE("Engines see identities only: no event bears a person's own number", "[sim][world]") {
  World world = make_world(several_world(), seed);
  const auto events = live(world, world.run_end());
  std::set<EventKind> kinds;
  for (const Event& e : events) {
    if (e.subject == SubjectId{}) continue;
    kinds.insert(e.kind);
    REQUIRE(index(e.subject) > world.people().size());
    const auto p = world.person_behind(e.subject);
    REQUIRE(p);
    // What the shop knows by name comes under the number, a visit under a cookie.
    const bool by_number = e.source != Source::web && e.kind != EventKind::merge;
    const auto second = world.setting().identities.second(*p);
    const bool is_number =
        e.subject == world.subject_of(*p) || (second && second->subject == e.subject);
    if (by_number) REQUIRE(is_number);
    if (e.source == Source::web) REQUIRE_FALSE(is_number);
    if (e.source == Source::home) REQUIRE(((world.owned(*p) >> e.ref) & 1U) != 0);
  }
  for (const EventKind k :
       {EventKind::session_start, EventKind::purchase, EventKind::sentiment, EventKind::review,
        EventKind::refund, EventKind::beacon_dwell, EventKind::qr_scan, EventKind::appliance_level,
        EventKind::profile, EventKind::consent_granted, EventKind::identify, EventKind::merge}) {
    CAPTURE(static_cast<int>(k));
    CHECK(kinds.contains(k));
  }
}

TEST_CASE("Sessions log in as often as they should, every purchase does, to the right number",
          "[sim][world][statistical]") {
  WorldConfig config = several_world();
  config.population.identities.shared_home_frac = 0.0;
  config.population.identities.login_frac = 0.3;
  config.population.people = 1'000;
  World world = make_world(config, seed);
  const auto events = live(world, world.run_end() + one_day);
  std::set<std::pair<SubjectId, SimTime>> log_ins;
  for (const Event& e : of_kind(events, EventKind::identify)) {
    log_ins.insert({e.subject, e.occurred});
    REQUIRE(world.subject_of(*world.person_behind(e.subject)) == SubjectId{e.ref});
  }
  std::size_t sessions = 0, with = 0;
  std::map<std::uint32_t, bool> logged_in;  // by session
  for (const Event& e : of_kind(events, EventKind::session_start)) {
    logged_in[e.ref] = log_ins.contains({e.subject, e.occurred});
  }
  for (const Event& e : of_kind(events, EventKind::purchase)) {
    const auto session = logged_in.find(e.ref);
    if (session == logged_in.end()) continue;  // its start is still on its way
    REQUIRE(session->second);
    logged_in.erase(session);
  }
  for (const auto& [session, yes] : logged_in) {
    ++sessions;
    with += yes ? 1 : 0;
  }
  CHECK(sessions > 2'000);
  laws::check_share(with, sessions, 0.3);
}

TEST_CASE("Double sign-ups bring a second profile, and are found in their time",
          "[sim][world][statistical]") {
  WorldConfig config = make_steady_world_config(run_weeks);
  config.population.people = 4'000;
  config.population.identities.kind = IdentityKind::several;
  config.population.identities.duplicate_frac = 0.1;
  config.population.identities.merge_days = 30.0;
  World world = make_world(config, seed);
  const auto events = live(world, world.run_end() + one_day);
  std::set<SubjectId> profiles;
  for (const Event& e : of_kind(events, EventKind::profile)) profiles.insert(e.subject);
  laws::check_share(profiles.size() - 4'000, 4'000, 0.1);
  const auto merges = of_kind(events, EventKind::merge);
  for (const Event& e : merges) {
    const PersonId p = *world.person_behind(e.subject);
    REQUIRE(e.subject == world.subject_of(p));
    REQUIRE(world.person_behind(SubjectId{e.ref}) == p);
    REQUIRE(profiles.contains(SubjectId{e.ref}));
  }
  laws::check_share(merges.size(), 4'000, 0.1 * (1.0 - std::exp(-7.0 * run_weeks / 30.0)));
}

TEST_CASE("People ask to be forgotten at the hazard that is set, once each",
          "[sim][world][statistical]") {
  WorldConfig config = make_steady_world_config(run_weeks);
  config.population.people = 4'000;
  config.population.erasure_per_week = 0.02;
  World world = make_world(config, seed);
  std::set<SubjectId> asked;
  for (const Event& e :
       of_kind(live(world, world.run_end() + one_day), EventKind::erasure_request)) {
    REQUIRE(asked.insert(e.subject).second);
    REQUIRE(e.source == Source::crm);
  }
  laws::check_share(asked.size(), 4'000, 1.0 - std::exp(-0.02 * run_weeks));
  config.population.erasure_per_week = 0.0;
  World quiet = make_world(config, seed);
  CHECK(of_kind(live(quiet, quiet.run_end()), EventKind::erasure_request).empty());
}

TEST_CASE("Who was forgotten shops on as a stranger who has agreed to nothing", "[sim][world]") {
  const IdentityKind kind = GENERATE(IdentityKind::one_each, IdentityKind::several);
  WorldConfig config = several_world();
  config.population.identities.kind = kind;
  config.population.erasure_per_week = 0.1;
  config.streams.sentiment.review_after_purchase = 0.0;  // those come days later
  config.population.refunds.frac = 0.0;
  World world = make_world(config, seed);
  const auto events = live(world, world.run_end());
  std::map<SubjectId, SimTime> asked;
  for (const Event& e : of_kind(events, EventKind::erasure_request)) asked[e.subject] = e.occurred;
  CHECK(asked.size() > 60);
  std::size_t afterwards = 0;
  for (const Event& e : events) {
    const auto request = asked.find(e.subject);
    // A visit that was under way, or a reading on its way, may end under the old number.
    if (request != asked.end()) REQUIRE(e.occurred < request->second + one_day);
    if (e.subject == SubjectId{}) continue;
    const auto p = world.person_behind(e.subject);
    REQUIRE(p);
    const auto known = world.setting().identities.known(*p);
    if (!asked.contains(known)) continue;
    if (e.subject == world.subject_of(*p)) {
      ++afterwards;
      REQUIRE(e.occurred >= asked[known]);
      REQUIRE(e.kind != EventKind::profile);
      REQUIRE(e.kind != EventKind::consent_granted);
    }
  }
  CHECK(afterwards > 100);
  for (const auto& [subject, at] : asked) {
    const PersonId p = *world.person_behind(subject);
    CHECK(world.consent_bits(p) == 0);
    CHECK(world.subject_of(p) != subject);
    CHECK(world.person_behind(world.subject_of(p)) == p);
  }
}

TEST_CASE("Being forgotten changes nothing of what people do", "[sim][world]") {
  WorldConfig config = several_world();
  World plain = make_world(config, seed);
  config.population.erasure_per_week = 0.1;
  World erased = make_world(config, seed);
  live(plain, plain.run_end());
  live(erased, erased.run_end());
  CHECK(plain.truth().purchases == erased.truth().purchases);
  CHECK(plain.truth().purchases.size() > 300);
}

}  // namespace shoal::sim
