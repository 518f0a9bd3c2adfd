// Stock, carts, decisions, stores.
#include "tests/sim/streams/session_builder.hpp"
#include "tests/sim/world/laws.hpp"

#include <catch2/catch.hpp>

#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/lognormal.hpp>

#include <algorithm>

namespace shoal::sim {
namespace {

Shop long_visits() {
  Shop shop;
  shop.streams.sessions.pages_scale = {12.0, 12.0};
  shop.streams.sessions.bounce_frac = {0.0, 0.0};
  return shop;
}

const std::vector<StockState> mixed_stock{StockState::available, StockState::out, StockState::low,
                                          StockState::available};

}  // namespace

TEST_CASE("A product view carries the stock of its topic", "[sim][streams]") {
  const Shop shop = long_visits();
  Visitor v = visitor(Stage::evaluating, TopicId{2});
  v.stock = mixed_stock;
  std::size_t views = 0;
  for (std::uint32_t n = 0; n < 200; ++n) {
    for (const Event& e : shop.visit(v, n)) {
      if (e.kind == EventKind::product_view) {
        ++views;
        REQUIRE(e.stock == mixed_stock[index(*e.topic.get())]);
      } else {
        REQUIRE(e.stock == StockState::unknown);
      }
    }
  }
  CHECK(views > 500);
}

TEST_CASE("Who sees an empty shelf leaves, or looks elsewhere", "[sim][streams]") {
  Shop shop = long_visits();
  shop.streams.sessions.pages_scale = {1e3, 1e3};  // next to nobody leaves by themselves
  shop.streams.sessions.pages_shape = {0.1, 0.1};
  shop.streams.sessions.max_pages = 40;
  shop.streams.sessions.out_leave_frac = 0.4;
  shop.streams.sessions.out_elsewhere_frac = 1.0;
  Visitor v = visitor(Stage::ready, TopicId{1});
  v.stock = mixed_stock;
  std::size_t out = 0;
  std::size_t left = 0;
  std::size_t later = 0;
  std::size_t later_on_topic = 0;
  for (std::uint32_t n = 0; n < 1'500; ++n) {
    const auto events = shop.visit(v, n);
    bool seen_out = false;
    for (std::size_t k = 1; k < events.size() && k < 40; ++k) {
      const Event& e = events[k];
      if (seen_out && (e.kind == EventKind::product_view || e.kind == EventKind::search)) {
        ++later;
        later_on_topic += e.topic == OptionalTopic{TopicId{1}} ? 1U : 0U;
      }
      if (e.kind != EventKind::product_view || e.stock != StockState::out) continue;
      seen_out = true;
      ++out;
      if (k + 1 == events.size()) {
        ++left;
      } else {
        REQUIRE(events[k + 1].kind != EventKind::cart);
      }
    }
  }
  laws::check_share(left, out, 0.4);
  laws::check_share(later_on_topic, later, 0.3);  // what affinity brings back
}

TEST_CASE("A decision leaves the whole way to a purchase, or a cart", "[sim][streams]") {
  Shop shop;
  const Visitor v = visitor(Stage::ready, TopicId{3});
  for (const double factor : {0.0, 1.0}) {
    shop.streams.sessions.decision_pages_factor.fill(factor);
    for (std::uint32_t n = 0; n < 50; ++n) {
      const auto bought =
          shop.decide(v, {.kind = Outcome::Kind::purchase, .paid_minor = 12'345}, n);
      const SimTime ended = shop.last.ended;
      REQUIRE(bought.size() >= 5);
      if (factor == 0.0) REQUIRE(bought.size() == 5);
      const std::size_t m = bought.size();
      CHECK(bought[0].kind == EventKind::session_start);
      CHECK(bought[0].occurred == noon);
      CHECK(bought[m - 4].kind == EventKind::product_view);
      CHECK(bought[m - 3].kind == EventKind::cart);
      CHECK(bought[m - 2].kind == EventKind::checkout);
      CHECK(bought[m - 1].kind == EventKind::purchase);
      CHECK(bought[m - 1].value == 12'345.0F);
      CHECK(bought[m - 1].occurred == ended);
      for (std::size_t k = m - 4; k < m; ++k) {
        CHECK(bought[k].topic == OptionalTopic{TopicId{3}});
        CHECK(bought[k].ref == a_session);
        CHECK(bought[k].occurred >= bought[k - 1].occurred);
      }
      const auto left = shop.decide(v, {.kind = Outcome::Kind::cart, .paid_minor = 0}, n);
      REQUIRE(left.size() == m - 2);
      CHECK(left.back().kind == EventKind::cart);
      CHECK(left.back().occurred == bought[m - 3].occurred);  // the same luck
      const auto out = shop.decide(v, {.kind = Outcome::Kind::stock_out, .paid_minor = 0}, n);
      REQUIRE(out.size() == m - 3);
      CHECK(out.back().kind == EventKind::product_view);
      CHECK(out.back().stock == StockState::out);
      CHECK_FALSE(shop.last.return_after.has_value());
    }
  }
  CHECK(shop.decide(v, {}, 1).empty());
}

TEST_CASE("The pages before a decision have the depth of its factor", "[sim][streams]") {
  Shop shop;
  SessionParams& p = shop.streams.sessions;
  p.length_law = LengthLaw::geometric;
  p.pages_scale = {5.0, 5.0};
  p.pages_factor = {1.0, 1.0, 1.0, 1.0};
  p.decision_pages_factor = {1.0, 2.0};
  std::vector<double> seen(40, 0.0), expected(40, 0.0);
  constexpr std::uint32_t sessions = 4'000;
  for (std::uint32_t n = 0; n < sessions; ++n) {
    const auto events =
        shop.decide(visitor(Stage::ready, TopicId{0}), {.kind = Outcome::Kind::purchase}, n);
    seen[std::min<std::size_t>(events.size() - 5, 39)] += 1.0;  // besides start and four steps
  }
  const auto above = [](double pages) { return std::exp(-pages / 10.0); };
  expected[0] = sessions * (1.0 - above(3.0));
  for (std::size_t k = 1; k < 39; ++k) {
    expected[k] =
        sessions * (above(static_cast<double>(k) + 2.0) - above(static_cast<double>(k) + 3.0));
  }
  expected[39] = sessions * above(41.0);
  laws::check_counts(seen, expected);
}

TEST_CASE("Some come back to the cart they left", "[sim][streams]") {
  Shop shop = long_visits();
  shop.streams.sessions.cart_return_frac = 0.35;
  shop.streams.sessions.cart_return_hours = 30.0;
  std::size_t carts = 0;
  std::vector<double> hours;
  for (std::uint32_t n = 0; n < 4'000; ++n) {
    const auto events = shop.visit(visitor(Stage::ready, TopicId{1}), n);
    const bool cart = std::any_of(events.begin(), events.end(),
                                  [](const Event& e) { return e.kind == EventKind::cart; });
    if (!cart) REQUIRE_FALSE(shop.last.return_after.has_value());
    carts += cart ? 1U : 0U;
    if (shop.last.return_after) hours.push_back(in_seconds(*shop.last.return_after) / 3600.0);
  }
  laws::check_share(hours.size(), carts, 0.35);
  const boost::math::exponential law(1.0 / 30.0);
  laws::check_law(hours, [&](double x) { return boost::math::cdf(law, x); });
  const auto events = shop.visit(visitor(Stage::ready, TopicId{1}), 1, PageKind::cart);
  CHECK(events[1].kind == EventKind::cart);
  CHECK(events[1].topic.has_value());
}

TEST_CASE("Store visitors leave beacon dwells", "[sim][streams]") {
  const StreamParams streams = detail::small_streams();
  const Sessions sessions(streams);
  std::vector<double> zones, dwells;
  for (std::uint32_t n = 0; n < 2'000; ++n) {
    Delivery delivery{DeliveryParams{}, Seed{1}};
    Stream draws(Seed{5}, Purpose{1}, n, 0);
    const auto first = sessions.zones(
        {.subject = SubjectId{4}, .store = 2, .from = noon, .closes = noon + one_day},
        visitor(Stage::curious, TopicId{2}), draws, delivery);
    std::vector<Event> events;
    delivery.receive(noon + 365 * one_day, events);
    zones.push_back(static_cast<double>(events.size()));
    REQUIRE(first);
    for (const Event& e : events) {
      REQUIRE(e.kind == EventKind::beacon_dwell);
      REQUIRE(e.source == Source::store);
      REQUIRE(e.ref == 2);
      REQUIRE(e.occurred > noon);
      dwells.push_back(e.value);
    }
  }
  laws::check_mean(zones, streams.beacons.zones_mean);
  const boost::math::lognormal law(streams.beacons.dwell_log_mean, streams.beacons.dwell_log_sd);
  laws::check_law(dwells, [&](double x) { return boost::math::cdf(law, x); });
}

TEST_CASE("A visit returns when its first event arrives", "[sim][streams]") {
  const Shop shop;
  const auto events = shop.visit(visitor(Stage::curious, TopicId{0}), 8);
  REQUIRE(shop.last.arrived);
  CHECK(events.front().kind == EventKind::session_start);
  CHECK(events.front().arrived == *shop.last.arrived);
}

}  // namespace shoal::sim
