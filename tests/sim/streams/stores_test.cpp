// Doors: opening hours, people counters, beacons, live events.
#include "sim/streams/beacons.hpp"
#include "sim/streams/footfall.hpp"
#include "sim/streams/store_hours.hpp"
#include "sim/streams/venues.hpp"
#include "tests/sim/order_of_sending.hpp"
#include "tests/sim/world/laws.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <vector>

namespace shoal::sim {
namespace {

constexpr Seed seed{23};
SimTime hour(double h) { return SimTime{from_seconds(3600.0 * h)}; }

// 10 to 20, Sunday closed.
StoreHoursParams shop_hours() {
  StoreHoursParams p;
  p.opens_h.fill(10.0);
  p.closes_h.fill(20.0);
  p.closes_h[6] = 10.0;
  return p;
}

std::vector<Event> arrived(Delivery& delivery) {
  std::vector<Event> events;
  delivery.receive(SimTime{10'000 * one_day}, events);
  in_order_of_sending(events);
  return events;
}

}  // namespace

TEST_CASE("Opening hours by hand", "[sim][streams]") {
  const StoreHours hours(shop_hours());
  CHECK_FALSE(hours.is_open(hour(9.99)));
  CHECK(hours.is_open(hour(10)));
  CHECK_FALSE(hours.is_open(hour(20)));
  CHECK_FALSE(hours.is_open(hour(6 * 24 + 12)));  // Sunday
  CHECK(hours.next_open(hour(12)) == hour(12));
  CHECK(hours.next_open(hour(21)) == hour(34));
  CHECK(hours.next_open(hour(5 * 24 + 21)) == hour(7 * 24 + 10));  // over Sunday
  CHECK(hours.closes(hour(12)) == hour(20));
  CHECK(hours.closes(hour(21)) == hour(21));
  CHECK(hours.open_frac(hour(9), hour(11)) == 0.5);
  CHECK(hours.open_frac(hour(0), hour(24)) == Approx(10.0 / 24.0));
  StoreHoursParams never = shop_hours();
  never.closes_h = never.opens_h;
  CHECK_FALSE(StoreHours(never).next_open(hour(12)));
  const StoreHours always{StoreHoursParams{}};
  CHECK(always.is_open(hour(6 * 24 + 3)));
  CHECK(always.closes(hour(3)) == hour(24));
}

TEST_CASE("A wish to visit outside hours goes online or waits for the opening", "[sim][streams]") {
  StoreHoursParams p = shop_hours();
  p.online_frac = 0.7;
  const StoreHours hours(p);
  CHECK(hours.visit(hour(12), 0.1) == hour(12));
  CHECK_FALSE(hours.visit(hour(22), 0.69));
  const auto waits = hours.visit(hour(22), 0.85);
  REQUIRE(waits);
  CHECK(*waits == hour(34.5));  // half of the first hour
  StoreHoursParams never = shop_hours();
  never.closes_h = never.opens_h;
  CHECK_FALSE(StoreHours(never).visit(hour(12), 0.99));
}

TEST_CASE("A counter is silent while its store is closed", "[sim][streams]") {
  Footfall doors({.people_per_day = 2'400.0, .interval_minutes = 60.0}, 2, StoreHours(shop_hours()),
                 seed);
  REQUIRE(doors.on());
  Delivery delivery{DeliveryParams{}, Seed{1}};
  for (int h = 1; h <= 168; ++h) doors.report(hour(h), delivery);
  const auto events = arrived(delivery);
  CHECK(events.size() == 2U * 60U);
  for (const Event& e : events) {
    REQUIRE(e.kind == EventKind::footfall);
    REQUIRE(e.subject == SubjectId{0});
    REQUIRE(e.ref < 2);
    REQUIRE(hour_of_day(e.occurred) >= 11);
    REQUIRE(hour_of_day(e.occurred) <= 20);
  }
  CHECK_FALSE(Footfall({}, 2, StoreHours(shop_hours()), seed).on());
  CHECK_FALSE(Footfall({.people_per_day = 5.0}, 0, StoreHours(shop_hours()), seed).on());
}

// A day's count over days: gamma-Poisson, mean m, variance m k + (m cv)^2, where each person brings
// two or none at times: k = (once + 4 double) / (once + 2 double).
TEST_CASE("Counts follow rhythm, days and the counter's errors", "[sim][streams][statistical]") {
  FootfallParams p{.people_per_day = 240.0, .interval_minutes = 60.0};
  for (std::size_t h = 0; h < 24; ++h) p.hour_weight[h] = h < 12 ? 1.0 : 3.0;
  p.day_cv = 0.4;
  p.missed_frac = 0.1;
  p.double_frac = 0.05;
  Footfall doors(p, 1, StoreHours(StoreHoursParams{}), seed);
  Delivery delivery{DeliveryParams{}, Seed{1}};
  constexpr int days = 2'000;
  for (int h = 1; h <= 24 * days; ++h) doors.report(hour(h), delivery);
  std::vector<double> a_day(days, 0.0);
  double early = 0.0, all = 0.0;
  for (const Event& e : arrived(delivery)) {
    const SimTime from = e.occurred - one_hour;
    a_day[static_cast<std::size_t>(day_index(from))] += e.value;
    if (hour_of_day(from) < 12) early += e.value;
    all += e.value;
  }
  const double mean = 240.0 * (0.85 + 2.0 * 0.05);
  laws::check_mean(a_day, mean);
  CHECK(early / all == Approx(0.25).epsilon(0.03));
  const double kind = (0.85 + 4.0 * 0.05) / 0.95;
  const double variance = mean * kind + mean * mean * 0.16;
  // The variance of a gamma-Poisson variance: relative error about sqrt((2 + excess) / n).
  CHECK(laws::moments(a_day).variance == Approx(variance).epsilon(0.15));
}

TEST_CASE("Customers are counted with the strangers", "[sim][streams]") {
  FootfallParams p{.people_per_day = 1e-9, .interval_minutes = 15.0};
  p.missed_frac = 0.0;
  p.double_frac = 0.0;
  Footfall doors(p, 3, StoreHours(StoreHoursParams{}), seed);
  for (int n = 0; n < 7; ++n) doors.enter(1);
  Delivery delivery{DeliveryParams{}, Seed{1}};
  doors.report(hour(0.25), delivery);
  doors.report(hour(0.5), delivery);
  double sum = 0.0;
  for (const Event& e : arrived(delivery)) {
    if (e.ref == 1 && e.occurred == hour(0.25)) CHECK(e.value == 7.0F);
    sum += e.value;
  }
  CHECK(sum == 7.0);
}

TEST_CASE("A walk through a store ends when it closes", "[sim][streams]") {
  BeaconParams p;
  p.zones_mean = 50.0;
  Delivery delivery{DeliveryParams{}, Seed{1}};
  Stream draws(seed, Purpose{3}, 1, 0);
  const auto topic = [](double, double) { return TopicId{1}; };
  const StoreVisit visit{
      .subject = SubjectId{4}, .store = 2, .from = hour(19.5), .closes = hour(20)};
  REQUIRE(walk(p, visit, topic, draws, delivery));
  const auto events = arrived(delivery);
  REQUIRE_FALSE(events.empty());
  SimTime before = visit.from;
  for (const Event& e : events) {
    CHECK(e.ref == 2);
    CHECK(e.subject == SubjectId{4});
    CHECK(in_seconds(e.occurred - before) == Approx(e.value + 20.0).margin(0.01));
    before = e.occurred;
  }
  CHECK(before <= visit.closes + from_seconds(20.0));
  p.missed_frac = 1.0;
  Delivery silent{DeliveryParams{}, Seed{1}};
  CHECK_FALSE(walk(p, visit, topic, draws, silent));
  CHECK(silent.sent() == 0);
}

TEST_CASE("Codes of live events differ by event and by seed", "[sim][streams]") {
  std::set<std::uint32_t> codes;
  for (std::uint32_t s = 0; s < 20; ++s) {
    for (std::uint32_t k = 0; k < 20; ++k) codes.insert(venue_code(Seed{s}, k));
  }
  CHECK(codes.size() == 400);
  CHECK(*codes.begin() >= first_venue_code);
  CHECK(venue_code(Seed{3}, 4) == venue_code(Seed{3}, 4));
}

TEST_CASE("A live event draws its visitors, half of them early, and a share scans",
          "[sim][streams][statistical]") {
  const std::uint32_t code = venue_code(seed, 3);
  const LiveEvent event{.number = 3,
                        .code = code,
                        .start = hour(18) + 36 * one_second,  // no whole minute
                        .end = hour(22) + 36 * one_second,
                        .visitors = 5'000.0,
                        .scan_frac = 0.12};
  CHECK(expected_visitors(event, hour(0), hour(24)) == Approx(5'000.0));
  CHECK(expected_visitors(event, event.start, event.start + one_hour) == Approx(2'500.0));
  CHECK(expected_visitors(event, event.end, hour(24)) == 0.0);
  Delivery delivery{DeliveryParams{}, Seed{1}};
  Venue venue(event, seed);
  std::size_t minutes = 0;
  for (std::optional<SimTime> at = event.start; at; at = venue.minute(*at, delivery)) ++minutes;
  CHECK(minutes == 241);
  std::size_t scans = 0, counted = 0, early = 0, counts = 0;
  for (const Event& e : arrived(delivery)) {
    CHECK(e.subject == SubjectId{0});
    CHECK(e.occurred >= event.start);
    CHECK(e.occurred <= event.end);
    if (e.kind == EventKind::qr_scan) {
      CHECK(e.ref == code);
      CHECK(e.value == 0.0F);
      ++scans;
      continue;
    }
    CHECK(e.ref == (1U << 16U) + 3);
    ++counts;
    counted += static_cast<std::size_t>(e.value);
    if (e.occurred <= event.start + one_hour) early += static_cast<std::size_t>(e.value);
  }
  CHECK(counts == 240);
  laws::check_poisson(counted, 5'000.0);
  laws::check_share(scans, counted, 0.12);
  laws::check_share(early, counted, 0.5);
}

TEST_CASE("A venue's counter counts the people of this world with the strangers",
          "[sim][streams]") {
  const LiveEvent event{.number = 0, .code = 9, .start = hour(1), .end = hour(1) + 3 * one_minute};
  Delivery delivery{DeliveryParams{}, Seed{1}};
  Venue venue(event, seed);
  CHECK(venue.minute(event.start, delivery) == event.start + one_minute);
  venue.enter();
  venue.enter();
  CHECK(venue.minute(event.start + one_minute, delivery) == event.start + 2 * one_minute);
  venue.enter();
  CHECK(venue.minute(event.start + 2 * one_minute, delivery) == event.end);
  CHECK_FALSE(venue.minute(event.end, delivery));
  std::vector<float> counts;
  for (const Event& e : arrived(delivery)) counts.push_back(e.value);
  CHECK(counts == std::vector{2.0F, 1.0F, 0.0F});
}

}  // namespace shoal::sim
