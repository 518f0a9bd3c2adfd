#include "scenarios/calibration/purchase_season.hpp"

#include "scenarios/calibration/data_error.hpp"
#include "scenarios/calibration/purchase_models.hpp"

#include <Eigen/Cholesky>

#include <boost/math/distributions/fisher_f.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace shoal::scenarios {
namespace {

constexpr std::int32_t fewest_months = 24;
constexpr double significance = 0.05;

// A Poisson regression with log link by iteratively re-weighted least squares.
struct Regression {
  Eigen::VectorXd coefficients;
  Eigen::MatrixXd covariance;  // for dispersion 1
  double deviance = 0.0;
  double pearson = 0.0;
};

Regression regress(const Eigen::MatrixXd& x, const Eigen::VectorXd& y,
                   const Eigen::VectorXd& offset) {
  Regression fit;
  fit.coefficients = Eigen::VectorXd::Zero(x.cols());
  fit.coefficients[0] = std::log(y.sum() / offset.array().exp().sum());
  Eigen::VectorXd mu;
  Eigen::LDLT<Eigen::MatrixXd> information;
  for (int i = 0; i < 50; ++i) {
    mu = (offset + x * fit.coefficients).array().exp();
    information.compute(x.transpose() * mu.asDiagonal() * x);
    const Eigen::VectorXd step = information.solve(x.transpose() * (y - mu));
    fit.coefficients += step;
    if (step.cwiseAbs().maxCoeff() < 1e-10) break;
  }
  mu = (offset + x * fit.coefficients).array().exp();
  fit.covariance = information.solve(Eigen::MatrixXd::Identity(x.cols(), x.cols()));
  for (Eigen::Index t = 0; t < y.size(); ++t) {
    const double log_part = y[t] > 0.0 ? y[t] * std::log(y[t] / mu[t]) : 0.0;
    fit.deviance += 2.0 * (log_part - (y[t] - mu[t]));
    fit.pearson += (y[t] - mu[t]) * (y[t] - mu[t]) / mu[t];
  }
  return fit;
}

// Months from the log's first to its last, complete ones only.
struct MonthSpan {
  std::int32_t first_day = 0;  // days since the log's first day
  std::int32_t end_day = 0;    // the first day after
  std::int32_t month = 0;
};
std::vector<MonthSpan> complete_months(const PurchaseLog& log) {
  using namespace std::chrono;
  std::vector<MonthSpan> months;
  const year_month_day first{log.first_day};
  for (year_month at{first.year(), first.month()};; at += std::chrono::months(1)) {
    const CalendarDay begin{at / day{1}};
    const CalendarDay end{(at + std::chrono::months(1)) / day{1}};
    if (end > log.last_day + days(1)) return months;
    if (begin < log.first_day) continue;
    months.push_back({.first_day = static_cast<std::int32_t>((begin - log.first_day).count()),
                      .end_day = static_cast<std::int32_t>((end - log.first_day).count()),
                      .month = static_cast<std::int32_t>(static_cast<unsigned>(at.month())) - 1});
  }
}

// E[repeats until a time] of a new customer, by the better of the two models of closed form.
class Expectation {
 public:
  explicit Expectation(const PurchaseLog& log) {
    const auto customers = summarise(log, log.span_days() - 1);
    const Fit<Nbd> nbd = fit_nbd(customers);
    const Fit<ParetoNbd> pareto = fit_pareto_nbd(customers);
    by_day_.push_back(0.0);
    for (std::int32_t day = 1; day <= log.span_days(); ++day) {
      by_day_.push_back(pareto.result.aic < nbd.result.aic
                            ? expected_repeats(pareto.model, day / 7.0)
                            : expected_repeats(nbd.model, day / 7.0));
    }
  }
  double until(std::int32_t day) const {
    return day <= 0 ? 0.0 : by_day_[static_cast<std::size_t>(day)];
  }

 private:
  std::vector<double> by_day_;
};

}  // namespace

