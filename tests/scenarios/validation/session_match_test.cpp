// A world that is matched with a log of another one agrees with it in what it was matched by.
#include "scenarios/validation/session_match.hpp"
#include "scenarios/validation/world_sessions.hpp"
#include "tests/scenarios/small_scenario.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace shoal::scenarios {
namespace {

constexpr std::size_t sessions = 14'000;

SessionDesign table_of_a_year() {
  SessionDesign design;
  design.sessions = sessions;
  design.months.fill(true);
  return design;
}

SessionData as_table(SessionData data) {
  data.fields.search = data.fields.cart = false;
  return data;
}

sim::WorldConfig brisk(const Scenario& base) {
  sim::WorldConfig truth = base.world;
  truth.population.arrivals_per_week = 0.08 * truth.population.people;
  sim::SessionParams& p = truth.streams.sessions;
  p.visits_per_week = 0.3;
  p.pages_scale = {6.0, 9.0};
  p.visit_month_factor = {0.5, 0.5, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2};
  for (double& at : truth.streams.intent.session_at_stage) at *= 0.2;
  for (double& boost : truth.streams.intent.visit_boost) boost = 1.0 + 0.2 * (boost - 1.0);
  p.abandon_cart_frac *= 0.2;
  return truth;
}

}  // namespace

TEST_CASE("A matched world has the log's shares of purchases, first visits, months and weekends",
          "[scenarios][validation][slow]") {
  Scenario base = tests::small_scenario();
  base.world.population.purchases.alpha_weeks *= 0.1;  // so that first visits buy now and then
  const sim::WorldConfig truth = brisk(base);
  const SessionDesign design = table_of_a_year();
  const SessionWorld made = session_world(truth, design, Seed{20240601});
  const SessionData log = as_table(simulate_world_sessions(made, Seed{20240602}));
  REQUIRE(log.sessions.size() == sessions);
  std::size_t bought_first = 0;
  for (const SessionRecord& one : log.sessions) {
    bought_first += one.purchase && one.visitor == sim::VisitorType::fresh ? 1U : 0U;
  }
  REQUIRE(bought_first >= 30);  // else a log does not tell how many visits needs make
  const SessionCalibration found = calibrate_sessions(log);
  const SessionMatch match = match_sessions(base, log, found, {.progress = {}, .stop = {}});
  std::size_t shares = 0;
  for (const MatchedStatistic& s : match.statistics) {
    if (s.simulated_sd <= 0.0) continue;
    CAPTURE(s.parameter, s.value, s.value_error, s.observed, s.simulated, s.simulated_sd);
    CHECK(std::abs(s.simulated - s.observed) < s.simulated_sd);  // its mean over forty logs
    ++shares;
  }
  CHECK(shares > 20);  // visits, needs, newcomers, months and weekends
}

TEST_CASE("A visitor whom the shop knew is not new in a table, but is in a log of clicks",
          "[scenarios][validation]") {
  const Scenario base = tests::small_scenario();
  SessionDesign design = table_of_a_year();
  design.sessions = 800;
  const auto fresh = [&] {
    const SessionWorld world = session_world(brisk(base), design, Seed{20240605});
    std::size_t n = 0;
    for (const SessionRecord& s : simulate_world_sessions(world, Seed{20240606}).sessions) {
      n += s.visitor == sim::VisitorType::fresh ? 1U : 0U;
      CHECK(design.months[static_cast<std::size_t>(*s.month) - 1]);
    }
    return n;
  };
  const std::size_t in_table = fresh();
  design.click_log = true;
  CHECK(fresh() > in_table);
  CHECK(in_table > 0);
  design.click_log = false;
  design.months.fill(false);
  design.months[10] = true;  // a table of November alone
  CHECK(fresh() > 0);
}

}  // namespace shoal::scenarios
