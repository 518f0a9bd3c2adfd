#include "scenarios/validation/fidelity.hpp"

#include "core/random.hpp"
#include "scenarios/calibration/data_error.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace shoal;
using namespace shoal::scenarios;

namespace {

using Log = std::vector<Statistic>;

// Ten statistics that hang together, half of them skewed, one seldom above 0; `shift` moves the
// first by so many deviations.
Log draw_log(std::uint32_t study, std::uint32_t log, double shift = 0.0) {
  Stream luck(Seed{20261122}, Purpose{970}, study, log);
  const double common = luck.normal();
  Log out;
  for (int k = 0; k < 10; ++k) {
    const double z = (common + luck.normal()) / std::sqrt(2.0);
    out.push_back({"statistic " + std::to_string(k), k % 2 == 0 ? z : std::exp(z)});
  }
  out[9].value = out[9].value > 3.0 ? 1.0 : 0.0;
  out[0].value += shift;
  return out;
}

std::vector<Log> draw_logs(std::uint32_t study, std::uint32_t count) {
  std::vector<Log> logs;
  for (std::uint32_t i = 1; i <= count; ++i) logs.push_back(draw_log(study, i));
  return logs;
}

struct Share {
  double failed = 0.0;   // any statistic outside
  double outside = 0.0;  // the first
  double alone = 0.0;    // the first has p <= .05
};
Share share_of(std::uint32_t studies, std::uint32_t simulations, double shift,
               Correction correction = Correction::maximum) {
  Share share;
  for (std::uint32_t study = 0; study < studies; ++study) {
    const FidelityTable table =
        compare_statistics(draw_log(study, 0, shift), draw_logs(study, simulations),
                           {.alpha = 0.05, .correction = correction});
    share.failed += (table.outside() > 0 ? 1.0 : 0.0) / studies;
    share.outside += (table.rows[0].verdict == Verdict::outside ? 1.0 : 0.0) / studies;
    share.alone += (table.rows[0].p_value <= 0.05 ? 1.0 : 0.0) / studies;
  }
  return share;
}

std::vector<Log> logs_of(const std::vector<double>& values) {
  std::vector<Log> logs;
  for (const double v : values) logs.push_back({{"x", v}});
  return logs;
}

}  // namespace

TEST_CASE("ranks, intervals and distances by hand", "[scenarios][fidelity]") {
  std::vector<double> values;
  for (int i = 1; i <= 99; ++i) values.push_back(i);
  const auto compare = [&](double x, Correction correction = Correction::maximum) {
    return compare_statistics(Log{{"x", x}}, logs_of(values),
                              {.alpha = 0.05, .correction = correction})
        .rows.at(0);
  };
  const StatisticVerdict middle = compare(50.0);
  CHECK(middle.p_value == 1.0);
  CHECK(middle.mean == Approx(50.0));
  CHECK(middle.sd == Approx(std::sqrt(99.0 * 100.0 / 12.0)));
  CHECK(middle.low == 2.0);
  CHECK(middle.high == 98.0);
  CHECK(middle.verdict == Verdict::inside);
  CHECK(compare(2.5).p_value == Approx(2.0 * 3.0 / 100.0));
  CHECK(compare(2.0).p_value == Approx(2.0 * 3.0 / 100.0));  // a tie counts as as extreme
  CHECK(compare(1.5).p_value == Approx(2.0 * 2.0 / 100.0));
  CHECK(compare(-7.0).p_value == Approx(2.0 / 100.0));
  // The 95th of 99 distances bounds the family; as they are those of 1 to 99 to their middle:
  const StatisticVerdict far = compare(150.0);
  CHECK(far.verdict == Verdict::outside);
  CHECK(far.adjusted == Approx(0.01));
  CHECK(*far.family_high < 99.9);
  CHECK(*far.family_high > 96.0);
  CHECK(compare(*far.family_high - 0.01).verdict == Verdict::inside);
  CHECK(compare(*far.family_high + 0.01).verdict == Verdict::outside);
  CHECK(compare(1.5, Correction::holm).verdict == Verdict::outside);
  CHECK(compare(2.5, Correction::holm).verdict == Verdict::inside);
}

