#include "sim/streams/shelves.hpp"
#include "tests/sim/world/laws.hpp"

#include <catch2/catch.hpp>

#include <boost/math/distributions/students_t.hpp>

#include <cmath>
#include <vector>

namespace shoal::sim {
namespace {

constexpr Seed seed{17};
SimTime hour(int h) { return SimTime{h * one_hour}; }

}  // namespace

TEST_CASE("A shelf by hand: S = 4, s = 2", "[sim][streams]") {
  Shelves shelves(
      {.stores = 2, .order_up_to = 4, .reorder_at = 2, .lead_days = 1.0, .report_hours = 24.0}, 3);
  REQUIRE(shelves.size() == 6);
  const ShelfId s = shelves.shelf(1, TopicId{2});
  CHECK(s == ShelfId{5});
  CHECK(shelves.stock(s) == 4);
  const auto first = shelves.take(s, hour(1), seed);
  CHECK((first.sold && !first.delivery_due));  // 3 left
  const auto second = shelves.take(s, hour(2), seed);
  CHECK(second.sold);  // 2 left: an order
  REQUIRE(second.delivery_due);
  CHECK(*second.delivery_due > hour(2));
  const auto third = shelves.take(s, hour(3), seed);
  CHECK((third.sold && !third.delivery_due));  // one order at a time
  CHECK(shelves.take(s, hour(4), seed).sold);
  CHECK(shelves.stock(s) == 0);
  const auto lost = shelves.take(s, hour(5), seed);
  CHECK((!lost.sold && !lost.delivery_due));
  CHECK(shelves.stock(s) == 0);
  CHECK(shelves.stock(shelves.shelf(0, TopicId{2})) == 4);
  shelves.restock(s);
  CHECK(shelves.stock(s) == 4);
  CHECK_FALSE(shelves.take(s, hour(9), seed).delivery_due);
  CHECK(shelves.take(s, hour(10), seed).delivery_due);  // and orders again
}

TEST_CASE("Without stores there is always one to sell", "[sim][streams]") {
  Shelves shelves({.stores = 0}, 3);
  CHECK(shelves.size() == 0);
  for (int i = 0; i < 100; ++i) {
    const auto taken = shelves.take(shelves.shelf(0, TopicId{1}), hour(i), seed);
    REQUIRE((taken.sold && !taken.delivery_due));
  }
  Delivery delivery{DeliveryParams{}};
  shelves.report(ShelfId{0}, hour(1), seed, delivery);
  CHECK(delivery.sent() == 0);
}

TEST_CASE("A shelf reports its store, topic and level", "[sim][streams]") {
  Shelves shelves({.stores = 3, .order_up_to = 9, .reorder_at = 2}, 4);
  Delivery delivery{DeliveryParams{}};
  const ShelfId s = shelves.shelf(2, TopicId{1});
  shelves.take(s, hour(30), seed);
  shelves.report(s, hour(31), seed, delivery);
  std::vector<Event> events;
  delivery.receive(hour(1000), events);
  REQUIRE(events.size() == 1);
  CHECK(events[0].kind == EventKind::shelf_stock);
  CHECK(events[0].source == Source::store);
  CHECK(events[0].subject == SubjectId{0});
  CHECK(events[0].ref == 2);
  CHECK(events[0].topic == OptionalTopic{TopicId{1}});
  CHECK(events[0].value == 8.0F);
  CHECK(events[0].occurred == hour(31));
}

namespace {

struct Policy {
  std::uint32_t order_up_to = 0;
  std::uint32_t reorder_at = 0;
  double demand_per_day = 0.0;
  double lead_days = 0.0;
};

// The shelf as a Markov chain: above s, one down at the demand rate; at or below s an order is out,
// so one down at the demand rate (but from 0: lost) and up to S at the rate 1 / lead. Cuts give the
// law: equal above s, then each level d / (d + 1/lead) of the one above it, and level 0 takes d
// lead of level 1.
std::vector<double> stationary(const Policy& p) {
  const double per_lead = 1.0 / p.lead_days;
  std::vector<double> law(p.order_up_to + 1, 1.0);
  for (std::uint32_t n = p.reorder_at; n > 0; --n) {
    law[n] = law[n + 1] * p.demand_per_day / (p.demand_per_day + per_lead);
  }
  law[0] = law[1] * p.demand_per_day / per_lead;
  double sum = 0.0;
  for (const double v : law) sum += v;
  for (double& v : law) v /= sum;
  return law;
}

// Share of Poisson demands that meet each level, by batch: (batch x level). Demand sees time
// averages (Wolff 1982).
std::vector<std::vector<double>> levels_met(const Policy& p, int batches, int demands) {
  Shelves shelves({.stores = 1,
                   .order_up_to = p.order_up_to,
                   .reorder_at = p.reorder_at,
                   .lead_days = p.lead_days,
                   .report_hours = 24.0},
                  1);
  std::vector<std::vector<double>> met;
  SimTime at{};
  SimTime due{};
  bool ordered = false;
  std::uint32_t n = 0;
  for (int b = 0; b < batches; ++b) {
    std::vector<double> counts(p.order_up_to + 1, 0.0);
    for (int d = 0; d < demands; ++d) {
      Stream s(seed, Purpose{1}, n++, 0);
      at += from_days(s.exponential() / p.demand_per_day);
      if (ordered && due <= at) {
        shelves.restock(ShelfId{0});
        ordered = false;
      }
      const std::uint32_t level = shelves.stock(ShelfId{0});
      counts[level] += 1.0 / demands;
      const auto taken = shelves.take(ShelfId{0}, at, seed);
      REQUIRE(taken.sold == (level > 0));
      if (taken.delivery_due) {
        due = *taken.delivery_due;
        ordered = true;
      }
    }
    met.push_back(counts);
  }
  return met;
}

}  // namespace

TEST_CASE("The stationary law of a shelf by hand", "[sim][streams]") {
  // S = 2, s = 1, d = 1, lead 1: levels 2 : 1 : 0 as 1 : 1/2 : 1/2.
  const auto law =
      stationary({.order_up_to = 2, .reorder_at = 1, .demand_per_day = 1.0, .lead_days = 1.0});
  CHECK(law[2] == Approx(0.5));
  CHECK(law[1] == Approx(0.25));
  CHECK(law[0] == Approx(0.25));
}

TEST_CASE("Shelves under Poisson demand follow the law of their Markov chain",
          "[sim][streams][statistical]") {
  const Policy p =
      GENERATE(Policy{6, 2, 2.0, 2.0}, Policy{12, 3, 1.0, 3.0}, Policy{3, 0, 1.5, 1.0});
  constexpr int batches = 40;
  const auto law = stationary(p);
  const auto met = levels_met(p, batches, 10'000);
  const boost::math::students_t t(batches - 1);
  const double critical = boost::math::quantile(t, 1.0 - laws::alpha / 2.0);
  for (std::size_t level = 0; level < law.size(); ++level) {
    std::vector<double> shares;
    for (const auto& batch : met) shares.push_back(batch[level]);
    const laws::Moments m = laws::moments(shares);
    CAPTURE(level, law[level], m.mean, m.standard_error);
    CHECK(std::abs(m.mean - law[level]) < critical * m.standard_error);
  }
}

}  // namespace shoal::sim
