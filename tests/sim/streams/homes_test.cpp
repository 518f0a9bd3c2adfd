#include "sim/population/identity.hpp"
#include "sim/streams/homes.hpp"
#include "tests/sim/order_of_sending.hpp"
#include "tests/sim/world/laws.hpp"

#include <catch2/catch.hpp>

#include <boost/math/distributions/gamma.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <vector>

namespace shoal::sim {
namespace {

constexpr Seed seed{31};

std::array<double, 24> day_use() {
  return {.1, .1, .1, .1, .1, .4, 2., 3., 2., 1., 1., 1.,
          2., 2., 1., 1., 1., 1., 2., 2., 1., 1., .5, .2};
}

ApplianceParams coffee() {
  ApplianceParams p;
  p.name = "coffee";
  p.topic = TopicId{2};
  p.owned_frac = {1.0};
  p.demand_share = 0.5;
  p.cycle_days = 10.0;
  p.rhythm = HomeRhythm::own;
  p.report_hours = 1.0;
  p.level_noise_sd = 0.0;
  p.use_report = UseReport::none;
  return p;
}

constexpr double use_sum = 25.6;

struct Town {
  std::vector<ApplianceParams> kinds;
  Homes homes;
  std::map<HomeId, SimTime> due;
  Delivery delivery{DeliveryParams{}, Seed{1}};

  Town(std::vector<ApplianceParams> k, std::uint32_t people, SimTime joined = SimTime{})
      : kinds(std::move(k)), homes(kinds, {}, seed, SimTime{100 * one_day}) {
    for (std::uint32_t p = 0; p < people; ++p) {
      for (std::uint8_t kind = 0; kind < kinds.size(); ++kind) {
        homes.add({.person = PersonId{p},
                   .joined = joined,
                   .rhythm = 0,
                   .kind = kind,
                   .cycle_days = kinds[kind].cycle_days});
      }
    }
    homes.start([this](HomeId h, SimTime at) { due[h] = at; });
  }

