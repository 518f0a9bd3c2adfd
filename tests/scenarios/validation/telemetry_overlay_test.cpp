#include "scenarios/calibration/telemetry_calibration.hpp"
#include "scenarios/scenario_json.hpp"
#include "tests/scenarios/calibration/data_files.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace shoal::scenarios {

TEST_CASE("An overlay of a log is a scenario with its numbers", "[scenarios][validation]") {
  std::string text = "timestamp,device\n";
  for (int i = 0; i < 200; ++i) {
    const int minute = i * 53 % 60;
    text += "2020-01-" + std::string(1 + i / 40 < 10 ? "0" : "") + std::to_string(1 + i / 40) +
            "T" + std::string((i % 40) / 2 < 10 ? "0" : "") + std::to_string((i % 40) / 2) + ":" +
            std::string(minute < 10 ? "0" : "") + std::to_string(minute) + ":00,door\n";
  }
  const test::TemporaryFile file("doors.csv", text);
  const TelemetryCalibration c = calibrate_telemetry(read_telemetry(file.path()));
  const std::string overlay = telemetry_overlay(c, "quickstart");
  CHECK(overlay == telemetry_overlay(c, "quickstart"));
  CHECK(overlay.find("\"basis\": \"calibrated\"") != std::string::npos);
  CHECK(overlay.find(c.table.file_sha256) != std::string::npos);
  const Scenario s = parse_scenario(overlay, "doors.json");
  REQUIRE(s.world.streams.appliances.size() == 1);
  const sim::ApplianceParams& read = s.world.streams.appliances[0];
  const sim::ApplianceParams put = appliance_of(c);
  CHECK(read.uses_per_filling == Approx(put.uses_per_filling));
  CHECK(read.burst_frac == Approx(put.burst_frac));
  CHECK(read.use_cv == Approx(put.use_cv));
  CHECK(read.use_report == sim::UseReport::each);
  CHECK_FALSE(read.topic);
  for (std::size_t h = 0; h < 24; ++h) CHECK(read.hour_weight[h] == Approx(put.hour_weight[h]));
  CHECK(read.owned_frac == std::vector<double>(5, 1.0));
}

}  // namespace shoal::scenarios
