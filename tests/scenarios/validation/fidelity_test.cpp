#include "scenarios/validation/fidelity.hpp"

#include "core/random.hpp"
#include "scenarios/calibration/data_error.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

using namespace shoal;
using namespace shoal::scenarios;

namespace {

using Log = std::vector<Statistic>;
constexpr double alpha = 0.05;

struct Study {
  std::uint32_t simulations = 99;
  double shift = 0.0;  // of statistic 0 of the real log, in deviations
};

// Twelve statistics that hang together: normal ones; skewed ones that cannot be negative; a rare
// share, mostly 0; a heavy tail; a quantile of counts; one that every third log lacks.
Log draw_log(std::uint32_t study, std::uint32_t log, double shift = 0.0) {
  Stream luck(Seed{20240601}, Purpose{970}, study, log);
  const double common = luck.normal();
  Log out;
  for (int k = 0; k < 12; ++k) {
    const double z = (common + luck.normal()) / std::sqrt(2.0);
    Statistic s{"statistic " + std::to_string(k), z};
    if (k % 3 == 1) s = {s.name, std::exp(z), ratio_quantity};
    if (k == 8) s = {s.name, std::max(0.0, z - 1.5) / 10.0, share_quantity};
    if (k == 9) s.value = z / std::abs(luck.normal());
    if (k == 10) s = {s.name, std::floor(2.2 + 0.5 * z), ratio_quantity};
    if (k == 11 && log % 3 == 1) continue;
    out.push_back(s);
  }
  out[0].value += shift;
  return out;
}

FidelityTable table_of(std::uint32_t study, const Study& of) {
  std::vector<Log> logs;
  for (std::uint32_t i = 1; i <= of.simulations; ++i) logs.push_back(draw_log(study, i));
  return compare_statistics(draw_log(study, 0, of.shift), logs, alpha);
}

struct Count {
  int failed = 0;         // studies with any statistic outside
  int first_outside = 0;  // with statistic 0
  int others_outside = 0;
};
Count count_of(std::uint32_t studies, const Study& of) {
  Count count;
  for (std::uint32_t study = 0; study < studies; ++study) {
    const FidelityTable table = table_of(study, of);
    const bool first = table.rows[0].verdict == Verdict::outside;
    count.failed += table.outside() > 0 ? 1 : 0;
    count.first_outside += first ? 1 : 0;
    count.others_outside += table.outside() > (first ? 1U : 0U) ? 1 : 0;
  }
  return count;
}

std::vector<Log> logs_of(const std::vector<double>& values, const Quantity& of = {}) {
  std::vector<Log> logs;
  for (const double v : values) logs.push_back({{"x", v, of}});
  return logs;
}

std::vector<double> whole_numbers(int count) {
  std::vector<double> values;
  for (int i = 1; i <= count; ++i) values.push_back(i);
  return values;
}

StatisticVerdict row_of(double x, const std::vector<double>& simulated, const Quantity& of = {}) {
  return compare_statistics(Log{{"x", x, of}}, logs_of(simulated, of), alpha).rows.at(0);
}

}  // namespace

TEST_CASE("ranks, intervals and distances by hand", "[scenarios][fidelity]") {
  const std::vector<double> values = whole_numbers(99);
  const StatisticVerdict middle = row_of(50.0, values);
  CHECK(middle.p_value == 1.0);
  CHECK(middle.adjusted == 1.0);
  CHECK(middle.mean == Approx(50.0));
  CHECK(middle.sd == Approx(std::sqrt(99.0 * 100.0 / 12.0)));
  CHECK(middle.alone_low == 2.0);
  CHECK(middle.alone_high == 98.0);
  CHECK(row_of(2.5, values).p_value == Approx(2.0 * 3.0 / 100.0));
  CHECK(row_of(2.0, values).p_value == Approx(2.0 * 3.0 / 100.0));  // a tie is as extreme
  CHECK(row_of(1.5, values).p_value == Approx(2.0 * 2.0 / 100.0));
  CHECK(row_of(-7.0, values).p_value == Approx(2.0 / 100.0));
  // All 100 logs alike: about their mean, 50.485, 98.5 is less far than 1, 2 and 99.
  CHECK(row_of(98.5, values).adjusted == Approx(0.04));
  CHECK(row_of(98.5, values).verdict == Verdict::outside);
  CHECK(row_of(97.5, values).adjusted == Approx(0.06));  // and 3, 98
  CHECK(row_of(97.5, values).verdict == Verdict::inside);
  CHECK(row_of(150.0, values).adjusted == Approx(0.01));
}

