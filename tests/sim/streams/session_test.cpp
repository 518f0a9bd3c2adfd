#include "sim/streams/session.hpp"
#include "tests/sim/world/laws.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <boost/math/distributions/lognormal.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace shoal::sim {
namespace {

constexpr SimTime noon{one_day / 2};
constexpr std::uint32_t a_session = 4711;
constexpr std::array<EventKind, 4> columns = {EventKind::page, EventKind::search,
                                              EventKind::product_view, EventKind::cart};

// Sessions of one lossless world, told apart by their draws.
struct Shop {
  StreamParams streams = detail::small_streams();
  PopulationParams population = detail::small_population();

  Population people() const {
    return Population(population,
                      {.topics = 4,
                       .channels = 3,
                       .stores = 3,
                       .visit_shape = 1.0,
                       .run_end = SimTime{one_week}},
                      Seed{1});
  }
  // The events of the nth visit, in the order in which they were sent.
  std::vector<Event> visit(const Population& people, const Visitor& v, std::uint32_t n) const {
    const Sessions sessions(streams, population);
    Delivery delivery{DeliveryParams{}};
    Stream draws(Seed{5}, Purpose{1}, n, 0);
    Footfall doors({}, 0, StoreHours({}), Seed{1});
    sessions.visit(noon, v, a_session, people, draws, doors, delivery);
    return arrived(delivery);
  }
  std::vector<Event> decide(const Visitor& v, const Outcome& outcome, std::uint32_t n) const {
    const Sessions sessions(streams, population);
    Delivery delivery{DeliveryParams{}};
    Stream draws(Seed{6}, Purpose{1}, n, 0);
    sessions.decide(noon, v, a_session, outcome, draws, delivery);
    return arrived(delivery);
  }

 private:
  static std::vector<Event> arrived(Delivery& delivery) {
    std::vector<Event> events;
    delivery.receive(noon + 365 * one_day, events);
    std::sort(events.begin(), events.end(),
              [](const Event& a, const Event& b) { return a.id < b.id; });
    return events;
  }
};

Shop online_shop() {
  Shop shop;
  for (Archetype& a : shop.population.archetypes) a.store_visit_frac = 0.0;
  return shop;
}

Visitor visitor(std::uint32_t i, Stage stage, std::optional<TopicId> topic) {
  return {.person = PersonId{i}, .subject = SubjectId{i + 1}, .stage = stage, .topic = topic};
}

}  // namespace

TEST_CASE("Pages follow the row of the visitor's stage", "[sim][streams]") {
  const Shop shop = online_shop();
  const Population people = shop.people();
  for (const Stage stage : {Stage::idle, Stage::curious, Stage::evaluating, Stage::ready}) {
    const auto& row = shop.streams.sessions.next_page[static_cast<std::size_t>(stage)];
    std::vector<double> seen(page_columns, 0.0);
    std::vector<double> lengths(40, 0.0);
    constexpr std::uint32_t sessions = 4'000;
    double steps = 0.0;
    for (std::uint32_t n = 0; n < sessions; ++n) {
      const auto events = shop.visit(people, visitor(n % 300, stage, TopicId{1}), n);
      REQUIRE(events.front().kind == EventKind::session_start);
      for (std::size_t k = 1; k < events.size(); ++k) {
        const auto column = std::find(columns.begin(), columns.end(), events[k].kind);
        REQUIRE(column != columns.end());
        seen[static_cast<std::size_t>(column - columns.begin())] += 1.0;
      }
      seen.back() += 1.0;
      steps += static_cast<double>(events.size());  // pages and the exit
      lengths[std::min<std::size_t>(events.size() - 1, lengths.size() - 1)] += 1.0;
    }
    std::vector<double> expected;
    for (const double p : row) expected.push_back(p * steps);
    laws::check_counts(seen, expected);
    // Geometric length: the row depends on the stage, not on the page before.
    std::vector<double> geometric;
    double stays = 1.0;
    for (std::size_t k = 0; k + 1 < lengths.size(); ++k) {
      geometric.push_back(sessions * stays * row.back());
      stays *= 1.0 - row.back();
    }
    geometric.push_back(sessions * stays);
    laws::check_counts(lengths, geometric);
  }
}

