#include "scenarios/calibration/telemetry_reader.hpp"
#include "tests/scenarios/calibration/data_files.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace shoal::scenarios {
namespace {

using test::TemporaryFile;

TelemetryFile read(const std::string& name, const std::string& text,
                   const ReadTelemetryOptions& options = {}) {
  const TemporaryFile file(name, text);
  return read_telemetry(file.path(), options);
}

std::string two(int n) { return (n < 10 ? "0" : "") + std::to_string(n); }

}  // namespace

TEST_CASE("Activations with start and end, tabs and a ruler", "[scenarios][calibration]") {
  std::string text =
      "Start time          \tEnd time            \tLocation\tType\n"
      "--------------------\t--------------------\t--------\t----\n";
  for (int i = 0; i < 12; ++i) {
    text += "2011-11-30 0" + std::to_string(i % 9) + ":00:0" + std::to_string(i / 9) +
            "\t\t2011-11-30 0" + std::to_string(i % 9) + ":00:30\t" + (i % 2 ? "Bed" : "Basin") +
            "\t\tPIR\n";
  }
  const TelemetryFile file = read("ruler.txt", text);
  CHECK(file.log.kind == TelemetryKind::activations);
  CHECK(file.log.first_weekday == 2);  // a Wednesday
  CHECK(format_day(file.first_day) == "2011-11-30");
  REQUIRE(file.log.activations.size() == 12);
  CHECK(file.log.activations[0].start_s == 0.0);
  CHECK(file.log.activations[1].start_s == 1.0);  // put in order
  CHECK(file.log.activations[0].lasts_s == 30.0);
  CHECK(file.log.sensors == std::vector<std::string>{"Basin", "Bed"});
}

TEST_CASE("States become activations that last from on to off", "[scenarios][calibration]") {
  std::string text;
  for (int i = 0; i < 12; ++i) {
    text += "2010-11-04 " + two(i) + ":00:00.5 M003 ON\n";
    text += "2010-11-04 " + two(i) + ":00:01.0 M004 ON\n";
    text += "2010-11-04 " + two(i) + ":00:10.5 M003 ON\n";
    text += "2010-11-04 " + two(i) + ":01:00.5 M003 OFF\n";
  }
  const TelemetryFile file = read("states.txt", text);
  CHECK(file.log.kind == TelemetryKind::activations);
  REQUIRE(file.log.activations.size() == 13);  // M004 never goes off again
  CHECK(file.log.activations[0].start_s == 0.5);
  CHECK(file.log.activations[0].lasts_s == 60.0);
  CHECK_FALSE(file.log.activations[1].lasts_s);
  CHECK(file.log.sensors.size() == 2);
}

TEST_CASE("Instants alone are activations", "[scenarios][calibration]") {
  std::string text = "timestamp,device\n";
  for (int i = 0; i < 30; ++i) {
    text += "2020-01-0" + std::to_string(1 + i / 10) + "T" + two((i * 7) % 24) + ":" + two(i) +
            ":00,door\n";
  }
  const TelemetryFile file = read("instants.csv", text);
  CHECK(file.log.kind == TelemetryKind::activations);
  CHECK(file.log.activations.size() == 30);
  CHECK_FALSE(file.log.activations[0].lasts_s);
}

TEST_CASE("Readings at regular instants are samples, row names are no channel",
          "[scenarios][calibration]") {
  std::string text = "\"date\",\"Temperature\",\"Light\"\n";
  for (int i = 0; i < 40; ++i) {
    text += "\"" + std::to_string(i + 1) + "\",\"2015-02-04 17:" + two(i) + ":0" +
            std::to_string(i % 2) + "\"," + (i == 3 ? "NA" : "23." + two(i)) + ",4" + two(i) + "\n";
  }
  const TelemetryFile file = read("samples.csv", text);
  CHECK(file.log.kind == TelemetryKind::samples);
  REQUIRE(file.log.series.size() == 2);
  CHECK(file.log.series[0].name == "Temperature");
  CHECK(file.log.series[0].at_s.size() == 39);
  CHECK(file.log.series[1].at_s.size() == 40);
  CHECK(file.log.series[1].at_s[1] - file.log.series[1].at_s[0] == 61.0);
  CHECK(file.log.series[1].reading[2] == 402.0);
  const TelemetryFile asked =
      read("asked.csv", text, {.table = {}, .kind = TelemetryKind::activations});
  CHECK(asked.log.activations.size() == 40);
}

TEST_CASE("Samples of several sensors become a series each", "[scenarios][calibration]") {
  std::string text = "time;sensor;value\n";
  for (int i = 0; i < 20; ++i) {
    for (const char* sensor : {"a", "b"}) {
      text += "2021-03-01 00:" + two(i) + ":00;" + sensor + ";" + std::to_string(i) + ",5\n";
    }
  }
  const TelemetryFile file = read("long.csv", text);
  CHECK(file.log.kind == TelemetryKind::samples);
  REQUIRE(file.log.series.size() == 2);
  CHECK(file.log.series[0].name == "value@a");
  CHECK(file.log.series[1].at_s.size() == 20);
  CHECK(file.log.series[1].reading[4] == 4.5);
}

TEST_CASE("What is wrong with a log of sensors is said", "[scenarios][calibration]") {
  CHECK_THROWS_WITH(read("short.csv", "start,end\n2020-01-01 00:00:00,2020-01-01 00:00:01\n"),
                    Catch::Contains("1 rows; a log of sensors needs 10"));
  std::string text = "start,end,sensor\n";
  for (int i = 0; i < 20; ++i) {
    text += "2020-01-01 10:" + two(i) + ":00,2020-01-01 09:00:00,bed\n";
  }
  CHECK_THROWS_WITH(read("swapped.csv", text), Catch::Contains("swap start= and end="));
  CHECK_THROWS_AS(read("none.csv", "a,b\nx,y\nz,w\n"), CalibrationError);
}

TEST_CASE("The real logs are read as what they are", "[scenarios][calibration]") {
  if (const auto path = test::real_data("ordonez_adl/OrdonezA_Sensors.txt")) {
    const TelemetryFile file = read_telemetry(*path);
    CHECK(file.log.kind == TelemetryKind::activations);
    CHECK(file.log.activations.size() == 409);
    CHECK(file.log.sensors.size() == 12);  // as its description says
    CHECK(format_day(file.first_day) == "2011-11-28");
    CHECK(file.log.first_weekday == 0);
  }
  if (const auto path = test::real_data("occupancy/datatraining.txt.gz")) {
    const TelemetryFile file = read_telemetry(*path);
    CHECK(file.log.kind == TelemetryKind::samples);
    REQUIRE(file.log.series.size() == 6);
    CHECK(file.log.series[0].name == "Temperature");
    CHECK(file.log.series[0].at_s.size() == 8143);
    double occupied = 0.0;
    for (const double x : file.log.series[5].reading) occupied += x / 8143.0;
    CHECK(occupied == Approx(0.212).margin(0.0005));  // as published
  }
}

}  // namespace shoal::scenarios
