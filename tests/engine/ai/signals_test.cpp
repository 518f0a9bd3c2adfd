#include "engine/ai/signals.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace shoal;
using namespace shoal::engine;

namespace {

constexpr SimTime start{one_week};

Event about(EventKind kind, SimTime at, std::uint16_t topic, float value = 0.0F) {
  Event e;
  e.occurred = e.arrived = at;
  e.kind = kind;
  e.topic = TopicId{topic};
  e.value = value;
  return e;
}

}  // namespace

TEST_CASE("a record takes at most 256 bytes", "[engine][ai]") {
  STATIC_REQUIRE(sizeof(SignalRecord) <= 256);
}

TEST_CASE("interest decays by its two memories", "[engine][ai]") {
  const Signals signals{SignalOptions{}};
  SignalRecord r;
  signals.apply(r, about(EventKind::product_view, start, 3));
  signals.age(r, whole_seconds(start + 8 * one_hour));
  REQUIRE(r.fast[3] == Approx(std::exp(-1.0)));
  REQUIRE(r.slow[3] == Approx(std::exp(-8.0 / (120.0 * 24.0))));
}

TEST_CASE("counts do not depend on the order in which events come", "[engine][ai]") {
  const Signals signals{SignalOptions{}};
  const std::vector<Event> events{about(EventKind::session_start, start, 1),
                                  about(EventKind::search, start + one_hour, 2),
                                  about(EventKind::product_view, start + 5 * one_hour, 1),
                                  about(EventKind::cart, start + 9 * one_hour, 2)};
  SignalRecord forward;
  for (const Event& e : events) signals.apply(forward, e);
  SignalRecord mixed;
  for (const std::size_t i : {3U, 0U, 2U, 1U}) signals.apply(mixed, events[i]);
  for (const std::size_t topic : {1U, 2U}) {
    REQUIRE(mixed.fast[topic] == Approx(forward.fast[topic]));
    REQUIRE(mixed.slow[topic] == Approx(forward.slow[topic]));
  }
  REQUIRE(mixed.sessions == Approx(forward.sessions));
  REQUIRE(mixed.activity_s == forward.activity_s);
}

TEST_CASE("a purchase counts money once and takes the short interest away", "[engine][ai]") {
  const Signals signals{SignalOptions{}};
  SignalRecord r;
  signals.apply(r, about(EventKind::cart, start, 4));
  signals.apply(r, about(EventKind::purchase, start, 4, 1999.0F));
  REQUIRE(r.orders == 1);
  REQUIRE(r.paid == Approx(19.99));
  REQUIRE(r.fast[4] == Approx(0.4));
  REQUIRE(most_likely(r.stage) == Stage::idle);
  REQUIRE(r.purchase_s == whole_seconds(start));
}

TEST_CASE("an appliance's readings give the day it will be empty", "[engine][ai]") {
  const Signals signals{SignalOptions{}};
  SignalRecord r;
  for (int day = 0; day < 5; ++day) {  // falls .1 a day from .9
    signals.apply(r, about(EventKind::appliance_level, start + day * one_day, 2,
                           0.9F - 0.1F * static_cast<float>(day)));
  }
  REQUIRE(r.refill() == TopicId{2});
  REQUIRE(*days_to_empty(r, whole_seconds(start + 5 * one_day)) == Approx(4.0).margin(1e-4));
  // A refill is no fall: the rate stays.
  signals.apply(r, about(EventKind::appliance_level, start + 5 * one_day, 2, 1.0F));
  REQUIRE(*days_to_empty(r, whole_seconds(start + 5 * one_day)) == Approx(10.0).margin(1e-4));
}

TEST_CASE("an appliance that was read once has no rate", "[engine][ai]") {
  const Signals signals{SignalOptions{}};
  SignalRecord r;
  signals.apply(r, about(EventKind::appliance_level, start, 2, 0.5F));
  REQUIRE_FALSE(days_to_empty(r, whole_seconds(start)));
}