  // Lives until `until`; refills as planned, unless `step` does more. Events in order of sending.
  template <class OnStep>
  std::vector<Event> live(SimTime until, OnStep&& step) {
    for (SimTime minute{}; minute < until; minute += one_minute) {
      for (auto& [home, at] : due) {
        while (at < minute + one_minute) {
          const Homes::Step s = homes.run_due(home, at);
          step(home, s, at);
          at = s.next;
        }
      }
      homes.report(minute + one_minute, as_its_number, delivery);
    }
    std::vector<Event> events;
    delivery.receive(until + 10'000 * one_day, events);
    in_order_of_sending(events);
    return events;
  }
  std::vector<Event> live(SimTime until) {
    return live(until, [](HomeId, const Homes::Step&, SimTime) {});
  }
};

SimTime days(double d) { return SimTime{from_days(d)}; }

std::vector<Event> of_kind(const std::vector<Event>& events, EventKind kind) {
  std::vector<Event> out;
  std::copy_if(events.begin(), events.end(), std::back_inserter(out),
               [kind](const Event& e) { return e.kind == kind; });
  return out;
}

}  // namespace

TEST_CASE("A use path rises from nothing to all, and its inverse undoes it", "[sim][streams]") {
  const UsePath path(28.0, 0.5);
  CHECK(path.depth() == 6);
  CHECK(UsePath(28.0, 0.0).depth() == 0);
  for (std::uint64_t key = 0; key < 200; ++key) {
    CHECK(path.used(key, 0.0) == 0.0);
    CHECK(path.used(key, 1.0) == Approx(1.0));
    double before = 0.0;
    for (int k = 1; k <= 100; ++k) {
      const double t = k / 100.0;
      const double used = path.used(key, t);
      REQUIRE(used >= before);
      REQUIRE(path.used(key, path.time(key, used)) == Approx(used).margin(1e-9));
      before = used;
    }
  }
  CHECK(UsePath(28.0, 0.0).used(7, 0.3) == 0.3);
}

// Halves of a gamma process given its total: Beta(a, a), variance 1 / (4 (2 a + 1)).
TEST_CASE("Halves of a use path vary as those of a gamma bridge", "[sim][streams][statistical]") {
  const UsePath path(32.0, 0.5);  // gamma shape 128
  std::vector<double> half, quarter;
  for (std::uint64_t key = 0; key < 20'000; ++key) {
    const double h = path.used(mix64(key), 0.5);
    half.push_back((h - 0.5) * (h - 0.5));
    quarter.push_back(path.used(mix64(key), 0.25) / h - 0.5);
    quarter.back() *= quarter.back();
  }
  laws::check_mean(half, 1.0 / (4.0 * (2.0 * 64.0 + 1.0)));
  laws::check_mean(quarter, 1.0 / (4.0 * (2.0 * 32.0 + 1.0)));
}

TEST_CASE("A day's use has the coefficient of variation that was asked for", "[sim][streams]") {
  for (const double cv : {0.3, 0.5, 0.8}) {
    const UsePath path(32.0, cv);
    std::vector<double> use;
    for (std::uint64_t key = 0; key < 4'000; ++key) {
      const double day = static_cast<double>(key % 32);
      use.push_back(
          32.0 * (path.used(mix64(key), (day + 1.0) / 32.0) - path.used(mix64(key), day / 32.0)));
    }
    const laws::Moments m = laws::moments(use);
    CAPTURE(cv, m.mean, std::sqrt(m.variance));
    CHECK(m.mean == Approx(1.0).margin(0.05));
    CHECK(std::sqrt(m.variance) == Approx(cv).epsilon(0.12));
  }
}

TEST_CASE("Fillings follow each other, fall to their residue and are gamma distributed",
          "[sim][streams][statistical]") {
  ApplianceParams p = coffee();
  p.hour_weight = day_use();
  p.refill_spread = 0.2;
  p.residue_spread = 0.1;
  Town town({p}, 400);
  std::map<HomeId, SimTime> empty;
  std::vector<double> lives, tops;
  std::size_t lows = 0;
  town.live(days(60.0), [&](HomeId home, const Homes::Step& step, SimTime at) {
    if (step.low) {
      ++lows;
      if (at > SimTime{}) CHECK(town.homes.level(home, at) == Approx(0.2).margin(0.001));
      CHECK(step.low->topic == TopicId{2});
      CHECK(step.low->occasion % 8 == 0);
      // The first whole filling of each home; later ones would be cut off by the end.
      const auto [last, is_first] = empty.try_emplace(home, step.low->empty);
      if (!is_first && step.low->occasion == 2 * 8) {
        lives.push_back(in_days(step.low->empty - last->second));
      }
      CHECK(town.homes.level(home, step.low->empty) <= 0.1);
      CHECK(step.next == step.low->empty);
    } else {
      tops.push_back(town.homes.level(home, at));
    }
  });
  CHECK(lows > 2'000);
  for (const double top : tops) REQUIRE((top >= 0.8 && top <= 1.0));
  laws::check_law(tops, [](double x) { return (x - 0.8) / 0.2; });
  CHECK(lives.size() == 400);
  const boost::math::gamma_distribution<> law(8.0, 10.0 / 8.0);
  laws::check_law(lives, [&](double x) { return boost::math::cdf(law, x); });
}

TEST_CASE("An early refill fills up and moves no planned end", "[sim][streams]") {
  ApplianceParams p = coffee();
  p.hour_weight = day_use();
  std::map<HomeId, std::vector<SimTime>> plain, touched;
  Town quiet({p}, 50);
  quiet.live(days(80.0), [&](HomeId home, const Homes::Step& step, SimTime) {
    if (step.low) plain[home].push_back(step.low->empty);
  });
  Town busy({p}, 50);
  std::size_t early = 0;
  busy.live(days(80.0), [&](HomeId home, const Homes::Step& step, SimTime at) {
    if (!step.low) return;
    touched[home].push_back(step.low->empty);
    if (touched[home].size() % 2 == 0) return;
    busy.homes.refill(step.low->person, step.low->occasion, at);
    ++early;
    CHECK(busy.homes.level(home, at + one_second) > 0.99);
    busy.homes.refill(step.low->person, step.low->occasion, at);  // once is enough
    CHECK(busy.homes.level(home, at + one_second) > 0.99);
  });
  CHECK(early > 150);
  for (const auto& [home, ends] : plain) {
    const auto& other = touched[home];
    REQUIRE(std::min(ends.size(), other.size()) + 1 >= std::max(ends.size(), other.size()));
    for (std::size_t k = 0; k < std::min(ends.size(), other.size()); ++k) {
      CHECK(std::abs(in_seconds(ends[k] - other[k])) < 2.0);  // whole seconds
    }
  }
}

TEST_CASE("Use follows the household's day", "[sim][streams]") {
  ApplianceParams p = coffee();
  p.hour_weight = day_use();
  p.use_cv = 0.0;
  Town town({p}, 100);
  std::map<SubjectId, float> last;
  std::array<double, 24> fall{};
  double all = 0.0;
  for (const Event& e : town.live(days(40.0))) {
    const auto before = last.find(e.subject);
    if (before != last.end() && e.value < before->second) {
      // The hour before the report, in shares of the two hours it spans.
      const double into = in_seconds(time_of_day(e.occurred) % one_hour) / 3600.0;
      const auto h = static_cast<std::size_t>(hour_of_day(e.occurred));
      const double a = day_use()[h] * into;
      const double b = day_use()[(h + 23) % 24] * (1.0 - into);
      const double fell = before->second - e.value;
      fall[h] += fell * a / (a + b);
      fall[(h + 23) % 24] += fell * b / (a + b);
      all += fell;
    }
    last[e.subject] = e.value;
  }
  const double sum = use_sum;
  for (std::size_t h = 0; h < 24; ++h)
    CHECK(fall[h] / all == Approx(day_use()[h] / sum).epsilon(0.03));
}

TEST_CASE("Uses are told one by one, in bursts, by hour and as many as there should be",
          "[sim][streams][statistical]") {
  ApplianceParams p = coffee();
  p.hour_weight = day_use();
  p.use_report = UseReport::each;
  p.uses_per_filling = 60.0;
  p.burst_frac = 0.5;
  p.burst_gap_log_mean = 2.0;
  p.burst_gap_log_sd = 0.1;
  p.use_cv = 0.0;
  p.cycle_shape = 1e4;  // fillings of equal length
  Town town({p}, 200);
  const auto uses = of_kind(town.live(days(30.0)), EventKind::appliance_use);
  // Each occasion has 1 / (1 - burst) uses on average; the count of occasions is Poisson.
  std::map<SubjectId, std::vector<SimTime>> at;
  for (const Event& e : uses) at[e.subject].push_back(e.occurred);
  std::size_t occasions = 0;
  std::vector<double> by_hour(24, 0.0);
  for (auto& [subject, times] : at) {
    std::sort(times.begin(), times.end());
    for (std::size_t k = 0; k < times.size(); ++k) {
      if (k > 0 && times[k] - times[k - 1] < 12 * one_second) continue;
      ++occasions;
      by_hour[static_cast<std::size_t>(hour_of_day(times[k]))] += 1.0;
    }
  }
  const double expected = 200.0 * 30.0 / 10.0 * 60.0;
  CHECK(static_cast<double>(occasions) == Approx(expected).epsilon(0.03));
  CHECK(static_cast<double>(uses.size()) == Approx(2.0 * expected).epsilon(0.03));
  std::vector<double> law;
  for (const double use : day_use()) law.push_back(static_cast<double>(occasions) * use / use_sum);
  laws::check_counts(by_hour, law);
}

TEST_CASE("Metered use adds up to what levels lost", "[sim][streams]") {
  ApplianceParams p = coffee();
  p.use_report = UseReport::metered;
  p.cycle_shape = 1e4;
  Town town({p}, 50);
  double used = 0.0;
  for (const Event& e : of_kind(town.live(days(50.0)), EventKind::appliance_use)) used += e.value;
  CHECK(used == Approx(50.0 * 50.0 / 10.0).epsilon(0.02));
}

TEST_CASE("Outages take the share of reports that their chain says, late ones none",
          "[sim][streams]") {
  ApplianceParams p = coffee();
  p.online_days = 2.0;
  p.outage_hours = 8.0;
  const double off = (8.0 / 24.0) / (2.0 + 8.0 / 24.0);
  Town lossy({p}, 200);
  const auto left = lossy.live(days(40.0));
  const double all = 200.0 * 40.0 * 24.0;
  CHECK(1.0 - static_cast<double>(left.size()) / all == Approx(off).epsilon(0.06));
  // Runs of reports that are missing are geometric: an outage seen lasts on.
  std::map<SubjectId, SimTime> last;
  double runs = 0.0, missed = 0.0;
  for (const Event& e : left) {
    const auto before = last.find(e.subject);
    if (before != last.end()) {
      const double gap = in_seconds(e.occurred - before->second) / 3600.0;
      if (gap > 1.5) {
        runs += 1.0;
        missed += gap - 1.0;
      }
    }
    last[e.subject] = e.occurred;
  }
  const double back = (1.0 - off) * -std::expm1(-(1.0 / 48.0 + 1.0 / 8.0));  // an hour later
  CHECK(missed / runs == Approx(1.0 / back).epsilon(0.05));

  p.late_frac = 1.0;
  Town late({p}, 100);
  const auto events = late.live(days(20.0));
  CHECK(events.size() == 100U * 20U * 24U);
  std::size_t held = 0;
  for (const Event& e : events) held += e.arrived - e.occurred > 30 * one_minute ? 1U : 0U;
  CHECK(static_cast<double>(held) / static_cast<double>(events.size()) > 0.8 * off);
}

TEST_CASE("Readings carry their jitter, noise, lasting error and step", "[sim][streams]") {
  ApplianceParams p;  // a sensor at half scale
  p.name = "sensor";
  p.owned_frac = {1.0};
  p.rhythm = HomeRhythm::own;
  p.hour_level.fill(0.5);
  p.report_hours = 0.25;
  p.jitter_s = 5.0;
  p.level_noise_sd = 0.01;
  p.drift_noise_sd = 0.04;
  p.drift_noise_phi = 0.9;
  Town town({p}, 100);
  const auto events = town.live(days(10.0));
  REQUIRE(events.size() == 100U * 960U);
  std::map<SubjectId, std::vector<double>> by_home, gaps;
  std::map<SubjectId, SimTime> last;
  for (const Event& e : events) {
    CHECK_FALSE(e.topic.has_value());
    by_home[e.subject].push_back(e.value - 0.5);
    if (last.count(e.subject)) {
      gaps[e.subject].push_back(in_seconds(e.occurred - last[e.subject]) - 900.0);
    }
    last[e.subject] = e.occurred;
  }
  double variance = 0.0, lag1 = 0.0, lag2 = 0.0, jitter = 0.0, n = 0.0;
  for (const auto& [subject, v] : by_home) {
    for (std::size_t k = 2; k < v.size(); ++k) {
      variance += v[k] * v[k];
      lag1 += v[k] * v[k - 1];
      lag2 += v[k] * v[k - 2];
      jitter += gaps[subject][k - 2] * gaps[subject][k - 2];
      n += 1.0;
    }
  }
  CHECK(variance / n == Approx(0.04 * 0.04 + 0.01 * 0.01).epsilon(0.03));
  CHECK(lag1 / n == Approx(0.9 * 0.04 * 0.04).epsilon(0.03));
  CHECK(lag2 / lag1 == Approx(0.9).epsilon(0.01));
  CHECK(std::sqrt(jitter / n) == Approx(5.0 * std::sqrt(2.0)).epsilon(0.02));

  p.level_step = 0.05;
  Town coarse({p}, 10);
  for (const Event& e : coarse.live(days(1.0))) {
    REQUIRE(std::abs(e.value / 0.05 - std::nearbyint(e.value / 0.05)) < 1e-4);
  }
}

TEST_CASE("A home reports from the day its owner joins", "[sim][streams]") {
  Town town({coffee()}, 20, days(3.5));
  const auto events = town.live(days(6.0));
  REQUIRE_FALSE(events.empty());
  for (const Event& e : events) REQUIRE(e.occurred >= days(3.5));
  CHECK(events.size() == 20U * 60U);
}

TEST_CASE("Several kinds in one home are told apart, and found again", "[sim][streams]") {
  ApplianceParams ink = coffee();
  ink.topic = TopicId{1};
  ink.report_hours = 6.0;
  Town town({coffee(), ink}, 30);
  CHECK(town.homes.size() == 60);
  for (std::uint32_t p = 0; p < 30; ++p) {
    for (std::uint8_t k = 0; k < 2; ++k) {
      const auto home = town.homes.find(PersonId{p}, k);
      REQUIRE(home);
      CHECK(town.homes.person(*home) == PersonId{p});
    }
  }
  CHECK_FALSE(town.homes.find(PersonId{30}, 0));
  const auto events = town.live(days(2.0));
  CHECK(std::count_if(events.begin(), events.end(), [](const Event& e) { return e.ref == 1; }) ==
        30 * 8);
}

TEST_CASE("Who owns what is drawn per kind and archetype", "[sim][streams][statistical]") {
  ApplianceParams a = coffee(), b = coffee();
  a.owned_frac = {0.3, 0.0};
  b.owned_frac = {0.7, 1.0};
  b.demand_share = 0.25;
  const std::vector<ApplianceParams> kinds{a, b};
  std::size_t first = 0, second = 0, both = 0;
  for (std::uint32_t p = 0; p < 20'000; ++p) {
    const auto owned = owned_appliances(kinds, 0, seed, PersonId{p});
    first += owned & 1U;
    second += (owned >> 1U) & 1U;
    both += owned == 3 ? 1U : 0U;
    REQUIRE(owned_appliances(kinds, 1, seed, PersonId{p}) == 2);
  }
  laws::check_share(first, 20'000, 0.3);
  laws::check_share(second, 20'000, 0.7);
  laws::check_share(both, 20'000, 0.21);
  CHECK(appliance_demand(kinds, 3) == 0.75);
  CHECK(appliance_demand(kinds, 2) == 0.25);
}

TEST_CASE("A plan of refills keeps an owner's rate", "[sim][streams]") {
  ApplianceParams p = coffee();
  p.cycle_days = 28.0;
  const RefillPlan slow = refill_plan(p, 0.1, 0.0);  // .05 a week from refills
  CHECK(slow.cycle_days == 28.0);
  CHECK(slow.conversion / slow.cycle_days * 7.0 == Approx(0.05));
  const RefillPlan quick = refill_plan(p, 2.0, 0.2);  // more than one in 28 days
  CHECK(quick.conversion == Approx(1.0));
  CHECK(quick.conversion / quick.cycle_days * 7.0 * (1.0 - 0.2) == Approx(1.0));
}

TEST_CASE("Homes of the renamed report under their new number, all others as before",
          "[sim][streams]") {
  ApplianceParams second = coffee();
  second.name = "second";
  Town plain({coffee(), second}, 50);
  Town town({coffee(), second}, 50);
  const SubjectId anew{4'000'000'000U};
  town.homes.rename(PersonId{7}, anew);
  const std::vector<Event> as_before = plain.live(days(20));
  const std::vector<Event> now = town.live(days(20));
  REQUIRE(now.size() == as_before.size());
  std::array<std::size_t, 2> moved{};  // (kind)
  for (std::size_t i = 0; i < now.size(); ++i) {
    const bool is_theirs = as_before[i].subject == as_its_number(PersonId{7});
    REQUIRE(now[i].subject == (is_theirs ? anew : as_before[i].subject));
    REQUIRE(now[i].occurred == as_before[i].occurred);
    REQUIRE(now[i].value == as_before[i].value);
    moved.at(now[i].ref) += is_theirs ? 1U : 0U;
  }
  CHECK(moved[0] > 0);
  CHECK(moved[1] > 0);
}

}  // namespace shoal::sim
