// Independent jobs over threads. Which thread does which job changes nothing as long as a job
// writes to its own place only.
#pragma once

#include <cstddef>
#include <functional>

namespace shoal::scenarios {

struct WorkerOptions {
  unsigned threads = 1;
  // Called with the share of jobs that are done, [0, 1], from one thread at a time.
  std::function<void(double)> progress;
};

// Calls job(0), ..., job(jobs - 1), each once. After a job throws no new ones begin, and the
// exception of the first (by number) that threw is thrown on.
void for_each_job(std::size_t jobs, const WorkerOptions& options,
                  const std::function<void(std::size_t)>& job);

}  // namespace shoal::scenarios
