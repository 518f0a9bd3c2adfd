// A scenario against logs: those of its own world pass at about the nominal rate, others fail.
#include "scenarios/validation/validate.hpp"

#include "scenarios/scenario_json.hpp"
#include "scenarios/validation/validation_report.hpp"
#include "scenarios/validation/world_purchases.hpp"
#include "tests/scenarios/temporary_file.hpp"
#include "tests/scenarios/validation/log_table.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace shoal;
using namespace shoal::scenarios;
using shoal::test::table_of;
using shoal::test::TemporaryFile;

namespace {

// Buyers of a shop who come back often enough for 400 of them to tell.
Scenario shop(double alpha_weeks = 5.0) {
  const std::vector<Override> changes{
      {"population.purchases.r", "0.8"},
      {"population.purchases.alpha_weeks", fmt::format("{}", alpha_weeks)},
      {"population.purchases.s", "0.6"},
      {"population.purchases.beta_weeks", "20"},
      {"streams.sessions.visits_per_week", "0"}};
  return load_scenario("quickstart", changes);
}

// 400 customers who first bought in the first six of thirty weeks.
PurchaseLog design() {
  PurchaseLog log;
  log.first_day = *parse_day("2023-02-01");  // a Wednesday
  log.last_day = log.first_day + std::chrono::days(30 * 7 - 1);
  log.has_amounts = true;
  for (int i = 0; i < 400; ++i) {
    log.customers.push_back(
        {.id = std::to_string(i), .days = {{.day = i * 42 / 400, .amount = 10.0}}});
  }
  log.customers[0].days.push_back({.day = 30 * 7 - 1, .amount = 10.0});  // so long it was kept
  return log;
}

ValidationOptions quick(std::uint32_t replications = 39) {
  ValidationOptions options;
  options.period.weeks = 15;
  options.replications = replications;
  return options;
}

}  // namespace

TEST_CASE("simulated customers join when the real ones first bought, on the same weekdays",
          "[scenarios][validation]") {
  const PurchaseLog real = design();
  const PurchaseLog made = simulate_world_purchases(shop(), real, {.seed = Seed{5}, .stop = {}});
  CHECK(made.first_day == real.first_day);
  CHECK(made.last_day == real.last_day);
  REQUIRE(made.customers.size() == real.customers.size());
  double off = 0.0;
  for (std::size_t i = 0; i < made.customers.size(); ++i) {
    off += std::abs(made.customers[i].days.front().day - real.customers[i].days.front().day);
    CHECK(made.customers[i].days.front().amount > 0.0);
    for (std::size_t k = 1; k < made.customers[i].days.size(); ++k) {
      CHECK(made.customers[i].days[k].day > made.customers[i].days[k - 1].day);
    }
    CHECK(made.customers[i].days.back().day < real.span_days());
  }
  CHECK(off / 400.0 < 2.0);  // days
  const PurchaseLog again = simulate_world_purchases(shop(), real, {.seed = Seed{5}, .stop = {}});
  CHECK(again.customers.back().days.size() == made.customers.back().days.size());
}

TEST_CASE("only customers who first bought in the window are the cohort",
          "[scenarios][validation]") {
  const PurchaseLog log = design();
  CHECK(cohort_of(log, 0).customers.size() == 10);
  CHECK(cohort_of(log, 41).customers.size() == 400);
}

TEST_CASE("a log of the scenario's own world is inside, one of another world is not",
          "[scenarios][validation][statistical]") {
  const PurchaseLog own =
      simulate_world_purchases(shop(), design(), {.seed = Seed{77}, .stop = {}});
  const TemporaryFile file("own.csv", table_of(own));
  const Validation right = validate(shop(), {file.path()}, quick());
  CHECK(right.outside() == 0);
  CHECK(right.files.at(0).kind == LogKind::purchases);
  CHECK(right.files[0].table.rows.size() > 20);
  CHECK(right.files[0].file_sha256.size() == 64);

  // Who buys half as often, and never less regularly.
  const Validation wrong = validate(shop(10.0), {file.path()}, quick());
  CHECK(wrong.outside() > 3);
  // The same bytes for any number of threads.
  Team team(2);
  ValidationOptions together = quick();
  together.team = &team;
  CHECK(validation_bytes(validate(shop(), {file.path()}, together), "0.1.0") ==
        validation_bytes(right, "0.1.0"));
}

TEST_CASE("logs of the scenario's own world fail at the nominal rate",
          "[scenarios][validation][statistical]") {
  // 60 logs, each against 59 simulated ones at alpha .05: 3 are expected to fail; with probability
  // .0004 ten or more do (binomial).
  std::vector<std::vector<Statistic>> logs;
  const PurchaseLog cohort = design();
  const TemporaryFile file("design.csv", table_of(cohort));
  const ValidationCase the_case = purchase_case(shop(), file.path(), quick());
  for (std::uint64_t i = 0; i < 60; ++i) {
    logs.push_back(the_case.simulate(derive_seed(Seed{31}, i)));
  }
  int failed = 0;
  for (std::size_t i = 0; i < logs.size(); ++i) {
    std::vector<std::vector<Statistic>> others = logs;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    failed += compare_statistics(logs[i], others, 0.05).outside() > 0 ? 1 : 0;
  }
  CHECK(failed >= 1);
  CHECK(failed < 10);
}

TEST_CASE("what cannot be validated is refused with what to do", "[scenarios][validation]") {
  const TemporaryFile file("few.csv", table_of(design()));
  CHECK_THROWS_WITH(validate(shop(), {file.path()}, quick(10)),
                    Catch::Contains("simulate 19 or more"));
  const auto path = std::filesystem::temp_directory_path() / "shoal_validate_both.csv";
  std::ofstream(path) << "session_id,arm,x\n1,a,2\n2,b,3\n";
  CHECK_THROWS_WITH(detect_kind(path.string(), {}), Catch::Contains("say which with --kind"));
  std::filesystem::remove(path);
}
