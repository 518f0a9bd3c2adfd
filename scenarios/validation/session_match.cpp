#include "scenarios/validation/session_match.hpp"

#include "scenarios/experiment.hpp"
#include "scenarios/validation/match_parameters.hpp"
#include "scenarios/validation/world_sessions.hpp"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>

namespace shoal::scenarios {
namespace {

constexpr std::uint64_t match_seed = 0x5e55'104d;
constexpr double longest_step = 0.7;
// How far the share of needs' own sessions is moved to see what it does.
constexpr double trial_step = 0.5;

// Detail of clicks added up over logs, sessions numbered on.
void append(const SessionData& from, SessionData& to) {
  const auto base = static_cast<std::uint32_t>(to.rows);
  to.rows += from.rows + 1;
  to.sessions.insert(to.sessions.end(), from.sessions.begin(), from.sessions.end());
  if (!from.clicks || !to.clicks) return;
  const ClickDetail& a = *from.clicks;
  ClickDetail& b = *to.clicks;
  for (std::size_t i = 0; i < sim::page_kinds; ++i) {
    for (std::size_t k = 0; k < sim::page_kinds; ++k) {
      for (std::size_t t = 0; t < sim::visitor_types; ++t) b.next[t][i][k] += a.next[t][i][k];
      for (std::size_t l = 0; l < sim::page_kinds; ++l) b.triples[i][k][l] += a.triples[i][k][l];
    }
    for (std::size_t t = 0; t < sim::visitor_types; ++t) b.landing[t][i] += a.landing[t][i];
  }
  for (PageGap g : a.gaps) {
    g.session += base;
    b.gaps.push_back(g);
  }
}

struct Round {
  std::vector<double> statistics;            // (parameter) of the logs together
  std::vector<std::vector<double>> of_logs;  // (log x parameter); shares only
};

class Matching {
 public:
  Matching(const Scenario& scenario, const SessionData& real, const SessionCalibration& found,
           const SessionMatchOptions& options)
      : real_(real),
        found_(found),
        options_(options),
        design_(session_design(real)),
        seed_(derive_seed(scenario.seed, match_seed)),
        base_(scenario.world) {
    put_sessions(found, base_.streams.sessions);
    parameters_ = match_parameters(base_, real, found);
    const Observed observed{tally_of(real.sessions), found.params};
    for (MatchParameter& p : parameters_) {
      p.observed = std::clamp(p.statistic(observed), p.low_statistic, p.high_statistic);
    }
  }

  SessionMatch run() {
    for (std::uint32_t r = 0; r < options_.first_rounds; ++r) {
      const Round round = simulate(config_of(values()));
      move(round);
      if (r + 1 == options_.first_rounds / 2) measure_gain();
    }
    std::vector<std::vector<double>> visited;
    std::vector<Round> rounds;
    for (std::uint32_t r = 0; r < options_.rounds; ++r) {
      visited.push_back(values());
      rounds.push_back(simulate(config_of(values())));
      move(rounds.back());
    }
    // Each round would have ended where its own logs agree; their mean is the estimate.
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      MatchParameter& p = parameters_[i];
      double sum = 0.0;
      for (std::size_t r = 0; r < rounds.size(); ++r) {
        sum += visited[r][i] + (p.observed - rounds[r].statistics[i]) / p.gain;
      }
      p.value = std::clamp(sum / static_cast<double>(rounds.size()), p.low, p.high);
    }
    return result(rounds);
  }

 private:
  std::vector<double> values() const {
    std::vector<double> all;
    for (const MatchParameter& p : parameters_) all.push_back(p.value);
    return all;
  }

  sim::WorldConfig config_of(const std::vector<double>& values) const {
    sim::WorldConfig config = base_;
    for (std::size_t i = 0; i < values.size(); ++i) parameters_[i].put(config, values[i]);
    normalise(design_.months, config);
    return config;
  }

