// Change detectors on a stream of numbers. Constant memory, constant time.
#pragma once

#include <cstdint>

namespace shoal::engine {

enum class DriftState : std::uint8_t { stable, warning, drift };

// DDM (Gama, Medas, Castillo, Rodrigues 2004, "Learning with drift detection") on errors in
// {0, 1}: p is the error rate since the last drift, s = sqrt(p (1 - p) / n); with the smallest
// p + s seen it warns at p + s > p_min + 2 s_min and finds drift at 3 s_min, then starts afresh.
struct DdmOptions {
  double warning = 2.0;
  double drift = 3.0;
  std::uint32_t minimum = 30;  // examples before it may speak
};

class Ddm {
 public:
  explicit Ddm(const DdmOptions& options) : options_(options) {}
  [[nodiscard]] DriftState add(bool error);

 private:
  DdmOptions options_;
  std::uint32_t n_ = 0;
  double p_ = 0.0;
  bool has_minimum_ = false;
  double p_min_ = 0.0;
  double s_min_ = 0.0;
};

// Page-Hinkley (Page 1954; Hinkley 1971), for a rise of the mean: the sum of
// x - mean(x) - tolerance exceeds its minimum by more than the threshold. Starts afresh on alarm.
struct PageHinkleyOptions {
  double tolerance = 0.05;
  double threshold = 50.0;
  std::uint32_t minimum = 30;
};

class PageHinkley {
 public:
  explicit PageHinkley(const PageHinkleyOptions& options) : options_(options) {}
  // True when it finds that the mean has risen.
  [[nodiscard]] bool add(double x);

 private:
  PageHinkleyOptions options_;
  std::uint32_t n_ = 0;
  double mean_ = 0.0;
  double sum_ = 0.0;
  double minimum_ = 0.0;
};

}  // namespace shoal::engine
