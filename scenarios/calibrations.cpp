#include "scenarios/calibrations.hpp"

#include "core/contracts.hpp"

#include <cmath>

namespace shoal::scenarios {

double to_scale(ParameterScale scale, double value) {
  switch (scale) {
    case ParameterScale::log:
      return std::log(value);
    case ParameterScale::logit:
      return std::log(value) - std::log1p(-value);
    case ParameterScale::linear:
      break;
  }
  return value;
}

double from_scale(ParameterScale scale, double scaled) {
  switch (scale) {
    case ParameterScale::log:
      return std::exp(scaled);
    case ParameterScale::logit:
      return 1.0 / (1.0 + std::exp(-scaled));
    case ParameterScale::linear:
      break;
  }
  return scaled;
}

void drop_parameter(JointCalibration& calibration, std::size_t position) {
  const std::size_t n = calibration.parameters.size();
  require(position < n && calibration.mean.size() == n && calibration.covariance.size() == n * n,
          "a calibration has a mean and a row of covariances for each parameter");
  std::vector<double> kept;
  for (std::size_t i = 0; i < n * n; ++i) {
    if (i / n != position && i % n != position) kept.push_back(calibration.covariance[i]);
  }
  const auto at = static_cast<std::ptrdiff_t>(position);
  calibration.covariance = std::move(kept);
  calibration.mean.erase(calibration.mean.begin() + at);
  calibration.parameters.erase(calibration.parameters.begin() + at);
}

// By correlations, so that parameters of any size count alike.
std::optional<std::vector<double>> cholesky_factor(std::span<const double> matrix, std::size_t n) {
  constexpr double tolerance = 1e-6;
  require(matrix.size() == n * n, "a covariance is square");
  std::vector<double> deviation(n);
  for (std::size_t i = 0; i < n; ++i) {
    if (matrix[i * n + i] < 0.0) return std::nullopt;
    deviation[i] = std::sqrt(matrix[i * n + i]);
  }
  std::vector<double> factor(n * n, 0.0);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < n; ++i) {
      const double size = deviation[i] * deviation[j];
      if (size <= 0.0 && matrix[i * n + j] != 0.0) return std::nullopt;
      double rest = size > 0.0 ? matrix[i * n + j] / size : 0.0;
      for (std::size_t k = 0; k < j; ++k) rest -= factor[i * n + k] * factor[j * n + k];
      if (i == j) {
        if (rest < -tolerance) return std::nullopt;
        factor[j * n + j] = rest > tolerance ? std::sqrt(rest) : 0.0;
      } else if (factor[j * n + j] > 0.0) {
        factor[i * n + j] = rest / factor[j * n + j];
      } else if (std::abs(rest) > std::sqrt(tolerance)) {
        return std::nullopt;  // |r_ij|^2 <= r_ii r_jj does not hold
      }
    }
  }
  for (std::size_t i = 0; i < n * n; ++i) factor[i] *= deviation[i / n];
  return factor;
}

}  // namespace shoal::scenarios
