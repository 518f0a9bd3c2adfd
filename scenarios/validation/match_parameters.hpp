// What of a world is matched with a log of sessions, and by which statistics: session_match.hpp.
#pragma once

#include "scenarios/calibration/session_overlay.hpp"
#include "scenarios/validation/session_tally.hpp"
#include "sim/world_config.hpp"

#include <Eigen/Core>

#include <array>
#include <functional>
#include <string>
#include <vector>

namespace shoal::scenarios {

// Of a log, real or simulated.
struct Observed {
  SessionTally tally;
  sim::SessionParams params;  // as the calibration of that log finds them
};

struct MatchParameter {
  std::string name;
  double value = 0.0;  // on a scale without bounds of its own: a logarithm, log odds, a location
  double low = -20.0;
  double high = 20.0;
  double low_statistic = -20.0;
  double high_statistic = 20.0;
  double gain = 1.0;  // of the statistic by the value, about
  bool measures_gain = false;
  bool is_share = false;  // from the tally: its error is the spread over simulated logs
  double observed = 0.0;  // the statistic of the real log
  double error = 0.0;     // standard error of the value, of shares
  std::function<void(sim::WorldConfig&, double)> put = {};
  std::function<double(const Observed&)> statistic = {};
};

// With the values to begin with. `base` has the calibration put in.
std::vector<MatchParameter> match_parameters(const sim::WorldConfig& base, const SessionData& real,
                                             const SessionCalibration& found);

// Rows of pages sum to 1; factors of the months that are kept, and of weekdays, have mean 1.
void normalise(const std::array<bool, 12>& months, sim::WorldConfig& config);

// For an overlay: what is not among the calibration's own parameters. `covariance` of statistics.
SessionWorldFit world_fit(const std::vector<MatchParameter>& parameters,
                          const Eigen::MatrixXd& covariance, const sim::WorldConfig& config,
                          const SessionTally& real);

}  // namespace shoal::scenarios