TEST_CASE("the real value is outside where it lies beyond the interval, and only there",
          "[scenarios][fidelity]") {
  for (std::uint32_t study = 0; study < 40; ++study) {
    const FidelityTable table =
        table_of(study, {.simulations = 39, .shift = study % 2 ? 4.0 : 0.0});
    for (const StatisticVerdict& row : table.rows) {
      if (!row.low) continue;
      CAPTURE(study, row.statistic, row.real, *row.low, *row.high, row.adjusted);
      const double slack = 1e-9 * (1.0 + std::abs(row.real));
      if (row.verdict == Verdict::outside) {
        CHECK((row.real < *row.low + slack || row.real > *row.high - slack));
      } else {
        CHECK((row.real >= *row.low - slack && row.real <= *row.high + slack));
      }
    }
  }
}

TEST_CASE("no interval leaves the range of its statistic", "[scenarios][fidelity]") {
  // Spread so wide that mean - reach x sd is far below 0, and mean + reach x sd above 1.
  std::vector<double> seconds;
  std::vector<double> shares;
  std::vector<double> correlations;
  for (int i = 0; i < 39; ++i) {
    const double u = (i + 0.5) / 39.0;
    seconds.push_back(100.0 * std::pow(u, 6.0));
    shares.push_back(i % 2 == 0 ? 0.1 * u : 1.0 - 0.1 * u);
    correlations.push_back(2.0 * shares.back() - 1.0);
  }
  const StatisticVerdict s = row_of(1.0, seconds, {"s", 0.0, {}});
  CHECK(*s.mean - 1.96 * *s.sd < -20.0);
  CHECK(*s.low >= 0.0);
  CHECK(*s.high > *s.mean);
  CHECK(s.unit == "s");
  const StatisticVerdict p = row_of(0.5, shares, share_quantity);
  CHECK(*p.low >= 0.0);
  CHECK(*p.high <= 1.0);
  const StatisticVerdict r = row_of(0.0, correlations, correlation_quantity);
  CHECK(*r.low >= -1.0);
  CHECK(*r.high <= 1.0);
  CHECK(*r.low == Approx(2.0 * *p.low - 1.0));  // one scale for whatever has two ends
}

TEST_CASE("a statistic that never varies must be met, one that nobody has is outside",
          "[scenarios][fidelity]") {
  const std::vector<double> constant(40, 0.25);
  CHECK(row_of(0.25, constant).verdict == Verdict::inside);
  CHECK(row_of(0.25, constant).note == "the same in every simulated log");
  CHECK(row_of(0.25 + 1e-12, constant).verdict == Verdict::inside);
  CHECK(row_of(0.26, constant).verdict == Verdict::outside);
  CHECK(row_of(0.26, constant).high == Approx(0.25));
  const StatisticVerdict unknown =
      compare_statistics(Log{{"y", 1.0}}, logs_of(constant), alpha).rows.at(0);
  CHECK(unknown.verdict == Verdict::outside);
  CHECK(unknown.note == "no simulated log has it");
  CHECK_FALSE(unknown.mean);
  CHECK_FALSE(unknown.low);

  std::vector<Log> some = logs_of(whole_numbers(10));
  for (int i = 0; i < 30; ++i) some.push_back({});
  const StatisticVerdict partly = compare_statistics(Log{{"x", 5.0}}, some, alpha).rows.at(0);
  CHECK(partly.note == "10 of 40 simulated logs have it");
  CHECK(partly.mean == Approx(5.5));
}

