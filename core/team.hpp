// A team of threads that does the parts of a job together, again and again. Which thread does which
// part is open, so parts must not depend on each other: then it changes nothing.
//
// Jobs nest: a part may hand a job of its own to the team. Who is free begins the oldest job's next
// part, so threads spread over the outer job first and then go into its parts; never are more
// threads at work than the team has. Whoever waits for the last parts of a job meanwhile helps with
// jobs that began later, and with those only: so waiting goes from old to young, never in a circle.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace shoal {

using TeamPart = std::function<void(std::size_t)>;

class Team {
 public:
  // The caller counts as one of them.
  explicit Team(unsigned threads);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  // part(0) ... part(count - 1), each once, begun in this order; returns when all are done. After a
  // part throws no new ones begin, and the exception of the lowest part that threw is thrown on.
  // Called by the thread that made the team, or from a part. Cost: some microseconds.
  void run(std::size_t count, const TeamPart& part);

 private:
  struct Job {
    const TeamPart& part;
    std::size_t count;
    std::size_t age;       // a number in order of beginning
    std::size_t next = 0;  // part to begin
    std::size_t open = 0;  // parts begun and not yet done
    bool awaited = false;  // its caller has nothing left to begin
    std::size_t failed = 0;
    std::exception_ptr failure;  // of part `failed`
  };
  using Lock = std::unique_lock<std::mutex>;

  Team() = default;
  template <class Done>
  void help(Lock& lock, std::size_t age, Done done);
  void do_part(Job& job, Lock& lock);

  std::mutex mutex_;
  std::condition_variable changed_;  // a job came, an awaited one is done, or the team ends
  std::vector<Job*> jobs_;           // with parts to begin, oldest first
  std::size_t jobs_begun_ = 0;
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

// The same by the caller alone where there is no team.
void run_parts(Team* team, std::size_t count, const TeamPart& part);

}  // namespace shoal