SeasonCalibration test_season(const std::vector<MonthlyCount>& counts) {
  const auto n = static_cast<Eigen::Index>(counts.size());
  if (n < fewest_months) {
    throw CalibrationError(fmt::format(
        "{} complete calendar months are too few to tell a season from a trend; {} are needed", n,
        fewest_months));
  }
  Eigen::MatrixXd x = Eigen::MatrixXd::Zero(n, 13);
  Eigen::VectorXd y(n);
  Eigen::VectorXd offset(n);
  std::array<double, 12> by_month{};
  for (Eigen::Index t = 0; t < n; ++t) {
    const MonthlyCount& count = counts[static_cast<std::size_t>(t)];
    if (!(count.expected > 0.0)) {
      throw CalibrationError("a month in which no repeat purchase can be expected; leave it out");
    }
    y[t] = count.purchases;
    offset[t] = std::log(count.expected);
    x(t, 0) = 1.0;
    x(t, 1) = static_cast<double>(t) / static_cast<double>(n) - 0.5;
    if (count.month > 0) x(t, 1 + count.month) = 1.0;
    by_month[static_cast<std::size_t>(count.month)] += count.purchases;
  }
  if (std::any_of(by_month.begin(), by_month.end(), [](double c) { return c == 0.0; })) {
    throw CalibrationError(
        "a calendar month has no repeat purchases, so it has no factor; give a "
        "larger log");
  }
  const Regression none = regress(x.leftCols(2), y, offset);
  const Regression with = regress(x, y, offset);
  SeasonCalibration season;
  season.months = static_cast<std::int32_t>(n);
  const auto freedom = static_cast<double>(n - 13);
  season.dispersion = std::max(1.0, with.pearson / freedom);
  season.f = std::max(0.0, none.deviance - with.deviance) / 11.0 / season.dispersion;
  season.p_value =
      boost::math::cdf(boost::math::complement(boost::math::fisher_f(11.0, freedom), season.f));
  season.is_seasonal = season.p_value < significance;

  Eigen::Matrix<double, 12, 1> logs = Eigen::Matrix<double, 12, 1>::Zero();
  logs.tail<11>() = with.coefficients.tail<11>();
  const double mean = logs.array().exp().mean();
  Eigen::Matrix<double, 12, 12> covariance = Eigen::Matrix<double, 12, 12>::Zero();
  covariance.bottomRightCorner<11, 11>() =
      season.dispersion * with.covariance.bottomRightCorner<11, 11>();
  // log f = log g - log mean(g): the mean moves with every factor.
  const Eigen::Matrix<double, 12, 1> share = logs.array().exp() / (12.0 * mean);
  const Eigen::Matrix<double, 12, 12> change =
      Eigen::Matrix<double, 12, 12>::Identity() -
      Eigen::Matrix<double, 12, 1>::Ones() * share.transpose();
  season.log_covariance = change * covariance * change.transpose();
  for (Eigen::Index m = 0; m < 12; ++m) {
    season.factor[static_cast<std::size_t>(m)] = std::exp(logs[m]) / mean;
    season.log_error[static_cast<std::size_t>(m)] = std::sqrt(season.log_covariance(m, m));
  }
  return season;
}

SeasonCalibration fit_season(const PurchaseLog& log) {
  if (!log.has_calendar) {
    throw CalibrationError("the days of the log are numbers without a calendar");
  }
  const std::vector<MonthSpan> months = complete_months(log);
  if (static_cast<std::int32_t>(months.size()) < fewest_months) {
    throw CalibrationError(fmt::format(
        "{} complete calendar months are too few to tell a season from a trend; {} are needed",
        months.size(), fewest_months));
  }
  const Expectation expectation(log);
  std::map<std::int32_t, double> newcomers;  // first purchases by day
  std::map<std::int32_t, double> repeats;
  for (const CustomerPurchases& customer : log.customers) {
    newcomers[customer.days.front().day] += 1.0;
    for (std::size_t i = 1; i < customer.days.size(); ++i) repeats[customer.days[i].day] += 1.0;
  }
  std::vector<MonthlyCount> counts;
  for (const MonthSpan& span : months) {
    MonthlyCount count{.month = span.month};
    for (auto at = repeats.lower_bound(span.first_day);
         at != repeats.end() && at->first < span.end_day; ++at) {
      count.purchases += at->second;
    }
    for (const auto& [day, n] : newcomers) {
      count.expected +=
          n * (expectation.until(span.end_day - day) - expectation.until(span.first_day - day));
    }
    counts.push_back(count);
  }
  return test_season(counts);
}

}  // namespace shoal::scenarios
