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
      {.stores = 2, .order_up_to = 4, .reorder_at = 2, .lead_days = 1.0, .report_hours = 24.0}, 3,
      seed);
  REQUIRE(shelves.size() == 6);
  const ShelfId s = shelves.shelf(1, TopicId{2});
  CHECK(s == ShelfId{5});
  CHECK(shelves.stock(s) == 4);
  const auto first = shelves.take(s, hour(1));
  CHECK((first.sold && !first.delivery_due));  // 3 left
  const auto second = shelves.take(s, hour(2));
  CHECK(second.sold);  // 2 left: an order
  REQUIRE(second.delivery_due);
  CHECK(*second.delivery_due > hour(2));
  const auto third = shelves.take(s, hour(3));
  CHECK((third.sold && !third.delivery_due));  // one order at a time
  CHECK(shelves.take(s, hour(4)).sold);
  CHECK(shelves.stock(s) == 0);
  const auto lost = shelves.take(s, hour(5));
  CHECK((!lost.sold && !lost.delivery_due));
  CHECK(shelves.stock(s) == 0);
  CHECK(shelves.stock(shelves.shelf(0, TopicId{2})) == 4);
  shelves.restock(s, hour(6));
  CHECK(shelves.stock(s) == 4);
  CHECK_FALSE(shelves.take(s, hour(9)).delivery_due);
  CHECK(shelves.take(s, hour(10)).delivery_due);  // and orders again
}

TEST_CASE("Without stores there is always one to sell", "[sim][streams]") {
  Shelves shelves({.stores = 0}, 3, seed);
  CHECK(shelves.size() == 0);
  for (int i = 0; i < 100; ++i) {
    const auto taken = shelves.take(shelves.shelf(0, TopicId{1}), hour(i));
    REQUIRE((taken.sold && !taken.delivery_due));
  }
  Delivery delivery{DeliveryParams{}, Seed{1}};
  shelves.report(ShelfId{0}, hour(1), delivery);
  CHECK(delivery.sent() == 0);
}

