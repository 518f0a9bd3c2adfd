#include "scenarios/calibration/session_hawkes.hpp"

#include "scenarios/calibration/numeric_likelihood.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::scenarios {
namespace {

constexpr std::size_t fewest_users = 50;
constexpr std::size_t most_visits = 200'000;
constexpr double critical_ratio = 13.8155;

// The integral of the rhythm from one hour of time to another.
class RhythmIntegral {
 public:
  explicit RhythmIntegral(const std::array<double, hours_of_week>& rhythm) : rhythm_(rhythm) {
    for (std::size_t h = 0; h < hours_of_week; ++h) sum_[h + 1] = sum_[h] + rhythm[h];
  }
  double at(double hours) const {
    const double weeks = std::floor(hours / 168.0);
    const double within = hours - 168.0 * weeks;
    const auto h = std::min<std::size_t>(static_cast<std::size_t>(within), hours_of_week - 1);
    return weeks * sum_.back() + sum_[h] + (within - static_cast<double>(h)) * rhythm_[h];
  }
  double rate(double hours) const {
    const double within = hours - 168.0 * std::floor(hours / 168.0);
    return rhythm_[std::min<std::size_t>(static_cast<std::size_t>(within), hours_of_week - 1)];
  }

 private:
  const std::array<double, hours_of_week>& rhythm_;
  std::array<double, hours_of_week + 1> sum_{};
};

struct UserTerms {
  std::vector<double> rate;        // of the rhythm at visits 2 ...
  std::vector<double> excitation;  // n beta sum of exponentials there
  double exposure = 0.0;           // rhythm integral
  double compensator = 0.0;        // of the excitation
};

void fill(UserTerms& u, const std::vector<double>& visits, const HawkesModel& m,
          const RhythmIntegral& rhythm) {
  u.rate.clear();
  u.excitation.clear();
  u.compensator = 0.0;
  const double beta = 1.0 / m.delay_hours;
  double decayed = 0.0;
  for (std::size_t i = 1; i < visits.size(); ++i) {
    decayed = (decayed + 1.0) * std::exp(-beta * (visits[i] - visits[i - 1]));
    u.rate.push_back(rhythm.rate(visits[i]));
    u.excitation.push_back(m.branching * beta * decayed);
    u.compensator += m.branching * -std::expm1(-beta * (visits.back() - visits[i - 1]));
  }
  u.exposure = rhythm.at(visits.back()) - rhythm.at(visits.front());
}

}  // namespace

VisitTimes visit_times(const std::vector<std::vector<double>>& visits) {
  VisitTimes times;
  std::array<double, 24> hour{};
  std::array<double, 7> day{};
  double total = 0.0;
  std::size_t kept = 0;
  for (const auto& user : visits) {
    for (const double t : user) {
      const auto h = static_cast<std::size_t>(t - 168.0 * std::floor(t / 168.0)) % hours_of_week;
      hour[h % 24] += 1.0;
      day[h / 24] += 1.0;
      total += 1.0;
    }
    if (user.size() < 2 || kept >= most_visits) continue;
    kept += user.size();
    times.users.push_back(user);
  }
  // Two visits a cell added, so that no hour is impossible.
  for (std::size_t h = 0; h < hours_of_week; ++h) {
    times.rhythm[h] =
        (hour[h % 24] + 2.0) / (total + 48.0) * 24.0 * (day[h / 24] + 2.0) / (total + 14.0) * 7.0;
  }
  return times;
}