TEST_CASE("a statistic that never varies must be met, one that nobody has is outside",
          "[scenarios][fidelity]") {
  const std::vector<Log> logs = logs_of(std::vector<double>(40, 0.25));
  const auto verdict = [&](const Statistic& s) {
    return compare_statistics(Log{s}, logs, {}).rows.at(0);
  };
  CHECK(verdict({"x", 0.25}).verdict == Verdict::inside);
  CHECK(verdict({"x", 0.25}).note == "the same in every simulated log");
  CHECK(verdict({"x", 0.25 + 1e-12}).verdict == Verdict::inside);
  CHECK(verdict({"x", 0.26}).verdict == Verdict::outside);
  const StatisticVerdict unknown = verdict({"y", 1.0});
  CHECK(unknown.verdict == Verdict::outside);
  CHECK(unknown.note == "no simulated log has it");
  CHECK_FALSE(unknown.mean);

  std::vector<Log> some = logs_of(std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  for (int i = 0; i < 30; ++i) some.push_back({});
  const StatisticVerdict partly = compare_statistics(Log{{"x", 5.0}}, some, {}).rows.at(0);
  CHECK(partly.note == "exists in 10 of 40 simulated logs");
  CHECK(partly.mean == Approx(5.5));
}

TEST_CASE("a statistic of few values does not blind the family", "[scenarios][fidelity]") {
  // 5 in all but one simulated log, 6 in that one: without its step the one would be endlessly far
  // out, and nothing else could be outside.
  std::vector<Log> logs = draw_logs(1, 99);
  for (std::size_t i = 0; i < logs.size(); ++i)
    logs[i].push_back({"count", i % 33 == 7 ? 6.0 : 5.0});
  Log real = draw_log(1, 0, 8.0);
  real.push_back({"count", 5.0});
  const FidelityTable table = compare_statistics(real, logs, {});
  CHECK(table.rows.at(0).verdict == Verdict::outside);
  CHECK(table.rows.at(10).verdict == Verdict::inside);
  real.back().value = 9.0;
  CHECK(compare_statistics(real, logs, {}).rows.at(10).verdict == Verdict::outside);
}

TEST_CASE("too few simulations are refused, with the number that is needed",
          "[scenarios][fidelity]") {
  CHECK(simulations_needed({.alpha = 0.05, .correction = Correction::maximum}, 30) == 19);
  CHECK(simulations_needed({.alpha = 0.05, .correction = Correction::holm}, 30) == 1199);
  CHECK_THROWS_WITH(compare_statistics(draw_log(0, 0), draw_logs(0, 18), {}),
                    Catch::Contains("use --replications 19 or more"));
  CHECK_THROWS_WITH(compare_statistics(draw_log(0, 0), draw_logs(0, 100),
                                       {.alpha = 0.05, .correction = Correction::holm}),
                    Catch::Contains("use --replications 399 or more"));
  CHECK_THROWS_AS(compare_statistics(Log{}, draw_logs(0, 100), {}), CalibrationError);
}

TEST_CASE("a right model fails at the nominal rate, whatever the number of statistics",
          "[scenarios][fidelity][statistical]") {
  // 2000 studies: standard error sqrt(.05 .95 / 2000) = .0049; bounds three of them (alpha .003).
  const Share maximum = share_of(2000, 99, 0.0);
  CHECK(maximum.failed == Approx(0.05).margin(0.015));
  CHECK(maximum.alone == Approx(0.04).margin(0.015));  // p <= .05 is p <= 4/100: both tails alike
  const Share holm = share_of(500, 399, 0.0, Correction::holm);  // standard error .0097
  CHECK(holm.failed <= 0.05 + 0.03);
}

TEST_CASE("a model that is wrong fails", "[scenarios][fidelity][statistical]") {
  const Share share = share_of(300, 99, 6.0);
  CHECK(share.outside > 0.9);
  CHECK(share_of(300, 99, 3.0).outside < share.outside);
}
