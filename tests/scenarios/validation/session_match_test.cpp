// A world that is matched with a log of another one gets that one's parameters back.
#include "scenarios/validation/fidelity.hpp"
#include "scenarios/validation/session_match.hpp"
#include "scenarios/validation/session_statistics.hpp"
#include "scenarios/validation/world_sessions.hpp"
#include "tests/scenarios/small_scenario.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace shoal::scenarios {
namespace {

constexpr std::size_t sessions = 5'000;
// The largest of four standard normal errors is below this in 99.9% of all data sets.
constexpr double family_999 = 3.48;

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
  truth.population.arrivals_per_week = 0.03 * truth.population.people;
  sim::SessionParams& p = truth.streams.sessions;
  p.visits_per_week = 0.3;
  p.pages_scale = {6.0, 9.0};
  p.visit_month_factor = {0.5, 0.5, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2};
  for (double& at : truth.streams.intent.session_at_stage) at *= 0.2;
  for (double& boost : truth.streams.intent.visit_boost) boost = 1.0 + 0.2 * (boost - 1.0);
  p.abandon_cart_frac *= 0.2;
  return truth;
}

double log_of(const MatchedStatistic& s, const sim::WorldConfig& truth, double people) {
  if (s.parameter == "visits_per_week") return std::log(truth.streams.sessions.visits_per_week);
  if (s.parameter == "needs_own_sessions") return std::log(0.2);
  if (s.parameter == "arrivals_per_week") return std::log(0.03 * people);
  return 0.0;
}

}  // namespace

TEST_CASE("A matched world gets back what made the log, and leaves such logs",
          "[scenarios][validation][statistical][slow]") {
  const Scenario base = tests::small_scenario();
  const sim::WorldConfig truth = brisk(base);
  const SessionDesign design = table_of_a_year();
  const SessionWorld made = session_world(truth, design, Seed{20240601});
  const SessionData log = as_table(simulate_world_sessions(made, Seed{20240602}));
  REQUIRE(log.sessions.size() == sessions);
  const SessionCalibration found = calibrate_sessions(log);
  const SessionMatch match = match_sessions(base, log, found, {.progress = {}, .stop = {}});
  std::size_t checked = 0;
  for (const MatchedStatistic& s : match.statistics) {
    const bool wanted = s.parameter == "visits_per_week" || s.parameter == "needs_own_sessions" ||
                        s.parameter == "arrivals_per_week";
    if (!wanted) continue;
    CAPTURE(s.parameter, s.value, s.value_error);
    CHECK(std::abs(s.value - log_of(s, truth, base.world.population.people)) <
          family_999 * s.value_error);
    ++checked;
  }
  CHECK(checked == 3);
  // The lengths of sessions alone are not those of the world's parameters; the matched ones are.
  const SessionWorld like = session_world(match.config, design, Seed{20240603});
  std::vector<std::vector<Statistic>> simulated;
  for (std::uint64_t i = 0; i < 39; ++i) {
    simulated.push_back(session_statistics(
        as_table(simulate_world_sessions(like, derive_seed(Seed{20240604}, i)))));
  }
  const FidelityTable table = compare_statistics(session_statistics(log), simulated, {});
  for (const StatisticVerdict& row : table.rows) {
    CAPTURE(row.statistic, row.real, *row.mean, *row.sd);
    CHECK(row.verdict == Verdict::inside);
  }
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
