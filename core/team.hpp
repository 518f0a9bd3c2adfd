// A team of threads that does the parts of a job together, again and again. Which thread does which
// part is open, so parts must not depend on each other: then it changes nothing.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace shoal {

class Team {
 public:
  // The caller counts as one of them.
  explicit Team(unsigned threads);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  // part(0) ... part(count - 1), each once, begun in this order; returns when all are done. After a
  // part throws no new ones begin, and the exception of the lowest part that threw is thrown on.
  // Cost: some microseconds.
  void run(std::size_t count, const std::function<void(std::size_t)>& part);

 private:
  Team() = default;
  void work();
  void take_parts();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  const std::function<void(std::size_t)>* part_ = nullptr;
  std::size_t count_ = 0;
  std::size_t next_ = 0;
  std::size_t open_ = 0;  // parts begun and not yet done
  std::size_t round_ = 0;
  bool ends_ = false;
  std::vector<std::exception_ptr> failed_;
  std::vector<std::thread> threads_;
};

}  // namespace shoal
