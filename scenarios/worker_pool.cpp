#include "scenarios/worker_pool.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace shoal::scenarios {

void for_each_job(std::size_t jobs, const WorkerOptions& options,
                  const std::function<void(std::size_t)>& job) {
  std::vector<std::exception_ptr> failed(jobs);
  std::atomic<std::size_t> next{0};
  std::atomic<bool> give_up{false};
  std::mutex telling;
  std::size_t done = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < jobs && !give_up; i = next++) {
      try {
        job(i);
      } catch (...) {
        failed[i] = std::current_exception();
        give_up = true;
      }
      if (!options.progress) continue;
      const std::lock_guard lock(telling);
      options.progress(static_cast<double>(++done) / static_cast<double>(jobs));
    }
  };
  {
    std::vector<std::jthread> pool;
    const std::size_t wanted = std::clamp<std::size_t>(jobs, 1, std::max(1U, options.threads));
    for (std::size_t k = 1; k < wanted; ++k) pool.emplace_back(work);
    work();
  }
  for (const std::exception_ptr& e : failed) {
    if (e) std::rethrow_exception(e);
  }
}

}  // namespace shoal::scenarios
