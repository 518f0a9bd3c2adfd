// When things happen: order, half-open intervals, lives with a beginning and an end.
#include "sim/world.hpp"
#include "tests/sim/world/life.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace shoal::sim {
namespace {

WorldConfig lossless() {
  WorldConfig config = make_small_world_config();
  lose_nothing(config);
  return config;
}

}  // namespace

TEST_CASE("One jump and many one-minute ticks give the same events", "[sim][world]") {
  const WorldConfig config = make_small_world_config();
  World jump = make_world(config, Seed{9});
  World ticks = make_world(config, Seed{9});
  const SimTime end = jump.run_end();
  std::vector<Event> ticked;
  for (SimTime at = SimTime{}; at <= end; at += one_minute) {
    const std::size_t before = ticked.size();
    ticks.advance(at, ticked);
    for (std::size_t i = before; i < ticked.size(); ++i) {
      REQUIRE(ticked[i].arrived < at);
      REQUIRE(ticked[i].arrived >= at - one_minute);
    }
  }
  const auto jumped = live(jump, end);
  CHECK(jumped.size() > 10'000);
  CHECK(same_bytes(ticked, jumped));
  CHECK(same_truth(full_truth(ticks), full_truth(jump)));
}

TEST_CASE("Events come in order of arrival and never before they occurred", "[sim][world]") {
  World world = make_world(make_small_world_config(), Seed{10});
  const auto events = live(world, world.run_end());
  for (std::size_t i = 0; i < events.size(); ++i) {
    REQUIRE(events[i].arrived >= events[i].occurred);
    REQUIRE(events[i].arrived < world.run_end());
    if (i > 0) REQUIRE(events[i].arrived >= events[i - 1].arrived);
  }
}

TEST_CASE("A world cannot live backwards", "[sim][world]") {
  World world = make_world(make_small_world_config(), Seed{10});
  live(world, weeks(1));
  std::vector<Event> events;
  CHECK_THROWS(world.advance(weeks(0.5), events));
}

TEST_CASE("Nobody does anything before they join", "[sim][world]") {
  World world = make_world(lossless(), Seed{12});
  std::map<SubjectId, SimTime> profile_at;
  std::size_t late = 0;
  for (const Event& e : live(world, world.run_end() + one_week)) {
    const auto p = person_of(e.subject);
    if (!p) {
      REQUIRE(e.kind == EventKind::shelf_stock);
      continue;
    }
    const SimTime joined = world.people().joined(*p);
    REQUIRE(e.occurred >= joined);
    if (e.kind == EventKind::profile) {
      REQUIRE(e.occurred - joined < one_second);
      late += joined > SimTime{} ? 1U : 0U;
      profile_at[e.subject] = e.occurred;
    }
  }
  CHECK(profile_at.size() == world.people().size());
  CHECK(late > 5 * 20);
  for (const TruePurchase& t : world.truth().purchases) {
    REQUIRE(t.at >= world.people().joined(t.person));
  }
}

// What may follow a drop-out: telemetry of the home, messages, and what had begun before: the rest
// of a session, a post or an answer on its way.
TEST_CASE("After a drop-out nothing begins", "[sim][world]") {
  World world = make_world(lossless(), Seed{13});
  std::vector<Event> events = live(world, world.measure_begin());
  for (std::uint32_t i = 0; i < 300; ++i) {
    world.touch(order_of(i, PersonId{i}, CreativeId{0}, TopicId{0}));
  }
  world.advance(world.run_end() + 4 * one_week, events);
  std::map<std::uint32_t, SimTime> session_begins;
  for (const Event& e : events) {
    if (e.kind == EventKind::session_start) session_begins[e.ref] = e.occurred;
  }
  std::size_t after = 0;
  for (const Event& e : events) {
    const auto p = person_of(e.subject);
    if (!p || e.source == Source::home || is_messaging(e)) continue;
    const auto out = world.dropped_out(*p);
    if (!out || e.occurred < *out) continue;
    ++after;
    CAPTURE(static_cast<int>(e.kind));
    if (e.source == Source::web) {
      REQUIRE(session_begins.at(e.ref) <= *out);
    } else if (e.source == Source::store) {
      REQUIRE(e.occurred < *out + 6 * one_hour);  // zones of a visit that had begun
    } else {
      REQUIRE((e.source == Source::social || e.kind == EventKind::consent_withdrawn));
    }
  }
  const auto& out = full_truth(world).dropped_out;
  CHECK(std::count_if(out.begin(), out.end(), [](const auto& t) { return t.has_value(); }) > 60);
  CHECK(after < 100);
  for (const TruePurchase& t : world.truth().purchases) {
    REQUIRE((!out[index(t.person)] || t.at <= *out[index(t.person)]));
  }
}

TEST_CASE("A drop-out ends the needs of a person at once", "[sim][world]") {
  World world = make_world(lossless(), Seed{13});
  std::vector<Event> events;
  for (int day = 1; day <= 49; ++day) {
    world.advance(SimTime{day * one_day}, events);
    for (std::uint32_t i = 0; i < world.people().size(); ++i) {
      const PersonId p{i};
      if (!world.alive(p)) REQUIRE(world.needs_of(p).empty());
      REQUIRE(world.alive(p) == !world.dropped_out(PersonId{i}).has_value());
    }
  }
}

TEST_CASE("Consent events say what the world knows", "[sim][world]") {
  World world = make_world(lossless(), Seed{14});
  const auto events = live(world, world.run_end());
  std::vector<std::uint8_t> granted(world.people().size(), 0);
  for (const Event& e : events) {
    REQUIRE(e.kind != EventKind::consent_withdrawn);
    if (e.kind != EventKind::consent_granted) continue;
    std::uint8_t& bits = granted[index(*person_of(e.subject))];
    bits = static_cast<std::uint8_t>(bits | (1U << e.ref));
  }
  std::size_t some = 0;
  for (std::uint32_t i = 0; i < granted.size(); ++i) {
    REQUIRE(granted[i] == world.consent_bits(PersonId{i}));
    for (std::uint8_t c = 0; c < 3; ++c) {
      REQUIRE(world.consents(PersonId{i}, ChannelId{c}) == (((granted[i] >> c) & 1U) != 0));
    }
    some += granted[i] != 0 ? 1U : 0U;
  }
  CHECK(some > 200);
}

TEST_CASE("Unsubscribing clears the consent of that channel alone", "[sim][world]") {
  WorldConfig config = lossless();
  config.response.unsubscribe_intercept = 40.0;  // everyone leaves at the first touch
  World world = make_world(config, Seed{15});
  live(world, weeks(2));
  const CreativeId sms{6};
  REQUIRE(config.creatives[index(sms)].channel == ChannelId{1});
  std::vector<std::uint8_t> before(world.people().size());
  for (std::uint32_t i = 0; i < 300; ++i) {
    before[i] = world.consent_bits(PersonId{i});
    if (world.alive(PersonId{i})) world.touch(order_of(i, PersonId{i}, sms, TopicId{0}));
  }
  std::map<SubjectId, std::uint32_t> withdrawn;
  std::size_t unsubscribed = 0;
  for (const Event& e : live(world, world.run_end() + one_week)) {
    if (e.kind == EventKind::consent_withdrawn) withdrawn[e.subject] = e.ref;
    if (e.kind == EventKind::unsubscribed) ++unsubscribed;
  }
  for (std::uint32_t i = 0; i < 300; ++i) {
    const PersonId p{i};
    const auto seen = withdrawn.find(subject_of(p));
    if (seen == withdrawn.end()) {
      REQUIRE(world.consent_bits(p) == before[i]);
      continue;
    }
    REQUIRE(seen->second == 1);
    REQUIRE(world.consent_bits(p) == (before[i] & ~2U));
  }
  CHECK(withdrawn.size() > 200);
  CHECK(unsubscribed == withdrawn.size());
}

TEST_CASE("A refusal and a survey come back as events", "[sim][world]") {
  WorldConfig config = lossless();
  config.streams.survey.response_frac = 0.999;
  config.streams.survey.engaged_bias = 0.0;
  World world = make_world(config, Seed{16});
  live(world, weeks(2));
  world.reject(order_of(77, PersonId{3}, CreativeId{0}, TopicId{0}), Rejection::weekly_cap);
  std::vector<PersonId> sample;
  for (std::uint32_t i = 0; i < 300; ++i) sample.push_back(PersonId{i});
  world.survey(sample);
  std::size_t alive = 0;
  for (const PersonId p : sample) alive += world.alive(p) ? 1U : 0U;
  std::size_t answers = 0;
  std::size_t truthful = 0;
  std::size_t refusals = 0;
  const World then = world;
  for (const Event& e : live(world, world.run_end() + 4 * one_week)) {
    if (e.kind == EventKind::touch_rejected) {
      ++refusals;
      CHECK(e.ref == 77);
      CHECK(e.subject == subject_of(PersonId{3}));
      CHECK(e.value == static_cast<float>(Rejection::weekly_cap));
    }
    if (e.kind != EventKind::survey_response) continue;
    ++answers;
    CHECK((e.value >= 1.0F && e.value <= 5.0F && e.value == std::nearbyint(e.value)));
    truthful += e.topic.get() == then.taste(*person_of(e.subject)).favourite() ? 1U : 0U;
  }
  CHECK(refusals == 1);
  CHECK(answers >= alive - 5);
  CHECK(truthful > answers / 2);
  CHECK(truthful < answers);
}

}  // namespace shoal::sim