TEST_CASE("statistics of few values do not blind the family", "[scenarios][fidelity]") {
  // Eight counts, each 5 in all logs but one, which has 6: eight logs would be endlessly far out,
  // and nothing else could be outside.
  std::vector<Log> logs;
  for (std::uint32_t i = 1; i <= 99; ++i) logs.push_back(draw_log(1, i));
  Log real = draw_log(1, 0, 8.0);
  for (std::size_t c = 0; c < 8; ++c) {
    const std::string name = "count " + std::to_string(c);
    for (std::size_t i = 0; i < logs.size(); ++i) {
      logs[i].push_back({name, i == 11 * c + 7 ? 6.0 : 5.0, ratio_quantity});
    }
    real.push_back({name, 5.0, ratio_quantity});
  }
  const FidelityTable table = compare_statistics(real, logs, alpha);
  CHECK(table.rows.at(0).verdict == Verdict::outside);
  CHECK(table.outside() == 1);
  real.back().value = 9.0;
  CHECK(compare_statistics(real, logs, alpha).rows.back().verdict == Verdict::outside);
}

TEST_CASE("simulated logs too short for any statistic are left out while enough remain",
          "[scenarios][fidelity]") {
  std::vector<Log> logs = logs_of(whole_numbers(39));
  logs.resize(139);
  const FidelityTable table = compare_statistics(Log{{"x", 45.0}}, logs, alpha);
  CHECK(table.simulations == 39);
  CHECK(table.too_short == 100);
  CHECK(table.rows.at(0).adjusted == Approx(1.0 / 40.0));
  // Too few remain: to have the statistic at all is then what tells the real log from the others.
  logs.erase(logs.begin(), logs.begin() + 38);
  const FidelityTable rare = compare_statistics(Log{{"x", 20.0}}, logs, alpha);
  CHECK(rare.too_short == 0);
  CHECK(rare.rows.at(0).verdict == Verdict::outside);
}

TEST_CASE("too few simulations are refused, with the number that is needed",
          "[scenarios][fidelity]") {
  CHECK(simulations_needed(0.05) == 19);
  CHECK(simulations_needed(0.025) == 39);
  CHECK(simulations_needed(0.01) == 99);
  const std::vector<Log> logs = logs_of(whole_numbers(18));
  CHECK_THROWS_WITH(compare_statistics(Log{{"x", 1.0}}, logs, alpha),
                    Catch::Contains("simulate 19 or more"));
  CHECK_THROWS_AS(compare_statistics(Log{}, logs_of(whole_numbers(40)), alpha), CalibrationError);
}

// Exit 1 at chance alpha. The studies are independent, so that those that fail are binomial; the
// bounds are its .001 and .999 quantiles.
TEST_CASE("a right model fails at the nominal rate, however few simulations there are",
          "[scenarios][fidelity][statistical]") {
  CHECK(count_of(1000, {.simulations = 19}).failed <= 73);  // alpha 1/20, ties make it less
  const int failed = count_of(1000, {.simulations = 99}).failed;
  CHECK(failed >= 30);
  CHECK(failed <= 73);
  // 110 logs: floor(.05 x 111) = 5 of them may be outside, 4.5%.
  CHECK(count_of(1000, {.simulations = 110}).failed <= 67);
}

TEST_CASE("a statistic that is off is found, and does not condemn the others",
          "[scenarios][fidelity][statistical]") {
  const Count six = count_of(300, {.simulations = 99, .shift = 6.0});
  CHECK(six.first_outside > 180);
  CHECK(count_of(300, {.simulations = 99, .shift = 3.0}).first_outside < six.first_outside);
  const Count far = count_of(300, {.simulations = 99, .shift = 60.0});
  CHECK(far.first_outside >= 299);
  CHECK(far.others_outside <= 28);  // .05 of 300, its .999 quantile
}
