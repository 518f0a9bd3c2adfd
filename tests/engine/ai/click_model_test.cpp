#include "engine/ai/click_model.hpp"

#include "core/random.hpp"
#include "engine/ai/topic_model.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace shoal;
using namespace shoal::engine;

namespace {

constexpr SimTime begin{10 * one_week};

ClickContext message(float topic_share) {
  return {.creative = {.channel = ChannelId{0}, .stage = Stage::curious, .offer = OfferId{0}},
          .topic_share = topic_share};
}

}  // namespace

TEST_CASE("the click model learns who clicks what, from matured messages only", "[engine][ai]") {
  ClickModel model{one_day};
  const ClickFeatures wanted = click_features_of(message(0.9F));
  const ClickFeatures unwanted = click_features_of(message(0.1F));
  const double before = model.predict(wanted);
  constexpr std::uint32_t n = 100000;
  for (std::uint32_t i = 0; i < n; ++i) {
    Stream draw{Seed{7}, Purpose{1}, i, 0};
    const bool want = draw.bernoulli(0.5);
    model.remember(DecisionId{2 * i}, begin, want ? wanted : unwanted);  // ids need not be dense
    if (draw.bernoulli(want ? 0.2 : 0.02)) model.clicked(DecisionId{2 * i});
  }
  model.mature(begin + one_day - one_second);
  REQUIRE(model.lessons() == 0);
  REQUIRE(model.predict(wanted) == before);
  model.mature(begin + one_day);
  REQUIRE(model.lessons() == n);
  CHECK(model.predict(wanted) == Approx(0.2).margin(0.03));
  // One coefficient has to tell .2 from .02 at shares .9 and .1: it is still on its way there.
  CHECK(model.predict(unwanted) < 0.04);
  CHECK(model.predict(unwanted) > 0.015);
}

TEST_CASE("a refused message teaches nothing", "[engine][ai]") {
  ClickModel model{one_day};
  const ClickFeatures x = click_features_of(message(0.5F));
  const double before = model.predict(x);
  model.remember(DecisionId{3}, begin, x);
  model.refused(DecisionId{3});
  model.clicked(DecisionId{4});  // not one of ours
  model.mature(begin + 2 * one_day);
  REQUIRE(model.lessons() == 0);
  REQUIRE(model.predict(x) == before);
}

TEST_CASE("the topic model knows what people of a profile want, and lets own interest outweigh it",
          "[engine][ai]") {
  Brief brief;
  brief.topics = {"shoes", "books", "tea"};
  brief.profile_codes[0] = {"a", "b"};
  TopicModel model{brief};
  const auto person = [](std::uint8_t code) {
    SignalRecord r;
    r.profile[0] = code;
    r.told_fields = 1;
    return r;
  };
  const SignalRecord a = person(0);
  const SignalRecord b = person(1);
  const TopicShares even = model.shares(a);
  for (std::size_t k = 0; k < 3; ++k) CHECK(even[k] == Approx(1.0 / 3.0).epsilon(1e-5));
  for (int i = 0; i < 100; ++i) {
    model.learn(a, TopicId{0}, 1.0F);
    model.learn(b, TopicId{1}, 1.0F);
  }
  CHECK(model.shares(a)[0] > 0.8F);
  CHECK(model.shares(b)[1] > 0.8F);
  CHECK(model.shares(SignalRecord{})[0] == Approx(model.shares(SignalRecord{})[1]).epsilon(1e-5));
  SignalRecord reader = person(0);
  reader.slow[2] = 8.0F;
  const TopicShares own = model.shares(reader);
  CHECK(own[2] == Approx(0.8).margin(0.01));  // 8 of 2 + 8 events
  CHECK(own[0] + own[1] + own[2] == Approx(1.0).epsilon(1e-5));
}
