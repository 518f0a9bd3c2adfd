// How far a run is and how long it will still take, on one line of the terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace shoal::cli {

class Progress {
 public:
  explicit Progress(std::string what);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(double done_frac);  // at most ten lines a second are written
  void clear();                   // the line
  double elapsed_s() const;

 private:
  using Clock = std::chrono::steady_clock;

  std::string what_;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point last_{};
  bool shown_ = false;
};

// "1:02:03" or "2:03".
std::string clock_text(double seconds);
// "running quickstart  42%  0:31 left"; what is left is told once 1% and a second are done.
std::string progress_text(const std::string& what, double done_frac, double elapsed_s);

}  // namespace shoal::cli