TEST_CASE("No session is longer than its limit", "[sim][streams]") {
  Shop shop = online_shop();
  shop.streams.sessions.max_pages = 3;
  shop.streams.sessions.next_page[3] = {1.0, 0.0, 0.0, 0.0, 0.0};
  const Population people = shop.people();
  for (std::uint32_t n = 0; n < 50; ++n) {
    CHECK(shop.visit(people, visitor(n, Stage::ready, TopicId{1}), n).size() == 4);
  }
}

TEST_CASE("Gaps between pages are log-normal", "[sim][streams]") {
  Shop shop = online_shop();
  shop.streams.sessions.gap_log_mean = 3.0;
  shop.streams.sessions.gap_log_sd = 0.8;  // 1800 s, the longest gap, is 5.6 sd away
  const Population people = shop.people();
  std::vector<double> gaps;
  for (std::uint32_t n = 0; n < 3'000; ++n) {
    const auto events = shop.visit(people, visitor(n % 300, Stage::curious, TopicId{0}), n);
    for (std::size_t k = 1; k < events.size(); ++k) {
      gaps.push_back(in_seconds(events[k].occurred - events[k - 1].occurred));
      if (events[k].kind == EventKind::product_view) {
        REQUIRE(events[k].value == Approx(gaps.back()).epsilon(1e-5));
      }
    }
  }
  const boost::math::lognormal law(3.0, 0.8);
  laws::check_law(gaps, [&](double x) { return boost::math::cdf(law, x); });
}

TEST_CASE("A gap is half an hour at most, and so is the dwell that a view reports",
          "[sim][streams]") {
  Shop shop = online_shop();
  shop.streams.sessions.gap_log_mean = 9.0;
  shop.streams.sessions.next_page[1] = {0.0, 0.0, 0.9, 0.0, 0.1};
  const Population people = shop.people();
  const auto events = shop.visit(people, visitor(3, Stage::curious, TopicId{0}), 3);
  REQUIRE(events.size() > 3);
  for (std::size_t k = 1; k < events.size(); ++k) {
    CHECK(events[k].occurred - events[k - 1].occurred <= 30 * one_minute);
    CHECK(events[k].value <= 1800.0F);
  }
}

TEST_CASE("Topics of a session: its own as often as its fidelity says", "[sim][streams]") {
  Shop shop = online_shop();
  for (Archetype& a : shop.population.archetypes) a.affinity = {1.0, 0.0, 1.0, 1.0};
  const Population people = shop.people();
  const TopicId wanted{1};  // that nobody has an affinity to
  std::size_t on = 0;
  std::size_t all = 0;
  for (std::uint32_t n = 0; n < 2'000; ++n) {
    const auto events = shop.visit(people, visitor(n % 300, Stage::evaluating, wanted), n);
    CHECK(events.front().topic == OptionalTopic{wanted});
    for (const Event& e : events) {
      REQUIRE(e.ref == a_session);
      if (e.kind == EventKind::page) REQUIRE_FALSE(e.topic.has_value());
      if (e.kind == EventKind::page || e.kind == EventKind::session_start) continue;
      ++all;
      on += e.topic == OptionalTopic{wanted} ? 1U : 0U;
    }
  }
  laws::check_share(on, all, shop.streams.intent.topic_fidelity);
  const auto idle = shop.visit(people, visitor(1, Stage::idle, std::nullopt), 9);
  CHECK_FALSE(idle.front().topic.has_value());
}

