// Sessions observed in a stream of events, and what is measured on them: by hand, and round trips.
#include "scenarios/validation/session_log.hpp"
#include "scenarios/validation/session_simulation.hpp"
#include "scenarios/validation/session_statistics.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>

namespace shoal::scenarios {
namespace {

Event event(std::uint32_t subject, EventKind kind, double at_s, float value = 0.0F) {
  Event e;
  e.subject = SubjectId{subject};
  e.kind = kind;
  e.occurred = SimTime{from_seconds(at_s)};
  e.value = value;
  return e;
}

double value_of(const std::vector<Statistic>& all, const std::string& name) {
  for (const Statistic& s : all) {
    if (s.name == name) return s.value;
  }
  FAIL("no statistic " << name);
  return 0.0;
}

SessionRecord record(std::uint32_t pages, bool purchase) {
  SessionRecord r;
  r.pages[0] = pages;
  r.purchase = purchase;
  return r;
}

}  // namespace

TEST_CASE("A stream's sessions are those of its click log", "[scenarios][validation]") {
  SessionLog log;
  // A product view is reported when it is left: opened at 10 s for 50 s.
  const std::vector<Event> events = {
      event(1, EventKind::session_start, 0.0),
      event(1, EventKind::page, 0.0),
      event(1, EventKind::product_view, 60.0, 50.0F),
      event(1, EventKind::cart, 60.0),
      event(1, EventKind::checkout, 80.0),
      event(1, EventKind::purchase, 95.0),
      event(2, EventKind::page, 30.0, 1.0F),
      event(2, EventKind::page, 30.0 + 1830.0, 2.0F),  // after the pause
      event(2, EventKind::sentiment, 31.0),
  };
  log.observe(events);
  const SessionData data = log.finish();
  REQUIRE(data.sessions.size() == 3);
  const SessionRecord& bought = data.sessions[0];
  CHECK(bought.length() == 4);
  CHECK(bought.purchase);
  CHECK(bought.cart);
  CHECK(bought.duration_s() == Approx(95.0));
  CHECK(bought.visitor == sim::VisitorType::fresh);
  CHECK(data.sessions[1].pages[1] == 1);
  CHECK(data.sessions[2].pages[2] == 1);
  CHECK(data.sessions[2].visitor == sim::VisitorType::returning);
  CHECK(data.sessions[0].weekend == false);  // instant zero is a Monday
  REQUIRE(data.clicks);
  REQUIRE(data.clicks->gaps.size() == 4);
  CHECK(data.clicks->gaps[0].seconds == Approx(10.0));
  CHECK(data.clicks->gaps[1].seconds == Approx(50.0));
}

TEST_CASE("What came before the window only makes visitors known", "[scenarios][validation]") {
  SessionLogOptions options;
  options.from = SimTime{one_day};
  SessionLog log(options);
  const std::vector<Event> events = {event(1, EventKind::page, 100.0),
                                     event(1, EventKind::page, 90'000.0),
                                     event(2, EventKind::page, 95'000.0)};
  log.observe(events);
  const SessionData data = log.finish();
  REQUIRE(data.sessions.size() == 2);
  CHECK(data.sessions[0].visitor == sim::VisitorType::returning);
  CHECK(data.sessions[1].visitor == sim::VisitorType::fresh);
}

TEST_CASE("Statistics of sessions, by hand", "[scenarios][validation]") {
  SessionData data;
  data.fields.purchase = true;
  for (std::uint32_t k = 1; k <= 40; ++k) data.sessions.push_back(record(k, k % 4 == 0));
  const auto all = session_statistics(data);
  CHECK(value_of(all, "pages of a session, mean") == Approx(20.5));
  CHECK(value_of(all, "share of sessions with one page") == Approx(1.0 / 40.0));
  // Each count fills one unit around itself: half of 40 lie below 20.5.
  CHECK(value_of(all, "pages of a session, 50% quantile") == Approx(20.5));
  CHECK(value_of(all, "pages of a session, 10% quantile") == Approx(4.5));
  CHECK(value_of(all, "conversion of all sessions") == Approx(0.25));
  for (const Statistic& s : all) CHECK(s.name.find("duration") == std::string::npos);
}

TEST_CASE("Sessions simulated from a fit refit to it", "[scenarios][validation]") {
  SessionData real;
  real.fields = {.groups = true, .duration = true, .purchase = true};
  for (std::uint32_t i = 0; i < 6'000; ++i) {
    SessionRecord r = record(1, false);
    r.visitor = i % 3 == 0 ? sim::VisitorType::fresh : sim::VisitorType::returning;
    r.purchase = i % 10 == 0;
    real.sessions.push_back(r);
  }
  SessionCalibration truth;
  truth.params.length_law = sim::LengthLaw::log_normal;
  truth.params.pages_scale = {4.0, 9.0};
  truth.params.pages_shape = {0.7, 1.1};
  truth.params.bounce_frac = {0.3, 0.1};
  truth.params.pages_factor.fill(1.0);
  truth.params.bounce_shift.fill(0.0);
  truth.params.product_shift.fill(0.0);
  truth.params.cart_shift.fill(0.0);
  truth.params.pace_log_sd = 0.4;
  truth.params.gap_location.fill(3.0);
  truth.params.gap_spread.fill(0.9);
  const SessionData simulated = simulate_sessions(real, truth, Seed{3}, 0);
  REQUIRE(simulated.sessions.size() == real.sessions.size());
  const SessionCalibration found = calibrate_sessions(simulated);
  CHECK(found.lengths.front().form == LengthForm{sim::LengthLaw::log_normal, false, true});
  for (std::size_t t = 0; t < 2; ++t) {
    const auto& fit = found.visitors[t].length.fit.parameters;
    CHECK(std::abs(fit[0].point - truth.params.pages_scale[t]) < 3.29 * *fit[0].standard_error);
    CHECK(std::abs(fit[1].point - truth.params.pages_shape[t]) < 3.29 * *fit[1].standard_error);
  }
  REQUIRE(found.gaps);
  CHECK(found.gaps->pace_log_sd == Approx(0.4).epsilon(0.1));
  CHECK(found.gaps->by_kind[2].location == Approx(3.0).epsilon(0.05));
  REQUIRE(found.mixes[0]);
  CHECK(found.mixes[0]->candidates.front().family == MixFamily::markov);
}

}  // namespace shoal::scenarios