TEST_CASE("A shelf reports its store, topic and level", "[sim][streams]") {
  Shelves shelves({.stores = 3, .order_up_to = 9, .reorder_at = 2}, 4, seed);
  Delivery delivery{DeliveryParams{}, Seed{1}};
  const ShelfId s = shelves.shelf(2, TopicId{1});
  shelves.take(s, hour(30));
  shelves.report(s, hour(31), delivery);
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

TEST_CASE("A shelf under (s, Q) gets Q units, no more than fit, and orders again at once",
          "[sim][streams]") {
  Shelves shelves(
      {.stores = 1, .order_up_to = 5, .reorder_at = 3, .order_quantity = 2, .lead_days = 1.0}, 1,
      seed);
  const ShelfId s{0};
  CHECK_FALSE(shelves.take(s, hour(1)).delivery_due);
  REQUIRE(shelves.take(s, hour(2)).delivery_due);  // 3 left
  for (int i = 0; i < 3; ++i) CHECK(shelves.take(s, hour(3)).sold);
  const auto next = shelves.restock(s, hour(30));
  CHECK(shelves.stock(s) == 2);
  REQUIRE(next);  // still at the reorder point
  CHECK(*next > hour(30));
  CHECK_FALSE(shelves.restock(s, *next));
  CHECK(shelves.stock(s) == 4);
}

TEST_CASE("Deliveries wait for their hours", "[sim][streams]") {
  Shelves shelves({.stores = 1,
                   .order_up_to = 1000,
                   .reorder_at = 999,
                   .lead_days = 0.4,
                   .delivery_begin_h = 6.0,
                   .delivery_end_h = 10.5},
                  1, seed);
  std::size_t waited = 0;
  for (int h = 0; h < 400; ++h) {
    const auto due = shelves.take(ShelfId{0}, hour(h)).delivery_due;
    REQUIRE(due);
    REQUIRE(*due >= hour(h));
    REQUIRE(time_of_day(*due) >= 6 * one_hour);
    REQUIRE(time_of_day(*due) < 10 * one_hour + 30 * one_minute);
    waited += time_of_day(*due) < 7 * one_hour ? 1U : 0U;
    shelves.restock(ShelfId{0}, *due);
  }
  CHECK(waited > 200);  // of about 325 that are due outside
}

TEST_CASE("A buyer whose variant is out takes another, comes back or is lost, in these shares",
          "[sim][streams][statistical]") {
  const ShelfParams params{.stores = 1,
                           .facings = 2,
                           .order_up_to = 4,
                           .reorder_at = 0,
                           .lead_days = 1.0,
                           .substitute_frac = 0.6,
                           .defer_frac = 0.5,
                           .defer_days = 2.0};
  constexpr std::uint32_t buyers = 20'000;
  std::size_t wanted_first = 0, substituted = 0, deferred = 0, lost = 0, again = 0;
  std::vector<double> gaps_days;
  for (std::uint32_t n = 0; n < buyers; ++n) {
    Shelves shelves(params, 1, seed);
    for (int k = 0; k < 4; ++k) shelves.take(ShelfId{0}, hour(1));  // the first variant is out
    CHECK(shelves.state(0, TopicId{0}) == StockState::available);
    Stream draws(seed, Purpose{2}, n, 0);
    const Shelves::Sale sale = shelves.buy(0, TopicId{0}, hour(2), draws, false);
    if (sale.result == Shelves::Result::sold) {
      REQUIRE(sale.shelf == ShelfId{1});
      substituted += sale.substituted ? 1U : 0U;
      wanted_first += sale.substituted ? 1U : 0U;
      continue;
    }
    ++wanted_first;
    if (sale.result == Shelves::Result::lost) {
      ++lost;
      continue;
    }
    ++deferred;
    gaps_days.push_back(in_days(sale.back_at - hour(2)));
    Stream same(seed, Purpose{2}, n, 0);
    again += shelves.buy(0, TopicId{0}, sale.back_at, same, true).result == Shelves::Result::lost;
  }
  laws::check_share(wanted_first, buyers, 0.5);
  laws::check_share(substituted, wanted_first, 0.6);
  laws::check_share(deferred, wanted_first - substituted, 0.5);
  CHECK(lost + deferred + substituted == wanted_first);
  CHECK(again == deferred);  // the last try
  laws::check_law(gaps_days, [](double x) { return -std::expm1(-x / 2.0); });
}

TEST_CASE("What a store shows of a topic", "[sim][streams]") {
  Shelves shelves({.stores = 1, .facings = 2, .order_up_to = 3, .reorder_at = 1}, 2, seed);
  CHECK(shelves.size() == 4);
  const auto state = [&] { return shelves.state(0, TopicId{1}); };
  CHECK(state() == StockState::available);
  for (int k = 0; k < 3; ++k) shelves.take(shelves.shelf(0, TopicId{1}, 0), hour(k));
  CHECK(state() == StockState::available);  // 3 of the other variant
  shelves.take(shelves.shelf(0, TopicId{1}, 1), hour(4));
  CHECK(state() == StockState::low);  // 2, both reorder points together
  shelves.take(shelves.shelf(0, TopicId{1}, 1), hour(4));
  shelves.take(shelves.shelf(0, TopicId{1}, 1), hour(4));
  CHECK(state() == StockState::out);
  CHECK(shelves.state(0, TopicId{0}) == StockState::available);
  CHECK(Shelves({.stores = 0}, 2, seed).state(0, TopicId{0}) == StockState::unknown);
}

TEST_CASE("Units vanish at the rate of shrinkage", "[sim][streams][statistical]") {
  Shelves shelves({.stores = 1,
                   .facings = 500,
                   .order_up_to = 1'000'000,
                   .reorder_at = 0,
                   .shrinkage_per_week = 3.0},
                  1, seed);
  Delivery delivery{DeliveryParams{}, Seed{1}};
  for (std::uint32_t f = 0; f < 500; ++f) {
    for (int day = 0; day < 7; ++day) {
      shelves.report_periodic(ShelfId{f}, hour(24 * day), delivery);
    }
  }
  std::size_t gone = 0;
  for (std::uint32_t f = 0; f < 500; ++f) gone += 1'000'000 - shelves.stock(ShelfId{f});
  laws::check_poisson(gone, 3.0 * 500.0);
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
std::vector<std::vector<double>> levels_met(const Policy& p, int batches, int demands,
                                            std::uint32_t quantity = 0) {
  Shelves shelves({.stores = 1,
                   .order_up_to = p.order_up_to,
                   .reorder_at = p.reorder_at,
                   .order_quantity = quantity,
                   .lead_days = p.lead_days,
                   .report_hours = 24.0},
                  1, seed);
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
      while (ordered && due <= at) {
        const auto next = shelves.restock(ShelfId{0}, due);
        ordered = next.has_value();
        due = next.value_or(due);
      }
      const std::uint32_t level = shelves.stock(ShelfId{0});
      counts[level] += 1.0 / demands;
      const auto taken = shelves.take(ShelfId{0}, at);
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

// Shares of levels, (batch x level), against their law: a t test for each level.
void check_levels(const std::vector<std::vector<double>>& met, const std::vector<double>& law) {
  const boost::math::students_t t(static_cast<double>(met.size() - 1));
  const double critical = boost::math::quantile(t, 1.0 - laws::alpha / 2.0);
  for (std::size_t level = 0; level < law.size(); ++level) {
    std::vector<double> shares;
    for (const auto& batch : met) shares.push_back(batch[level]);
    const laws::Moments m = laws::moments(shares);
    CAPTURE(level, law[level], m.mean, m.standard_error);
    CHECK(std::abs(m.mean - law[level]) < critical * m.standard_error);
  }
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
  check_levels(levels_met(p, batches, 10'000), law);
}

namespace {

// The law of levels under (s, Q) with one order out at a time, Poisson demand and exponential lead,
// by power iteration of the uniformised chain. An order is out at and below s.
std::vector<double> stationary_sq(const Policy& p, std::uint32_t quantity) {
  const double per_lead = 1.0 / p.lead_days;
  const double clock = p.demand_per_day + per_lead;
  std::vector<double> law(p.order_up_to + 1, 1.0 / (p.order_up_to + 1));
  for (int step = 0; step < 20'000; ++step) {
    std::vector<double> next(law.size(), 0.0);
    for (std::uint32_t n = 0; n < law.size(); ++n) {
      next[n > 0 ? n - 1 : 0] += law[n] * p.demand_per_day / clock;
      const std::uint32_t after = n <= p.reorder_at ? std::min(n + quantity, p.order_up_to) : n;
      next[after] += law[n] * per_lead / clock;
    }
    law = next;
  }
  return law;
}

}  // namespace

TEST_CASE("The law of an (s, S) shelf by power iteration is that of its cuts", "[sim][streams]") {
  const Policy p{6, 2, 2.0, 2.0};
  const auto cuts = stationary(p);
  const auto power = stationary_sq(p, p.order_up_to);
  for (std::size_t n = 0; n < cuts.size(); ++n) CHECK(power[n] == Approx(cuts[n]));
}

TEST_CASE("Shelves under (s, Q) follow the law of their Markov chain",
          "[sim][streams][statistical]") {
  constexpr std::uint32_t quantity = 3;
  constexpr int batches = 40;
  const Policy p{7, 4, 2.0, 1.5};
  const auto law = stationary_sq(p, quantity);
  check_levels(levels_met(p, batches, 10'000, quantity), law);
}

}  // namespace shoal::sim