TEST_CASE("Store visitors leave beacon dwells", "[sim][streams]") {
  Shop shop;
  shop.population.archetypes[0].store_visit_frac = 0.3;
  shop.population.archetypes[1].store_visit_frac = 0.8;
  const Population people = shop.people();
  std::array<std::size_t, 2> store{}, all{};
  std::vector<double> zones, dwells;
  for (std::uint32_t n = 0; n < 4'000; ++n) {
    const PersonId p{n % 300};
    const auto events = shop.visit(people, visitor(n % 300, Stage::curious, TopicId{2}), n);
    const std::size_t kind = people[p].archetype;
    ++all[kind];
    if (events.front().kind != EventKind::beacon_dwell) continue;
    ++store[kind];
    zones.push_back(static_cast<double>(events.size()));
    for (const Event& e : events) {
      REQUIRE(e.source == Source::store);
      REQUIRE(e.ref == people[p].store);
      REQUIRE(e.occurred > noon);
      dwells.push_back(e.value);
    }
  }
  laws::check_share(store[0], all[0], 0.3);
  laws::check_share(store[1], all[1], 0.8);
  laws::check_mean(zones, shop.streams.beacons.zones_mean);
  const boost::math::lognormal law(shop.streams.beacons.dwell_log_mean,
                                   shop.streams.beacons.dwell_log_sd);
  laws::check_law(dwells, [&](double x) { return boost::math::cdf(law, x); });
}

TEST_CASE("Where there are no stores every visit is online", "[sim][streams]") {
  Shop shop;
  shop.streams.shelves.stores = 0;
  for (Archetype& a : shop.population.archetypes) a.store_visit_frac = 1.0;
  const Population people = shop.people();
  for (std::uint32_t n = 0; n < 50; ++n) {
    const auto events = shop.visit(people, visitor(n, Stage::idle, std::nullopt), n);
    CHECK(events.front().kind == EventKind::session_start);
  }
}

TEST_CASE("A decision leaves the whole way to a purchase, or a cart", "[sim][streams]") {
  const Shop shop = online_shop();
  const Visitor v = visitor(4, Stage::ready, TopicId{3});
  const auto bought = shop.decide(v, {.kind = Outcome::Kind::purchase, .paid_minor = 12'345}, 1);
  REQUIRE(bought.size() == 5);
  CHECK(bought[0].kind == EventKind::session_start);
  CHECK(bought[0].occurred == noon);
  CHECK(bought[1].kind == EventKind::product_view);
  CHECK(bought[2].kind == EventKind::cart);
  CHECK(bought[3].kind == EventKind::checkout);
  CHECK(bought[4].kind == EventKind::purchase);
  CHECK(bought[4].value == 12'345.0F);
  for (std::size_t k = 0; k < bought.size(); ++k) {
    CHECK(bought[k].topic == OptionalTopic{TopicId{3}});
    CHECK(bought[k].ref == a_session);
    if (k > 0) CHECK(bought[k].occurred > bought[k - 1].occurred);
  }
  const auto left = shop.decide(v, {.kind = Outcome::Kind::cart, .paid_minor = 0}, 1);
  REQUIRE(left.size() == 3);
  CHECK(left[2].kind == EventKind::cart);
  CHECK(left[2].occurred == bought[2].occurred);  // the same luck
  CHECK(shop.decide(v, {}, 1).empty());
}

TEST_CASE("A visit returns when its first event arrives", "[sim][streams]") {
  const Shop shop = online_shop();
  const Population people = shop.people();
  const Sessions sessions(shop.streams, shop.population);
  Delivery delivery{DeliveryParams{}};
  Stream draws(Seed{5}, Purpose{1}, 8, 0);
  Footfall doors({}, 0, StoreHours({}), Seed{1});
  const auto first = sessions.visit(noon, visitor(8, Stage::curious, TopicId{0}), a_session, people,
                                    draws, doors, delivery);
  REQUIRE(first);
  std::vector<Event> events;
  delivery.receive(noon + 365 * one_day, events);
  const auto start = std::find_if(events.begin(), events.end(), [](const Event& e) {
    return e.kind == EventKind::session_start;
  });
  REQUIRE(start != events.end());
  CHECK(start->arrived == *first);
}

}  // namespace shoal::sim
