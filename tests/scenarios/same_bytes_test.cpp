// Law 5: one build, scenario and seed give the same report, byte for byte.
#include "reports/report_writer.hpp"
#include "reports/summary.hpp"
#include "scenarios/experiment.hpp"
#include "tests/scenarios/small_scenario.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace shoal::scenarios {
namespace {

std::string report_bytes(const Scenario& scenario, unsigned threads, const std::string& name) {
  RunOptions options;
  options.threads = threads;
  options.scenario_text = resolved_text(scenario);
  options.build = "test";
  const reports::StudyResults study = run_experiment(scenario, options);
  const auto path = std::filesystem::temp_directory_path() / ("shoal_same_bytes_" + name + ".h5");
  reports::write_report(path.string(), study, reports::summarise(study));
  std::ifstream in(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  std::filesystem::remove(path);
  REQUIRE(bytes.size() > 10'000);
  return bytes;
}

TEST_CASE("Reports are equal byte for byte for 1, 2 and 3 threads and differ by seed",
          "[scenarios][experiment]") {
  Scenario scenario = tests::small_scenario();
  const std::string one = report_bytes(scenario, 1, "one");
  CHECK(one == report_bytes(scenario, 1, "again"));
  CHECK(one == report_bytes(scenario, 2, "two"));
  CHECK(one == report_bytes(scenario, 3, "three"));
  scenario.seed = Seed{static_cast<std::uint64_t>(scenario.seed) + 1};
  CHECK_FALSE(one == report_bytes(scenario, 2, "other"));
}

}  // namespace
}  // namespace shoal::scenarios