  Round simulate(const sim::WorldConfig& config) {
    const SessionWorld world = session_world(config, design_, derive_seed(seed_, next_++));
    SessionData together;
    Round round;
    for (std::uint32_t k = 0; k < options_.logs; ++k) {
      if (options_.stop.stop_requested()) throw Interrupted();
      SessionData log = simulate_world_sessions(world, derive_seed(seed_, next_++));
      as_the_log_tells(log);
      const Observed one{tally_of(log.sessions), found_.params};
      auto& row = round.of_logs.emplace_back();
      for (const MatchParameter& p : parameters_) {
        row.push_back(p.is_share ? p.statistic(one) : 0.0);
      }
      if (k == 0) {
        together = std::move(log);
      } else {
        append(log, together);
      }
      ++done_;
      const double all = (options_.first_rounds + options_.rounds + 1.0) * options_.logs;
      if (options_.progress) options_.progress(std::min(done_ / all, 1.0));
    }
    const SessionCalibration fit = refit_sessions(together, found_);
    const Observed observed{tally_of(together.sessions), fit.params};
    for (const MatchParameter& p : parameters_) {
      round.statistics.push_back(
          std::clamp(p.statistic(observed), p.low_statistic, p.high_statistic));
    }
    return round;
  }

  void as_the_log_tells(SessionData& log) const {
    log.fields = real_.fields;
    if (!real_.clicks || !log.clicks) return;
    log.clicks->has_users = real_.clicks->has_users;
    log.clicks->has_kinds = real_.clicks->has_kinds;
    log.clicks->resolution_s = real_.clicks->resolution_s;
  }

  void move(const Round& round) {
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      MatchParameter& p = parameters_[i];
      const double step = (p.observed - round.statistics[i]) / p.gain;
      p.value = std::clamp(p.value + std::clamp(step, -longest_step, longest_step), p.low, p.high);
    }
  }

  // Of those parameters whose statistic has no gain that is known beforehand: by two worlds with
  // the same draws.
  void measure_gain() {
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      MatchParameter& p = parameters_[i];
      if (!p.measures_gain) continue;
      auto at = values();
      const double step = p.value - trial_step > p.low ? -trial_step : trial_step;
      const std::uint64_t from = next_;
      const double here = simulate(config_of(at)).statistics[i];
      next_ = from;
      at[i] += step;
      const double there = simulate(config_of(at)).statistics[i];
      p.gain = std::clamp((there - here) / step, -2.0, -0.1);
    }
  }

  SessionMatch result(const std::vector<Round>& rounds) {
    SessionMatch out;
    out.config = config_of(values());
    const double averaged = static_cast<double>(rounds.size()) * options_.logs;
    const double factor = std::sqrt(1.0 + 1.0 / averaged);
    const Eigen::MatrixXd spread = covariance(rounds);
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      MatchParameter& p = parameters_[i];
      const auto k = static_cast<Eigen::Index>(i);
      const double sd = std::sqrt(spread(k, k));
      if (p.is_share) p.error = factor * sd / std::abs(p.gain);
      MatchedStatistic s{p.name, p.value, p.error, p.observed, 0.0, sd};
      for (const Round& r : rounds) {
        s.simulated += r.statistics[i] / static_cast<double>(rounds.size());
      }
      out.statistics.push_back(std::move(s));
    }
    out.fit =
        world_fit(parameters_, factor * factor * spread, out.config, tally_of(real_.sessions));
    out.fit.params = out.config.streams.sessions;
    out.fit.error_factor = factor;
    return out;
  }

  // Of the statistics of single logs, about the mean of their round.
  Eigen::MatrixXd covariance(const std::vector<Round>& rounds) const {
    const auto n = static_cast<Eigen::Index>(parameters_.size());
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(n, n);
    double degrees = 0.0;
    for (const Round& round : rounds) {
      Eigen::VectorXd mean = Eigen::VectorXd::Zero(n);
      std::vector<Eigen::VectorXd> logs;
      for (const auto& row : round.of_logs) {
        logs.emplace_back(Eigen::Map<const Eigen::VectorXd>(row.data(), n));
        mean += logs.back() / static_cast<double>(round.of_logs.size());
      }
      for (const Eigen::VectorXd& x : logs) sum += (x - mean) * (x - mean).transpose();
      degrees += static_cast<double>(logs.size()) - 1.0;
    }
    return sum / std::max(degrees, 1.0);
  }

  const SessionData& real_;
  const SessionCalibration& found_;
  const SessionMatchOptions& options_;
  SessionDesign design_;
  Seed seed_;
  sim::WorldConfig base_;
  std::vector<MatchParameter> parameters_;
  std::uint64_t next_ = 0;  // draw
  double done_ = 0.0;       // logs
};

}  // namespace

SessionMatch match_sessions(const Scenario& scenario, const SessionData& real,
                            const SessionCalibration& calibration,
                            const SessionMatchOptions& options) {
  return Matching(scenario, real, calibration, options).run();
}

}  // namespace shoal::scenarios