namespace {

// log of the integral over mu of its gamma density (shape k, rate r) times the user's likelihood:
// trapezoids in x = log mu around the mode, where the integrand is smooth and decays at both ends.
// The mode solves mu (r + exposure) = k + sum of w_i, w_i = mu rho_i / (mu rho_i + excitation_i).
double log_mixed(const UserTerms& u, double k, double r) {
  const double rate = r + u.exposure;
  double certain = k + static_cast<double>(u.rate.size());
  for (int step = 0; step < 8; ++step) {
    const double mu = certain / rate;
    double next = k;
    for (std::size_t i = 0; i < u.rate.size(); ++i) {
      next += mu * u.rate[i] / (mu * u.rate[i] + u.excitation[i]);
    }
    if (std::abs(next - certain) < 1e-3 * certain) break;
    certain = next;
  }
  const double width = 0.5 / std::sqrt(certain);
  const double mode = std::log(certain / rate);
  constexpr int left = 20;
  constexpr int right = 12;
  std::array<double, left + right + 1> logs{};
  for (int n = -left; n <= right; ++n) {
    const double x = mode + n * width;
    const double mu = std::exp(x);
    double product = 1.0;
    double sum = k * x - mu * rate;
    for (std::size_t i = 0; i < u.rate.size(); ++i) {
      product *= mu * u.rate[i] + u.excitation[i];
      if (product < 1e-200 || product > 1e200) {
        sum += std::log(std::max(product, 1e-300));
        product = 1.0;
      }
    }
    logs[static_cast<std::size_t>(n + left)] = sum + std::log(std::max(product, 1e-300));
  }
  const double top = *std::max_element(logs.begin(), logs.end());
  double total = 0.0;
  for (const double l : logs) total += std::exp(l - top);
  return k * std::log(r) - std::lgamma(k) + top + std::log(total * width);
}

}  // namespace

double log_likelihood(const HawkesModel& m, const VisitTimes& times) {
  const RhythmIntegral rhythm(times.rhythm);
  const double rate = m.shape / (m.mean_per_week / 168.0);
  UserTerms u;
  double sum = 0.0;
  for (const auto& visits : times.users) {
    fill(u, visits, m, rhythm);
    sum += log_mixed(u, m.shape, rate) - u.compensator;
  }
  return sum;
}

std::vector<double> compensated_gaps(const HawkesModel& m, const std::vector<double>& visits,
                                     const std::array<double, hours_of_week>& rhythm) {
  const RhythmIntegral integral(rhythm);
  const double per_hour = m.mean_per_week / 168.0;
  std::vector<double> gaps;
  double excited = 0.0;
  for (std::size_t i = 1; i < visits.size(); ++i) {
    excited += 1.0;
    const double after = excited * std::exp(-(visits[i] - visits[i - 1]) / m.delay_hours);
    gaps.push_back(per_hour * (integral.at(visits[i]) - integral.at(visits[i - 1])) +
                   m.branching * (excited - after));
    excited = after;
  }
  return gaps;
}

std::optional<ExcitationFit> fit_excitation(const std::vector<std::vector<double>>& visits) {
  const VisitTimes times = visit_times(visits);
  if (times.users.size() < fewest_users) return std::nullopt;
  ExcitationFit result;
  double hours = 0.0;
  for (const auto& user : times.users) {
    result.visits += user.size();
    hours += user.back() - user.front();
  }
  result.users = times.users.size();
  const double gaps = static_cast<double>(result.visits - result.users);
  const double weekly = std::max(gaps / std::max(hours, 1e-6) * 168.0, 1e-4);
  NumericProblem poisson;
  poisson.observations = gaps;
  poisson.names = {"mean_per_week", "shape"};
  poisson.starts = {{weekly, 1.0}};
  poisson.log_likelihood = [&times](std::span<const double> at) {
    return log_likelihood({.mean_per_week = at[0], .shape = at[1], .branching = 0.0}, times);
  };
  result.poisson = maximise(poisson);
  NumericProblem hawkes = poisson;
  hawkes.names = {"mean_per_week", "shape", "branching_odds", "delay_hours"};
  // Longer delays than some days cannot be told from people whose rate changes.
  const double m = result.poisson.parameters[0].point;
  const double k = result.poisson.parameters[1].point;
  hawkes.starts = {{0.7 * m, k, 0.3, 1.0}, {0.7 * m, k, 0.3, 24.0}};
  hawkes.log_likelihood = [&times](std::span<const double> at) {
    constexpr double longest = 72.0;
    const double beyond = std::max(0.0, std::log(at[3] / longest));
    return log_likelihood({.mean_per_week = at[0],
                           .shape = at[1],
                           .branching = share_of_odds(at[2]),
                           .delay_hours = std::min(at[3], 4.0 * longest)},
                          times) -
           1e3 * beyond * beyond;
  };
  result.hawkes = maximise(hawkes);
  result.branching = share_of_odds(result.hawkes.parameters[2], "branching");
  result.delay_hours = result.hawkes.parameters[3];
  result.likelihood_ratio = 2.0 * (result.hawkes.log_likelihood - result.poisson.log_likelihood);
  result.self_exciting = result.likelihood_ratio > critical_ratio;
  return result;
}

}  // namespace shoal::scenarios
