// Faults on the way: each at its declared rate and law, and none of them moving another draw.
#include "sim/delivery/damage.hpp"
#include "sim/delivery/delivery.hpp"
#include "tests/sim/world/laws.hpp"

#include <catch2/catch.hpp>

#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <map>
#include <set>
#include <vector>

namespace shoal::sim {
namespace {

constexpr std::uint32_t sent = 20'000;
constexpr SimTime monday{};

DeliveryParams web(const std::function<void(SourceDelivery&)>& change) {
  DeliveryParams params;
  params.by_source[0] = {.latency_median_s = 2.0, .latency_log_sd = 0.5, .loss_frac = 0.0};
  change(params.by_source[0]);
  return params;
}

Event view(std::uint32_t n) {
  Event e;
  e.occurred = monday + n * one_second;
  e.subject = SubjectId{1 + n % 500};
  e.ref = n;
  e.kind = EventKind::product_view;
  e.value = 3.0F;
  e.topic = TopicId{2};
  return e;
}

struct Carried {
  std::vector<Event> events;  // in order of arrival
  DeliveryCounts counts;
};

Carried carry(const DeliveryParams& params, std::uint32_t count = sent) {
  Delivery delivery(params, Seed{11});
  Carried out;
  for (std::uint32_t n = 0; n < count; ++n) {
    Stream draws(Seed{11}, Purpose{1}, n, 0);
    delivery.send(view(n), draws);
  }
  delivery.receive(SimTime::max(), out.events);
  out.counts = delivery.counts()[0];
  return out;
}

std::map<std::uint64_t, Event> by_id(const std::vector<Event>& events) {
  std::map<std::uint64_t, Event> out;
  for (const Event& e : events) out.emplace(index(e.id), e);
  return out;
}

DeliveryParams everything() {
  return web([](SourceDelivery& d) {
    d.loss_frac = 0.05;
    d.corrupt_frac = 0.1;
    d.duplicates.frac = 0.1;
    d.disorder.frac = 0.1;
    d.offline = {.per_week = 20.0, .mean_hours = 1.0};
    d.clock = {.offset_sd_s = 5.0, .drift_sd_ppm = 50.0};
  });
}

}  // namespace

TEST_CASE("Duplicates repeat id and content at their share and delay", "[sim][delivery]") {
  const auto carried = carry(web([](SourceDelivery& d) {
    d.duplicates = {.frac = 0.2, .delay_median_s = 40.0, .delay_log_sd = 0.7};
  }));
  laws::check_share(carried.counts.duplicated, sent, 0.2);
  REQUIRE(carried.events.size() == sent + carried.counts.duplicated);
  std::map<std::uint64_t, Event> first;
  std::vector<double> delays;
  for (const Event& e : carried.events) {
    const auto [it, fresh] = first.emplace(index(e.id), e);
    if (fresh) continue;
    delays.push_back(in_seconds(e.arrived - it->second.arrived));
    Event same = e;
    same.arrived = it->second.arrived;
    REQUIRE(std::memcmp(&same, &it->second, sizeof(Event)) == 0);
  }
  CHECK(first.size() == sent);
  REQUIRE(delays.size() == carried.counts.duplicated);
  const boost::math::lognormal law(std::log(40.0), 0.7);
  laws::check_law(delays, [&](double x) { return boost::math::cdf(law, x); });
}

TEST_CASE("A second delay puts a share of events out of order", "[sim][delivery]") {
  const auto plain = by_id(carry(web([](SourceDelivery&) {})).events);
  const auto carried = carry(web([](SourceDelivery& d) {
    d.disorder = {.frac = 0.15, .delay_median_s = 600.0, .delay_log_sd = 0.4};
  }));
  laws::check_share(carried.counts.disordered, sent, 0.15);
  std::vector<double> delays;
  for (const auto& [id, e] : by_id(carried.events)) {
    const double delay_s = in_seconds(e.arrived - plain.at(id).arrived);
    if (delay_s != 0.0) delays.push_back(delay_s);
  }
  CHECK(delays.size() == carried.counts.disordered);
  const boost::math::lognormal law(std::log(600.0), 0.4);
  laws::check_law(delays, [&](double x) { return boost::math::cdf(law, x); });
  CHECK_FALSE(std::is_sorted(carried.events.begin(), carried.events.end(),
                             [](const Event& a, const Event& b) { return a.id < b.id; }));
}

TEST_CASE("Corruption damages its share, every field of its list, and nothing else",
          "[sim][delivery]") {
  const auto plain = by_id(carry(web([](SourceDelivery&) {})).events);
  const auto carried = carry(web([](SourceDelivery& d) { d.corrupt_frac = 0.3; }));
  laws::check_share(carried.counts.corrupted, sent, 0.3);
  REQUIRE(carried.events.size() == sent);
  std::array<std::uint64_t, 6> hits{};  // value, topic, kind, source, subject or ref, time
  for (const Event& e : carried.events) {
    const Event& was = plain.at(index(e.id));
    CHECK(e.arrived == was.arrived);
    const bool value = std::memcmp(&e.value, &was.value, sizeof(float)) != 0;
    const std::array<bool, 6> changed = {value,
                                         e.topic != was.topic,
                                         e.kind != was.kind,
                                         e.source != was.source,
                                         e.subject != was.subject || e.ref != was.ref,
                                         e.occurred != was.occurred};
    REQUIRE(std::count(changed.begin(), changed.end(), true) <= 1);
    for (std::size_t k = 0; k < changed.size(); ++k) hits[k] += changed[k] ? 1 : 0;
  }
  const double corrupted = static_cast<double>(carried.counts.corrupted);
  // Two of eight kinds of damage, one, one, one, two, one; a byte may come out as it was.
  CHECK(static_cast<double>(hits[0]) == Approx(corrupted / 4).epsilon(0.1));
  for (const std::size_t k : {1U, 2U, 3U, 5U}) {
    CHECK(static_cast<double>(hits[k]) == Approx(corrupted / 8).epsilon(0.15));
  }
  CHECK(static_cast<double>(hits[4]) == Approx(corrupted / 4).epsilon(0.1));
}

TEST_CASE("A device's clock has one offset and one drift", "[sim][delivery]") {
  DeliveryParams params =
      web([](SourceDelivery& d) { d.clock = {.offset_sd_s = 30.0, .drift_sd_ppm = 100.0}; });
  Delivery delivery(params, Seed{12});
  constexpr std::uint32_t devices = 4'000;
  const SimTime late = monday + 10 * one_day;
  for (std::uint32_t n = 0; n < devices; ++n) {
    for (const SimTime at : {monday, late, monday}) {
      Stream draws(Seed{12}, Purpose{1}, n, 0);
      Event e = view(n);
      e.subject = SubjectId{n + 1};
      e.occurred = at;
      delivery.send(e, draws);
    }
  }
  std::vector<Event> events;
  delivery.receive(SimTime::max(), events);
  std::map<std::uint64_t, Event> sent_as = by_id(events);
  std::vector<double> offsets_s, drifts_ppm;
  std::uint32_t ahead = 0;
  for (std::uint32_t n = 0; n < devices; ++n) {
    const Event& first = sent_as.at(3 * n);
    const Event& second = sent_as.at(3 * n + 1);
    REQUIRE(sent_as.at(3 * n + 2).occurred == first.occurred);
    offsets_s.push_back(in_seconds(first.occurred - monday));
    drifts_ppm.push_back((in_seconds(second.occurred - late) - offsets_s.back()) / 864'000.0 * 1e6);
    ahead += first.occurred > first.arrived ? 1 : 0;
  }
  const boost::math::normal offset(0.0, 30.0);
  const boost::math::normal drift(0.0, 100.0);
  laws::check_law(offsets_s, [&](double x) { return boost::math::cdf(offset, x); });
  laws::check_law(drifts_ppm, [&](double x) { return boost::math::cdf(drift, x); });
  CHECK(ahead > devices / 3);
}

TEST_CASE("What happens offline arrives in a burst when the device is back", "[sim][delivery]") {
  const OfflineParams offline{.per_week = 14.0, .mean_hours = 3.0};
  DeliveryParams params = web([&](SourceDelivery& d) {
    d.latency_log_sd = 0.1;
    d.offline = offline;
  });
  Delivery delivery(params, Seed{13});
  Outages outages(offline, Seed{13});
  std::uint64_t held = 0;
  std::vector<SimTime> back;
  constexpr std::uint32_t minutes = 4 * 7 * 24 * 60;
  for (std::uint32_t n = 0; n < minutes; ++n) {
    Event e = view(n);
    e.subject = SubjectId{77};
    e.occurred = monday + n * one_minute;
    back.push_back(outages.online_from({77, 0}, e.occurred));
    held += back.back() > e.occurred ? 1 : 0;
    Stream draws(Seed{13}, Purpose{1}, n, 0);
    delivery.send(e, draws);
  }
  CHECK(delivery.counts()[0].held == held);
  CHECK(held > minutes / 20);
  std::vector<Event> events;
  delivery.receive(SimTime::max(), events);
  for (const Event& e : events) {
    const double after_s = in_seconds(e.arrived - back[e.ref]);
    REQUIRE((after_s > 1.0 && after_s < 4.0));
  }
}

TEST_CASE("Faults move no draw of anything else", "[sim][delivery]") {
  const DeliveryParams none = web([](SourceDelivery& d) { d.loss_frac = 0.05; });
  const DeliveryParams all = everything();
  Delivery calm(none, Seed{11});
  Delivery wild(all, Seed{11});
  for (std::uint32_t n = 0; n < 2'000; ++n) {
    Stream a(Seed{11}, Purpose{1}, n, 0);
    Stream b(Seed{11}, Purpose{1}, n, 0);
    const auto arrives = calm.send(view(n), a);
    const auto late = wild.send(view(n), b);
    REQUIRE(a() == b());
    REQUIRE(arrives.has_value() == late.has_value());
    if (arrives) REQUIRE(*late >= *arrives);
  }
  CHECK(calm.sent() == wild.sent());
}

TEST_CASE("One fault does not move another", "[sim][delivery]") {
  const auto all = carry(everything());
  DeliveryParams less = everything();
  less.by_source[0].duplicates.frac = 0.0;
  less.by_source[0].clock = {};
  const auto fewer = carry(less);
  CHECK(all.counts.corrupted == fewer.counts.corrupted);
  CHECK(all.counts.held == fewer.counts.held);
  CHECK(all.counts.disordered == fewer.counts.disordered);
  CHECK(all.counts.lost == fewer.counts.lost);
  CHECK(fewer.counts.duplicated == 0);
  CHECK(all.events.size() == fewer.events.size() + all.counts.duplicated);
}

TEST_CASE("Counts balance: sent is lost or arrives, and copies come on top", "[sim][delivery]") {
  const auto c = carry(everything());
  CHECK(c.counts.sent == sent);
  CHECK(c.events.size() == c.counts.sent - c.counts.lost + c.counts.duplicated);
  CHECK(c.counts.held > 0);
  CHECK(c.counts.corrupted > 0);
  CHECK(c.counts.disordered > 0);
}

TEST_CASE("Nothing arrives before what was received already", "[sim][delivery]") {
  Delivery delivery(web([](SourceDelivery&) {}), Seed{14});
  std::vector<Event> events;
  delivery.receive(monday + one_day, events);
  Stream draws(Seed{14}, Purpose{1}, 1, 0);
  CHECK(delivery.send(view(1), draws) == monday + one_day);
}

}  // namespace shoal::sim
