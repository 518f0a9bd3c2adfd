#include "sim/delivery/delivery.hpp"
#include "tests/sim/world/laws.hpp"

#include <catch2/catch.hpp>

#include <boost/math/distributions/lognormal.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <vector>

namespace shoal::sim {
namespace {

constexpr SimTime noon{one_day / 2};
constexpr std::uint32_t sent = 5'000;

DeliveryParams uneven() {
  DeliveryParams d;
  for (std::size_t i = 0; i < sources; ++i) {
    const auto k = static_cast<double>(i);
    d.by_source[i] = {.latency_median_s = 0.5 * std::pow(4.0, k),
                      .latency_log_sd = 0.2 + 0.2 * k,
                      .loss_frac = 0.03 * k};
  }
  return d;
}

Event event_of(Source source, SimTime at) {
  Event e;
  e.occurred = at;
  e.source = source;
  return e;
}

std::optional<SimTime> send(Delivery& delivery, Source source, SimTime at, std::uint32_t n) {
  Stream draws(Seed{1}, Purpose{1}, n, static_cast<std::uint32_t>(source));
  return delivery.send(event_of(source, at), draws);
}

}  // namespace

TEST_CASE("Each source has its own latency law and loss", "[sim][delivery]") {
  const DeliveryParams params = uneven();
  for (std::size_t i = 0; i < sources; ++i) {
    Delivery delivery(params, Seed{7});
    std::vector<double> latencies;
    for (std::uint32_t n = 0; n < sent; ++n) {
      const auto arrived = send(delivery, static_cast<Source>(i), noon, n);
      if (arrived) latencies.push_back(in_seconds(*arrived - noon));
    }
    const SourceDelivery& d = params.by_source[i];
    CAPTURE(i);
    CHECK(delivery.sent() == sent);
    if (d.loss_frac > 0.0) {
      laws::check_share(sent - latencies.size(), sent, d.loss_frac);
    } else {
      CHECK(latencies.size() == sent);
    }
    const boost::math::lognormal law(std::log(d.latency_median_s), d.latency_log_sd);
    laws::check_law(latencies, [&](double x) { return boost::math::cdf(law, x); });
    std::vector<double> logs;
    for (const double x : latencies) logs.push_back(std::log(x));
    laws::check_mean(logs, std::log(d.latency_median_s));
  }
}

TEST_CASE("What is sent arrives once, in order of arrival, half-open", "[sim][delivery]") {
  Delivery delivery(uneven(), Seed{7});
  std::vector<SimTime> expected;
  for (std::uint32_t n = 0; n < sent; ++n) {
    const SimTime at = noon + static_cast<int>(n % 600) * one_second;
    if (const auto a = send(delivery, static_cast<Source>(n % sources), at, n)) {
      expected.push_back(*a);
    }
  }
  std::sort(expected.begin(), expected.end());
  const SimTime until = expected[expected.size() / 2];
  REQUIRE(delivery.next_arrival() == expected.front());
  std::vector<Event> events;
  delivery.receive(until, events);
  for (const Event& e : events) REQUIRE(e.arrived < until);
  const std::size_t first_half = events.size();
  CHECK(first_half > sent / 3);
  delivery.receive(noon + 1000 * one_day, events);
  REQUIRE(events.size() == expected.size());
  for (std::size_t k = 0; k < events.size(); ++k) {
    REQUIRE(events[k].arrived == expected[k]);
    REQUIRE(events[k].arrived >= events[k].occurred);
  }
  CHECK(events[first_half].arrived >= until);
  CHECK_FALSE(delivery.next_arrival());
}

TEST_CASE("Ids number what is sent, lost or not", "[sim][delivery]") {
  DeliveryParams params;
  params.by_source[0].loss_frac = 0.5;
  Delivery delivery(params, Seed{7});
  std::vector<bool> kept;
  for (std::uint32_t n = 0; n < 1'000; ++n) {
    kept.push_back(send(delivery, Source::web, noon, n).has_value());
  }
  std::vector<Event> events;
  delivery.receive(noon + 100 * one_day, events);
  for (const Event& e : events) REQUIRE(kept[static_cast<std::size_t>(e.id)]);
  CHECK(events.size() == static_cast<std::size_t>(std::count(kept.begin(), kept.end(), true)));
}

TEST_CASE("Losing an event moves no later draw", "[sim][delivery]") {
  DeliveryParams params;
  Delivery keeps(params, Seed{7});
  params.by_source[0].loss_frac = 1.0;
  Delivery loses(params, Seed{7});
  for (std::uint32_t n = 0; n < 100; ++n) {
    Stream a(Seed{1}, Purpose{1}, n, 0);
    Stream b(Seed{1}, Purpose{1}, n, 0);
    CHECK(keeps.send(event_of(Source::web, noon), a));
    CHECK_FALSE(loses.send(event_of(Source::web, noon), b));
    REQUIRE(a() == b());
  }
}

TEST_CASE("The longest way takes thirty days", "[sim][delivery]") {
  DeliveryParams params;
  params.by_source[0] = {.latency_median_s = 1e12, .latency_log_sd = 0.1, .loss_frac = 0.0};
  Delivery delivery(params, Seed{7});
  CHECK(send(delivery, Source::web, noon, 1) == noon + 30 * one_day);
}

TEST_CASE("A copy of a delivery goes on identically", "[sim][delivery]") {
  Delivery delivery(uneven(), Seed{7});
  for (std::uint32_t n = 0; n < 1'000; ++n) {
    send(delivery, static_cast<Source>(n % sources), noon, n);
  }
  std::vector<Event> early;
  delivery.receive(noon + one_minute, early);
  Delivery copy = delivery;
  std::vector<Event> a, b;
  for (Delivery* d : {&delivery, &copy}) {
    for (std::uint32_t n = 0; n < 500; ++n) {
      send(*d, static_cast<Source>(n % sources), noon + 2 * one_minute, 5'000 + n);
    }
    d->receive(noon + 100 * one_day, d == &delivery ? a : b);
  }
  REQUIRE(a.size() == b.size());
  CHECK(a.size() > 800);
  CHECK(std::memcmp(a.data(), b.data(), a.size() * sizeof(Event)) == 0);
  CHECK(delivery.sent() == copy.sent());
}

}  // namespace shoal::sim
