#include "cli/interrupt.hpp"

#include <ctime>

namespace shoal::cli {

InterruptWatch::InterruptWatch() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGINT);
  sigaddset(&signals_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals_, &before_);
  watcher_ = std::jthread([this](const std::stop_token& finished) { watch(finished); });
}

InterruptWatch::~InterruptWatch() {
  watcher_.request_stop();
  watcher_.join();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void InterruptWatch::watch(const std::stop_token& finished) {
  const std::timespec often{0, 50'000'000};
  while (!finished.stop_requested()) {
    if (sigtimedwait(&signals_, nullptr, &often) > 0) {
      source_.request_stop();
      pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);  // the next one is not ours
      return;
    }
  }
}

}  // namespace shoal::cli
