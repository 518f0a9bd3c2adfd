#include "scenarios/jobs.hpp"

#include <mutex>
#include <vector>

namespace shoal::scenarios {
namespace {

// Progress over many jobs on many threads, told from one thread at a time.
class Tally {
 public:
  Tally(std::size_t jobs, const Progress& tell) : shares_(jobs), tell_(tell) {}
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
  const Progress& tell_;
};

}  // namespace

void for_each_job(Team* team, std::size_t jobs, const Progress& progress, const Job& job) {
  Tally tally(jobs, progress);
  run_parts(team, jobs, [&](std::size_t i) {
    job(i, [&tally, i](double share) { tally.set(i, share); });
    tally.set(i, 1.0);
  });
}

}  // namespace shoal::scenarios
