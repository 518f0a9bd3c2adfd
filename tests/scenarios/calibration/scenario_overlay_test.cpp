#include "scenarios/calibration/scenario_overlay.hpp"

#include "core/contracts.hpp"

#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>

using namespace shoal;
using namespace shoal::scenarios;
using Json = nlohmann::json;

TEST_CASE("An overlay tells each number's basis, source and interval", "[scenarios][calibration]") {
  ScenarioOverlay overlay{
      {.name = "mine", .title = "t", .description = "d", .extends = "placebo"},
      {.file = "data/orders.csv", .sha256 = std::string(64, 'a'), .fitted = "5 customers"}};
  overlay.number({.pointer = "/population/purchases/r",
                  .value = 0.1 + 0.2,
                  .unit = "1",
                  .interval = OverlayInterval{0.25, 0.375},
                  .note = "NBD"});
  overlay.list({.pointer = "/streams/season/month_factor",
                .values = {0.5, 1.5},
                .unit = "1",
                .intervals = {{0.25, 0.75}, {1.25, 1.75}}});
  overlay.choice("/population/purchases/drop_out", "none");
  const Json document = Json::parse(overlay.text());
  CHECK(document["extends"] == "placebo");
  CHECK(document["name"] == "mine");
  const Json& r = document["population"]["purchases"]["r"];
  CHECK(r["value"] == 0.1 + 0.2);
  CHECK(r["basis"] == "calibrated");
  CHECK(r["interval"] == Json({0.25, 0.375}));
  CHECK(r["source"] == "orders.csv, sha256 " + std::string(64, 'a') + ", 5 customers; NBD");
  CHECK(document["streams"]["season"]["month_factor"]["interval"][1] == Json({1.25, 1.75}));
  CHECK(document["population"]["purchases"]["drop_out"] == "none");
  CHECK_FALSE(document.contains("calibrations"));
}

TEST_CASE("Parameters of several fits share one covariance, block by block",
          "[scenarios][calibration]") {
  ScenarioOverlay overlay{
      {.name = "mine", .title = "t", .description = "d"},
      {.file = "orders.csv", .sha256 = std::string(64, 'b'), .fitted = "5 customers"}};
  Eigen::MatrixXd two(2, 2);
  two << 4.0, 1.0, 1.0, 9.0;
  overlay.joint({{"/a", ParameterScale::log, 0.5}, {"/b", ParameterScale::linear, -1.0}}, two);
  overlay.joint({{"/c", ParameterScale::logit, 2.0}}, Eigen::MatrixXd::Constant(1, 1, 0.25));
  const Json document = Json::parse(overlay.text());
  REQUIRE(document["calibrations"].size() == 1);
  const Json& fit = document["calibrations"][0];
  CHECK(fit["file"] == "orders.csv");
  CHECK(fit["sha256"] == std::string(64, 'b'));
  CHECK(fit["parameters"][1] == Json({{"pointer", "/b"}, {"scale", "linear"}}));
  CHECK(fit["mean"] == Json({0.5, -1.0, 2.0}));
  CHECK(fit["covariance"] == Json({{4.0, 1.0, 0.0}, {1.0, 9.0, 0.0}, {0.0, 0.0, 0.25}}));
  CHECK_THROWS_AS(overlay.joint({{"/d"}}, two), ContractViolation);
}

TEST_CASE("A pointer is written once", "[scenarios][calibration]") {
  ScenarioOverlay overlay{{.name = "mine", .title = "t", .description = "d"},
                          {.file = "orders.csv", .sha256 = "", .fitted = ""}};
  overlay.number({.pointer = "/a/b", .value = 1.0, .unit = "1"});
  CHECK_THROWS_AS(overlay.choice("/a/b", "x"), ContractViolation);
}

TEST_CASE("A scenario is named after its file", "[scenarios][calibration]") {
  CHECK(overlay_name_of("/data/Orders 2023.csv.gz") == "orders_2023");
  CHECK(overlay_name_of("CDNOW_sample.txt") == "cdnow_sample");
  CHECK(overlay_name_of(".csv") == "calibrated");
}
