// What a calibration leaves open: the parameters that were fitted together, on the scale on which
// their doubt is about normal, with their means and covariance there. Written by the calibrators,
// drawn from by a run with draws (scenarios/draws.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace shoal::scenarios {

// x itself, ln x, ln(x / (1 - x)).
enum class ParameterScale : std::uint8_t { linear, log, logit };

double to_scale(ParameterScale scale, double value);  // infinite or NaN outside the scale's domain
double from_scale(ParameterScale scale, double scaled);

struct CalibratedParameter {
  std::string pointer;  // JSON pointer of a number: "/population/purchases/r", "/x/dwell_hours/0"
  ParameterScale scale{};
};

struct JointCalibration {
  std::string file;    // that was fitted
  std::string sha256;  // of its bytes, 64 hexadecimal digits
  std::vector<CalibratedParameter> parameters;
  std::vector<double> mean;        // (parameter), on its scale; the scenario's own values
  std::vector<double> covariance;  // (parameter x parameter), row by row
};

// The calibration without one parameter: the others keep their marginal distribution.
void drop_parameter(JointCalibration& calibration, std::size_t position);

// L, row by row and lower triangular, with L L' = the matrix (n x n, row by row); a pivot that is
// 0 within tolerance gives a column of zeros. Nothing where the matrix is not positive
// semidefinite: its correlations have an eigenvalue below about -1e-6 (covariances are often
// written with six digits). Cost: n^3 / 6.
std::optional<std::vector<double>> cholesky_factor(std::span<const double> matrix, std::size_t n);

}  // namespace shoal::scenarios
