#include "sim/delivery/bots.hpp"
#include "tests/sim/order_of_sending.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <vector>

namespace shoal::sim {
namespace {

Bots make_bots(double per_person) {
  return Bots({.per_person = per_person, .sessions_per_day = 12.0, .pages = 10.0, .gap_s = 0.5},
              {.people = 200,
               .subject = [](std::uint32_t bot) { return SubjectId{1000 + bot}; },
               .topics = 4},
              Seed{5});
}

}  // namespace

TEST_CASE("Bots crawl in equal steps as subjects of their own and never buy", "[sim][delivery]") {
  Bots bots = make_bots(0.05);
  REQUIRE(bots.size() == 10);
  Delivery delivery(DeliveryParams{}, Seed{5});
  for (std::uint32_t b = 0; b < bots.size(); ++b) {
    for (std::uint32_t k = 0; k < 3; ++k) bots.session(b, k, delivery);
  }
  std::vector<Event> events;
  delivery.receive(SimTime::max(), events);
  REQUIRE(events.size() == 10 * 3 * 11);
  CHECK(bots.events() == events.size());
  in_order_of_sending(events);
  std::set<std::uint32_t> sessions;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Event& e = events[i];
    REQUIRE((index(e.subject) >= 1000 && index(e.subject) < 1010));
    sessions.insert(e.ref);
    if (i % 11 == 0) {
      CHECK(e.kind == EventKind::session_start);
      continue;
    }
    REQUIRE(e.kind == EventKind::product_view);
    CHECK(e.occurred - events[i - 1].occurred == one_second / 2);
    CHECK(e.topic == OptionalTopic{TopicId{static_cast<std::uint16_t>((i % 11 - 1) % 4)}});
  }
  CHECK(sessions.size() == 30);
  CHECK(events[11].occurred - events[0].occurred == 2 * one_hour);
}

TEST_CASE("There are no bots unless the scenario has them", "[sim][delivery]") {
  CHECK(Bots(BotParams{},
             {.people = 1'000'000,
              .subject = [](std::uint32_t bot) { return SubjectId{1 + bot}; },
              .topics = 3},
             Seed{1})
            .size() == 0);
  CHECK(make_bots(0.0).size() == 0);
}

}  // namespace shoal::sim
