// Independent jobs over a team's threads, such as the runs of an experiment, with progress. Which
// thread does which job changes nothing as long as a job writes to its own place only. A job may
// hand the same team parts of its own (core/team.hpp), such as the markets of its world.
#pragma once

#include "core/team.hpp"

#include <cstddef>
#include <functional>

namespace shoal::scenarios {

// The share of something that is done, [0, 1].
using Progress = std::function<void(double)>;
// A job's number, and what it may tell of itself.
using Job = std::function<void(std::size_t, const Progress& tell)>;

// Does job 0 ... job `jobs` - 1, each once; by the caller alone where there is no team. `progress`,
// unless empty, is called from one thread at a time. After a job throws no new ones begin, and the
// exception of the first (by number) that threw is thrown on.
void for_each_job(Team* team, std::size_t jobs, const Progress& progress, const Job& job);

}  // namespace shoal::scenarios
