// Independent jobs over threads. Which thread does which job changes nothing as long as a job
// writes to its own place only.
#pragma once

#include <cstddef>
#include <functional>

namespace shoal::scenarios {

struct WorkerOptions {
  unsigned threads = 1;
  // Called with the share of the work that is done, [0, 1], from one thread at a time.
  std::function<void(double)> progress;
};

// A job's number, and what it may tell: the share of itself that is done, [0, 1].
using Job = std::function<void(std::size_t, const std::function<void(double)>& tell)>;

// Does job 0 ... job `jobs` - 1, each once. After a job throws no new ones begin, and the exception
// of the first (by number) that threw is thrown on.
void for_each_job(std::size_t jobs, const WorkerOptions& options, const Job& job);

}  // namespace shoal::scenarios
