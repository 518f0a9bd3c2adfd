#include "scenarios/calibration/purchase_overlay.hpp"

#include "scenarios/calibration/purchase_reader.hpp"
#include "tests/scenarios/calibration/data_files.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace shoal;
using namespace shoal::scenarios;
using shoal::test::gzip;
using shoal::test::real_data;
using shoal::test::TemporaryFile;
using Json = nlohmann::json;

namespace {

const Json& at(const Json& document, const std::string& pointer) {
  return document.at(Json::json_pointer(pointer));
}

double scaled(const Json& parameter, double value) {
  if (parameter["scale"] == "log") return std::log(value);
  return parameter["scale"] == "logit" ? std::log(value / (1.0 - value)) : value;
}

// Every calibrated number tells its basis and source; every parameter of the joint fit points at a
// number whose value on its scale is the mean, with a positive variance.
void check_overlay(const Json& document) {
  REQUIRE(document["calibrations"].size() == 1);
  const Json& fit = document["calibrations"][0];
  const std::size_t n = fit["parameters"].size();
  REQUIRE(fit["mean"].size() == n);
  REQUIRE(fit["covariance"].size() == n);
  for (std::size_t i = 0; i < n; ++i) {
    const Json& parameter = fit["parameters"][i];
    const std::string pointer = parameter["pointer"];
    CAPTURE(pointer);
    const auto slash = pointer.rfind('/');
    const bool in_list = pointer.find_first_not_of("0123456789", slash + 1) == std::string::npos;
    const Json& quantity = at(document, in_list ? pointer.substr(0, slash) : pointer);
    const std::size_t item = in_list ? std::stoul(pointer.substr(slash + 1)) : 0;
    const double value = in_list ? quantity["value"][item] : quantity["value"];
    CHECK(quantity["basis"] == "calibrated");
    CHECK_THAT(quantity["source"].get<std::string>(),
               Catch::Contains(fit["sha256"].get<std::string>()));
    const Json& interval = in_list ? quantity["interval"][item] : quantity["interval"];
    CHECK(interval[0].get<double>() < value);
    CHECK(interval[1].get<double>() > value);
    CHECK(fit["mean"][i].get<double>() == Approx(scaled(parameter, value)));
    REQUIRE(fit["covariance"][i].size() == n);
    CHECK(fit["covariance"][i][i] > 0.0);
    for (std::size_t j = 0; j < n; ++j) {
      CHECK(fit["covariance"][i][j] == fit["covariance"][j][i]);
    }
  }
}

// Purchases of two years in a shop that people join all the time, as a table.
std::string drawn_shop() {
  std::string text = "id,date,amount\n";
  std::vector<double> times;
  const CalendarDay start = *parse_day("2022-01-01");
  for (std::uint32_t i = 0; i < 900; ++i) {
    Stream draws(Seed{20261127}, Purpose{2'010}, i, 0);
    const auto first = static_cast<std::int32_t>(draws.below(800));
    draw_repeats(RegularNbd{1.5, 8.0, 2.5, 0.0}, (800 - first) / 7.0, draws, times);
    times.insert(times.begin(), 0.0);
    const double own = 3.0 + 0.4 * draws.normal();
    for (const double time : times) {
      const auto day = start + std::chrono::days(first + static_cast<std::int32_t>(7.0 * time));
      const double amount = draws.log_normal(own, 0.3);
      text += fmt::format("{},{},{:.2f}\n", i, format_day(day), amount);
      if (!draws.bernoulli(0.08)) continue;
      const auto back = day + std::chrono::days(static_cast<int>(9.0 * draws.exponential()));
      text += fmt::format("{},{},{:.2f}\n", i, format_day(back), -amount);
    }
  }
  return text;
}

}  // namespace

TEST_CASE("A shop's log becomes an overlay with every part and one covariance",
          "[scenarios][calibration][statistical]") {
  const TemporaryFile file("shop", drawn_shop());
  PurchaseCalibrationOptions options;
  options.period.weeks = 110;
  const PurchaseCalibration calibration = calibrate_purchases(file.path(), options);
  const std::string text = purchase_overlay(calibration, {.extends = "placebo", .currency = "EUR"});
  const Json document = Json::parse(text);
  CHECK(document["extends"] == "placebo");
  check_overlay(document);
  const Json& purchases = document["population"]["purchases"];
  CHECK(purchases["drop_out"] == "none");
  CHECK_FALSE(purchases.contains("s"));
  CHECK(purchases["timing_shape"]["interval"][0] > 1.5);
  CHECK(purchases["timing_spread"]["value"] == 0.0);
  CHECK(document["population"]["spend"]["family"] == "log_normal");
  CHECK(document["population"]["spend"]["log_mean"]["value"].get<double>() ==
        Approx(3.0).margin(0.1));
  CHECK(document["population"]["refunds"]["frac"]["unit"] == "frac");
  CHECK(document["population"]["arrivals_per_week"]["unit"] == "per_week");
  CHECK(document["population"]["people"]["value"] == calibration.data.customers);
  CHECK(document["streams"]["season"]["month_factor"]["value"].size() == 12);
  CHECK(purchase_overlay(calibration, {.extends = "placebo", .currency = "EUR"}) == text);
}

TEST_CASE("CDNOW's overlay has drop-out, k and its spread, and nothing that the log cannot tell",
          "[scenarios][calibration][real][statistical]") {
  const auto path = real_data("cdnow/CDNOW_sample.txt.gz");
  if (!path) return;
  PurchaseCalibration calibration = calibrate_purchases(*path, {});
  const Json document = Json::parse(purchase_overlay(calibration, {}));
  check_overlay(document);
  const Json& purchases = document["population"]["purchases"];
  CHECK(purchases["drop_out"] == "pareto");
  CHECK(purchases["timing_spread"]["value"].get<double>() == Approx(0.36).margin(0.01));
  CHECK_THAT(purchases["r"]["source"].get<std::string>(), Catch::Contains("1997-09-30"));
  CHECK(document["calibrations"][0]["parameters"].size() == 9);
  CHECK_FALSE(document["population"].contains("refunds"));
  CHECK_FALSE(document.contains("streams"));
  // Of the published three BG/NBD is the most likely, and a world follows it.
  std::erase_if(calibration.candidates, [](const PurchaseCandidate& c) {
    const PurchaseModel model = kind_of(c.process);
    return model != PurchaseModel::bg_nbd && model != PurchaseModel::pareto_nbd;
  });
  for (PurchaseCandidate& c : calibration.candidates) {
    c.aic_excess = c.fit.aic - calibration.candidates.front().fit.aic;
  }
  calibration.chosen = chosen_of(calibration.candidates);
  const Json best = Json::parse(purchase_overlay(calibration, {}));
  check_overlay(best);
  CHECK(best["population"]["purchases"]["drop_out"] == "at_purchase");
  CHECK(best["population"]["purchases"]["a"]["value"].get<double>() == Approx(0.793).margin(0.001));
  CHECK(best["population"]["purchases"]["b"]["value"].get<double>() == Approx(2.426).margin(0.001));
  CHECK(best["population"]["purchases"]["timing_shape"]["value"] == 1.0);
  // Asked for Pareto/NBD it follows that, and the overlay says what that costs.
  calibration.chosen = 1;
  const Json plain = Json::parse(purchase_overlay(calibration, {}));
  check_overlay(plain);
  const Json& known = plain["population"]["purchases"];
  CHECK(known["r"]["value"].get<double>() == Approx(0.553).margin(0.001));
  CHECK(known["timing_shape"]["value"] == 1.0);
  CHECK_THAT(known["r"]["source"].get<std::string>(), Catch::Contains("AIC 25.1 above bg_nbd"));
}

TEST_CASE("CDNOW in other layouts gives the same fit",
          "[scenarios][calibration][real][statistical]") {
  const auto path = real_data("cdnow/CDNOW_sample.txt.gz");
  if (!path) return;
  const PurchaseCalibration known = calibrate_purchases(*path, {});
  std::string tabs = "Customer ID\tOrder Date\titems\tAmount\n";
  std::string european =
      "\xef\xbb\xbf"
      "Kunde;Datum;Betrag\r\n";
  std::string american = "order,user_id,purchase_date,value\n";
  std::string clicks = "event_time|event_type|user_id|price\n";
  DataTable table(*path);
  std::uint32_t row = 0;
  while (table.next()) {
    const std::chrono::year_month_day date{table.time(2).day()};
    const auto y = static_cast<int>(date.year());
    const auto m = static_cast<unsigned>(date.month());
    const auto d = static_cast<unsigned>(date.day());
    std::string comma = table.text(4);
    std::replace(comma.begin(), comma.end(), '.', ',');
    tabs += fmt::format("{}\t{:04}-{:02}-{:02} 13:59:00\t{}\t{}\n", table.text(0), y, m, d,
                        table.text(3), table.text(4));
    european +=
        fmt::format("{};{:02}.{:02}.{:04};{} \xe2\x82\xac\r\n", table.text(0), d, m, y, comma);
    american +=
        fmt::format("{},\"{}\",{}/{}/{},\"${}\"\n", ++row, table.text(0), m, d, y, table.text(4));
    const auto seconds = table.time(2).local.time_since_epoch().count() / 1'000'000 + 3'600;
    clicks += fmt::format("{}|view|{}|\n{}|purchase|{}|{}\n", seconds, table.text(0), seconds,
                          table.text(0), table.text(4));
  }
  for (const std::string& content : {tabs, european, american, gzip(clicks)}) {
    const TemporaryFile file("layout", content);
    CAPTURE(content.substr(0, 60));
    PurchaseCalibrationOptions options;
    options.columns.incomplete = IncompleteRows::leave_out;
    const PurchaseCalibration fit = calibrate_purchases(file.path(), options);
    CHECK(fit.data.customers == 2'357);
    CHECK(fit.repeats == known.repeats);
    REQUIRE(fit.candidates.size() == known.candidates.size());
    for (std::size_t i = 0; i < fit.candidates.size(); ++i) {
      CHECK(fit.candidates[i].fit.log_likelihood == known.candidates[i].fit.log_likelihood);
    }
    REQUIRE(fit.spend);
    CHECK(fit.spend->fit.log_likelihood == known.spend->fit.log_likelihood);
  }
}
