#include "core/team.hpp"

#include <algorithm>

namespace shoal {

// By the default constructor, so that the destructor ends the others where a thread cannot be had.
Team::Team(unsigned threads) : Team() {
  for (unsigned k = 1; k < threads; ++k) {
    threads_.emplace_back([this] {
      Lock lock(mutex_);
      help(lock, 0, [this] { return ends_; });
    });
  }
}

Team::~Team() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  for (std::thread& t : threads_) t.join();
}

void Team::run(std::size_t count, const TeamPart& part) {
  if (threads_.empty() || count < 2) return run_parts(nullptr, count, part);
  Lock lock(mutex_);
  Job job{.part = part, .count = count, .age = ++jobs_begun_, .failure = nullptr};
  jobs_.push_back(&job);
  for (std::size_t k = 1; k < std::min(count, threads_.size() + 1); ++k) changed_.notify_one();
  while (job.next < job.count) do_part(job, lock);
  job.awaited = true;
  help(lock, job.age, [&job] { return job.open == 0; });
  if (job.failure) std::rethrow_exception(job.failure);
}

// Does parts of jobs younger than the one of this age, until `done`.
template <class Done>
void Team::help(Lock& lock, std::size_t age, Done done) {
  while (!done()) {
    const auto job =
        std::find_if(jobs_.begin(), jobs_.end(), [age](const Job* j) { return j->age > age; });
    if (job != jobs_.end()) {
      do_part(**job, lock);
    } else {
      changed_.wait(lock);
    }
  }
}

void Team::do_part(Job& job, Lock& lock) {
  const std::size_t mine = job.next++;
  ++job.open;
  if (job.next == job.count) std::erase(jobs_, &job);
  lock.unlock();
  std::exception_ptr failure;
  try {
    job.part(mine);
  } catch (...) {
    failure = std::current_exception();
  }
  lock.lock();
  if (failure) {
    if (!job.failure || mine < job.failed) {
      job.failure = failure;
      job.failed = mine;
    }
    if (job.next < job.count) std::erase(jobs_, &job);
    job.next = job.count;
  }
  if (--job.open == 0 && job.awaited) changed_.notify_all();
}

void run_parts(Team* team, std::size_t count, const TeamPart& part) {
  if (team != nullptr) return team->run(count, part);
  for (std::size_t i = 0; i < count; ++i) part(i);
}

}  // namespace shoal
