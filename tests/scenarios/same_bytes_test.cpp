// Law 5: one build, scenario and seed give the same report, byte for byte.
#include "core/team.hpp"
#include "reports/report_writer.hpp"
#include "reports/summary.hpp"
#include "scenarios/experiment.hpp"
#include "scenarios/trace_recording.hpp"
#include "tests/scenarios/small_scenario.hpp"

#include <catch2/catch.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace shoal::scenarios {
namespace {

namespace fs = std::filesystem;

std::string take_bytes(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  in.close();
  fs::remove(path);
  REQUIRE(bytes.size() > 10'000);
  return bytes;
}

fs::path scratch(const std::string& name) {
  return fs::temp_directory_path() / ("shoal_same_bytes_" + name + ".h5");
}

// Without a team the caller is alone.
std::string report_bytes(const Scenario& scenario, Team* team = nullptr) {
  RunOptions options;
  options.team = team;
  options.scenario_text = resolved_text(scenario);
  options.build = "test";
  const reports::StudyResults study = run_experiment(scenario, options);
  const fs::path path = scratch("report");
  reports::write_report(path.string(), study, reports::summarise(study));
  return take_bytes(path);
}

// Every model at once, in runs so few that threads go into the markets, and with ticks so long that
// there is enough to do in them.
Scenario everything_in(std::uint32_t markets) {
  Scenario scenario = tests::small_scenario("everything");
  std::erase_if(scenario.arms,
                [](const Arm& arm) { return arm.name != "flat" && arm.name != "ai"; });
  REQUIRE(scenario.arms.size() == 2);
  REQUIRE(scenario.arms.back().serving);
  scenario.replications = 1;
  scenario.tick = 12 * one_hour;
  scenario.world.markets = markets;
  return scenario;
}

Scenario other_seed(Scenario scenario) {
  scenario.seed = Seed{static_cast<std::uint64_t>(scenario.seed) + 1};
  return scenario;
}

TEST_CASE("Reports are equal byte for byte for 1, 2 and 3 threads and differ by seed",
          "[scenarios][experiment][threads]") {
  const Scenario scenario = tests::small_scenario();
  const std::string one = report_bytes(scenario);
  CHECK(one == report_bytes(scenario));
  for (const unsigned threads : {1U, 2U, 3U}) {
    Team team(threads);
    CHECK(one == report_bytes(scenario, &team));
  }
  CHECK_FALSE(one == report_bytes(other_seed(scenario)));
}

TEST_CASE("With every model on and several markets reports are equal for 1 to 4 threads",
          "[scenarios][experiment][threads]") {
  for (const std::uint32_t markets : {1U, 4U}) {
    const Scenario scenario = everything_in(markets);
    const std::string one = report_bytes(scenario);
    for (const unsigned threads : {2U, 3U, 4U}) {
      Team team(threads);
      CHECK(one == report_bytes(scenario, &team));
    }
    CHECK_FALSE(one == report_bytes(other_seed(scenario)));
  }
}

struct Recorded {
  std::string trace, truth, outcome;
  bool operator==(const Recorded&) const = default;
};

Recorded record(const Scenario& scenario, Team* team = nullptr) {
  RecordingOptions options;
  options.arm = 1;
  options.trace = scratch("trace");
  options.truth = scratch("truth");
  options.outcome = scratch("outcome");
  options.build = "test";
  options.team = team;
  record_trace(scenario, options);
  return {take_bytes(options.trace), take_bytes(*options.truth), take_bytes(*options.outcome)};
}

TEST_CASE("Traces of a world of several markets are equal for 1 to 4 threads",
          "[scenarios][trace][threads]") {
  const Scenario scenario = everything_in(4);
  const Recorded one = record(scenario);
  for (const unsigned threads : {2U, 3U, 4U}) {
    Team team(threads);
    CHECK(one == record(scenario, &team));
  }
  CHECK_FALSE(one.trace == record(other_seed(scenario)).trace);
}

}  // namespace
}  // namespace shoal::scenarios
