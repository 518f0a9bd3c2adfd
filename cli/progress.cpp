#include "cli/progress.hpp"

#include "cli/console.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace shoal::cli {

std::string clock_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(std::clamp(seconds, 0.0, 3.6e9)));
  const std::int64_t hours = whole / 3600;
  const std::int64_t minutes = whole / 60 % 60;
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60);
  return fmt::format("{}:{:02}", minutes, whole % 60);
}

std::string progress_text(const std::string& what, double done_frac, double elapsed_s) {
  const double done = std::clamp(done_frac, 0.0, 1.0);
  std::string text = fmt::format("{}  {:3.0f}%", what, std::floor(done * 100.0));
  if (done >= 0.01 && elapsed_s >= 1.0) {
    text += fmt::format("  {} left", clock_text(elapsed_s * (1.0 - done) / done));
  }
  return text;
}

Progress::Progress(std::string what) : what_(std::move(what)) {}

void Progress::clear() {
  if (shown_) overwrite_line("");
  shown_ = false;
}

double Progress::elapsed_s() const {
  return std::chrono::duration<double>(Clock::now() - begin_).count();
}

void Progress::update(double done_frac) {
  const auto now = Clock::now();
  if (shown_ && now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  shown_ = true;
  overwrite_line(progress_text(what_, done_frac, elapsed_s()));
}

}  // namespace shoal::cli
