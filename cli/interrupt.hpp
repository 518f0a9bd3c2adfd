// Ctrl-C (SIGINT) and SIGTERM as a stop token. A second signal ends the program at once.
#pragma once

#include <csignal>
#include <stop_token>
#include <thread>

namespace shoal::cli {

// Make it before other threads are: they inherit that the signals are blocked, so that only the
// watching thread takes them.
class InterruptWatch {
 public:
  InterruptWatch();
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

  std::stop_token token() const { return source_.get_token(); }

 private:
  void watch(const std::stop_token& finished);

  sigset_t signals_{};
  sigset_t before_{};
  std::stop_source source_;
  std::jthread watcher_;
};

}  // namespace shoal::cli