TEST_CASE("the action's topic is the low appliance's, else the current, else the lasting one",
          "[engine][ai]") {
  const SignalOptions options;
  const Signals signals{options};
  SignalRecord r;
  REQUIRE_FALSE(current_topic(r, options));
  for (int i = 0; i < 5; ++i) signals.apply(r, about(EventKind::product_view, start, 1));
  signals.age(r, whole_seconds(start + 2 * one_day));
  signals.apply(r, about(EventKind::search, start + 2 * one_day, 3));
  REQUIRE(current_topic(r, options) == TopicId{3});
  signals.age(r, whole_seconds(start + 4 * one_day));
  REQUIRE(current_topic(r, options) == TopicId{1});
  signals.apply(r, about(EventKind::appliance_level, start + 4 * one_day, 5, 0.1F));
  REQUIRE(current_topic(r, options) == TopicId{5});
}

TEST_CASE("answers to touches are counted by channel and age with the sends", "[engine][ai]") {
  const Signals signals{SignalOptions{}};
  SignalRecord r;
  const ChannelId text{1};
  for (int i = 0; i < 200; ++i) {
    signals.apply_response(r, about(EventKind::touch_delivered, start, 0), text);
    if (i % 4 == 0) signals.apply_response(r, about(EventKind::touch_opened, start, 0), text);
  }
  REQUIRE(r.response[0].sends == 0);
  REQUIRE(r.response[1].sends / 256.0 == Approx(24.0).margin(0.5));  // 1 / (1 / 24)
  REQUIRE(r.response[1].opens / 256.0 == Approx(6.0).margin(0.7));
  REQUIRE(r.fatigue == Approx(200.0));
}

TEST_CASE("the favourite hours are those of most sessions, and counters do not overflow",
          "[engine][ai]") {
  const Signals signals{SignalOptions{}};
  SignalRecord r;
  REQUIRE_FALSE(favourite_block(r));
  for (int day = 0; day < 60; ++day) {
    signals.apply(r, about(EventKind::session_start, start + day * one_day + 19 * one_hour, 0));
    if (day % 3 == 0) {
      signals.apply(r, about(EventKind::session_start, start + day * one_day + 9 * one_hour, 0));
    }
  }
  REQUIRE(favourite_block(r) == 6);
}

TEST_CASE("resting belief goes half way in ln 2 memories", "[engine][ai]") {
  StageModel model;
  model.rest = {1.0F, 0.0F, 0.0F, 0.0F};
  const StageBelief p = relax(model, {0.0F, 0.0F, 0.0F, 1.0F}, std::log(2.0));
  REQUIRE(p[0] == Approx(0.5));
  REQUIRE(p[3] == Approx(0.5));
}

TEST_CASE("the stage filter gives the posterior of a chain worked by hand", "[engine][ai]") {
  StageModel model;
  model.step = {{{0.5F, 0.5F, 0.0F, 0.0F},
                 {0.0F, 0.5F, 0.5F, 0.0F},
                 {0.0F, 0.0F, 1.0F, 0.0F},
                 {0.0F, 0.0F, 0.0F, 1.0F}}};
  // From idle, two events each with likelihood (1, 2, 4, 0):
  // after one: (.5, .5) x (1, 2) -> (1, 2, 0, 0) / 3;
  // after two: prior (1/6, 1/2, 1/3) x (1, 2, 4) = (1, 6, 8) / 6 -> (1, 6, 8, 0) / 15.
  const StageBelief likelihood{1.0F, 2.0F, 4.0F, 0.0F};
  StageBelief p = step_and_update(model, {1.0F, 0.0F, 0.0F, 0.0F}, likelihood);
  REQUIRE(p[1] == Approx(2.0 / 3.0));
  p = step_and_update(model, p, likelihood);
  REQUIRE(p[0] == Approx(1.0 / 15.0));
  REQUIRE(p[1] == Approx(6.0 / 15.0));
  REQUIRE(p[2] == Approx(8.0 / 15.0));
}

TEST_CASE("a session that ends in the cart is read as ready", "[engine][ai]") {
  const Signals signals{SignalOptions{}};
  SignalRecord r;
  signals.apply(r, about(EventKind::session_start, start, 1));
  for (int i = 1; i <= 3; ++i) {
    signals.apply(r, about(EventKind::product_view, start + i * one_minute, 1));
  }
  REQUIRE(most_likely(r.stage) != Stage::idle);
  for (int i = 4; i <= 5; ++i) {
    signals.apply(r, about(EventKind::cart, start + i * one_minute, 1));
  }
  REQUIRE(most_likely(r.stage) == Stage::ready);
  signals.age(r, whole_seconds(start + 30 * one_day));
  REQUIRE(most_likely(r.stage) == Stage::idle);
}
