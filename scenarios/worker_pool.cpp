#include "scenarios/worker_pool.hpp"

#include "core/team.hpp"

#include <algorithm>
#include <mutex>
#include <vector>

namespace shoal::scenarios {
namespace {

// Progress over many jobs on many threads, told from one thread at a time.
class Tally {
 public:
  Tally(std::size_t jobs, const std::function<void(double)>& tell) : shares_(jobs), tell_(tell) {}
  void set(std::size_t job, double share) {
    if (!tell_) return;
    const std::lock_guard lock(mutex_);
    done_ += share - shares_[job];
    shares_[job] = share;
    tell_(done_ / static_cast<double>(shares_.size()));
  }

 private:
  std::mutex mutex_;
  std::vector<double> shares_;
  double done_ = 0.0;
  const std::function<void(double)>& tell_;
};

}  // namespace

void for_each_job(std::size_t jobs, const WorkerOptions& options, const Job& job) {
  Tally tally(jobs, options.progress);
  Team team(static_cast<unsigned>(std::min<std::size_t>(options.threads, jobs)));
  team.run(jobs, [&](std::size_t i) {
    job(i, [&tally, i](double share) { tally.set(i, share); });
    tally.set(i, 1.0);
  });
}

}  // namespace shoal::scenarios
