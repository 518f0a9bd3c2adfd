#include "core/team.hpp"

namespace shoal {

// By the default constructor, so that the destructor ends the others where a thread cannot be had.
Team::Team(unsigned threads) : Team() {
  for (unsigned k = 1; k < threads; ++k) {
    threads_.emplace_back([this] { work(); });
  }
}

Team::~Team() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  wake_.notify_all();
  for (std::thread& t : threads_) t.join();
}

void Team::run(std::size_t count, const std::function<void(std::size_t)>& part) {
  {
    const std::lock_guard lock(mutex_);
    part_ = &part;
    count_ = count;
    next_ = 0;
    ++round_;
    failed_.assign(count, nullptr);
  }
  if (!threads_.empty() && count > 1) wake_.notify_all();
  take_parts();
  std::unique_lock lock(mutex_);
  done_.wait(lock, [this] { return open_ == 0; });
  for (const std::exception_ptr& e : failed_) {
    if (e) std::rethrow_exception(e);
  }
}

void Team::take_parts() {
  std::unique_lock lock(mutex_);
  while (next_ < count_) {
    const std::size_t mine = next_++;
    ++open_;
    const auto* part = part_;
    lock.unlock();
    std::exception_ptr failure;
    try {
      (*part)(mine);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    failed_[mine] = failure;
    if (failure) next_ = count_;
    if (--open_ == 0) done_.notify_all();
  }
}

void Team::work() {
  std::size_t seen = 0;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return ends_ || round_ != seen; });
      if (ends_) return;
      seen = round_;
    }
    take_parts();
  }
}

}  // namespace shoal
