// Which event list? Contenders in the hold model (pop the next event, push one at a random gap
// after it; Jones 1986, "An empirical comparison of priority-queue and event-set implementations").
//
// All contenders of one row live side by side and take turns, so that a ratio compares what was
// measured within a second. Before the clock starts every contender must have popped the same
// events; after it stopped, too. bench/README.md says what came out.
//
//   bench_sim_kernel [--smoke] [--max-pending N]
#include "bench/sim/kernel/calendar_queue.hpp"
#include "bench/sim/kernel/dary_heap.hpp"
#include "bench/sim/kernel/hold_increments.hpp"
#include "bench/sim/kernel/ladder_queue.hpp"
#include "bench/timing.hpp"
#include "sim/kernel/event_list.hpp"
#include "tests/sim/kernel/reference_event_list.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::bench {
namespace {

struct Payload {
  std::uint64_t id = 0;
  std::uint64_t value = 0;
};

struct Contender {
  std::string name;
  std::function<std::uint64_t(std::size_t)> hold;  // so many holds; a hash of all that was popped
  std::function<std::size_t()> bytes;
  std::vector<double> ns_per_hold;  // (repetition)
};

template <class List>
Contender make_contender(std::string name, const Increments& increments,
                         const std::vector<SimTime>& fill) {
  auto list = std::make_shared<List>();
  for (std::size_t i = 0; i < fill.size(); ++i) list->push(fill[i], {i, ~i});
  auto hold = [list, &gaps = increments.gaps, next = std::size_t{0}](std::size_t holds) mutable {
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < holds; ++i) {
      const auto entry = list->pop();
      const auto at = static_cast<std::uint64_t>(entry.at.time_since_epoch().count());
      // Multiplied so that the order counts; cheap, and the same for all.
      seen = seen * 0x9e3779b97f4a7c15U + (at ^ (entry.sequence << 32) ^ entry.payload.value);
      list->push(entry.at + gaps[next++ % gaps.size()], entry.payload);
    }
    return seen;
  };
  return {std::move(name), std::move(hold), [list] { return list->bytes(); }, {}};
}

std::vector<Contender> make_contenders(const Increments& increments, std::size_t pending) {
  const auto fill = stationary_fill(increments, pending);
  std::vector<Contender> out;
  const auto add = [&]<class List>(std::type_identity<List>, const char* name) {
    out.push_back(make_contender<List>(name, increments, fill));
  };
  add(std::type_identity<sim::ReferenceEventList<Payload>>{}, "std::priority_queue");
  add(std::type_identity<DaryHeap<Payload, 4>>{}, "4-ary heap");
  add(std::type_identity<DaryHeap<Payload, 8>>{}, "8-ary heap");
  add(std::type_identity<CalendarQueue<Payload>>{}, "calendar");
  add(std::type_identity<LadderQueue<Payload>>{}, "ladder");
  add(std::type_identity<sim::EventList<Payload>>{}, "EventList");
  return out;
}

void require_equal(const std::vector<std::uint64_t>& seen, const std::vector<Contender>& who) {
  for (std::size_t i = 1; i < seen.size(); ++i) {
    if (seen[i] != seen[0]) throw std::runtime_error(who[i].name + " popped other events");
  }
}

double mean(const std::vector<double>& x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

struct Plan {
  std::vector<std::size_t> pending;
  std::size_t repetitions = 7;
  std::size_t least_holds = 500'000;  // in a repetition
  std::size_t most_holds = 2'000'000;
};

// Fills, verifies, measures; leaves the times in the contenders.
std::vector<Contender> measure(const Increments& increments, std::size_t pending,
                               const Plan& plan) {
  auto contenders = make_contenders(increments, pending);
  const std::size_t holds = std::clamp(pending, plan.least_holds, plan.most_holds);
  std::vector<std::uint64_t> seen(contenders.size());
  for (std::size_t i = 0; i < contenders.size(); ++i) seen[i] = contenders[i].hold(holds);
  require_equal(seen, contenders);
  for (std::size_t turn = 0; turn < plan.repetitions; ++turn) {
    for (std::size_t i = 0; i < contenders.size(); ++i) {
      const auto start = std::chrono::steady_clock::now();
      seen[i] = contenders[i].hold(holds);
      const std::chrono::duration<double, std::nano> took =
          std::chrono::steady_clock::now() - start;
      contenders[i].ns_per_hold.push_back(took.count() / static_cast<double>(holds));
    }
    require_equal(seen, contenders);
  }
  return contenders;
}

struct Row {
  std::size_t pending = 0;
  double ratio = 0.0;  // of medians, EventList over std::priority_queue
};

Row print_row(const Increments& increments, std::size_t pending,
              const std::vector<Contender>& contenders) {
  const double yardstick = median(contenders[0].ns_per_hold);
  fmt::print("{:<12}{:>10}{:>12.1f}", increments.name, pending, yardstick);
  for (std::size_t i = 1; i < contenders.size(); ++i) {
    fmt::print("{:>12.2f}", yardstick / median(contenders[i].ns_per_hold));
  }
  const Contender& ours = contenders.back();
  fmt::print("{:>12.1f}{:>12.2f}{:>12.1f}\n", median(ours.ns_per_hold),
             mean(contenders[0].ns_per_hold) / mean(ours.ns_per_hold),
             static_cast<double>(ours.bytes()) / static_cast<double>(pending));
  std::fflush(stdout);
  return {pending, yardstick / median(ours.ns_per_hold)};
}

void print_head(const Plan& plan) {
  fmt::print(
      "Hold model, entries of 32 bytes, {} repetitions of {} to {} holds. Columns: ns a hold of "
      "std::priority_queue (median);\nits median over that of each contender (above 1 is faster); "
      "EventList: ns a hold (median), ratio of the means, bytes a pending event.\n\n",
      plan.repetitions, plan.least_holds, plan.most_holds);
  fmt::print("{:<12}{:>10}{:>12}{:>12}{:>12}{:>12}{:>12}{:>12}{:>12}{:>12}{:>12}\n", "increments",
             "pending", "std ns", "4-ary", "8-ary", "calendar", "ladder", "EventList", "ns",
             "by means", "bytes");
}

void print_targets(const std::vector<Row>& rows) {
  struct Target {
    std::size_t pending = 0;
    double ratio = 0.0;
  };
  fmt::print("\n");
  for (const Target& target :
       {Target{100'000, 1.5}, Target{1'000'000, 1.5}, Target{10'000'000, 3.0}}) {
    double least = 0.0;
    for (const Row& row : rows) {
      if (row.pending != target.pending) continue;
      least = least > 0.0 ? std::min(least, row.ratio) : row.ratio;
    }
    if (least <= 0.0) continue;
    fmt::print("EventList over std::priority_queue at {}: at least {:.2f} (target {:.1f}: {})\n",
               target.pending, least, target.ratio, least >= target.ratio ? "met" : "missed");
  }
}

int run(const Plan& plan) {
  print_head(plan);
  std::vector<Row> rows;
  for (const Increments& increments : all_increments()) {
    for (const std::size_t pending : plan.pending) {
      rows.push_back(print_row(increments, pending, measure(increments, pending, plan)));
    }
  }
  print_targets(rows);
  return EXIT_SUCCESS;
}

int run(const std::vector<std::string_view>& arguments) {
  Plan plan{.pending = {1000, 10'000, 100'000, 1'000'000, 10'000'000}};
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--smoke") {
      plan = {.pending = {1000, 20'000}, .repetitions = 3, .least_holds = 20'000};
    } else if (arguments[i] == "--max-pending" && i + 1 < arguments.size()) {
      const std::size_t most = std::stoull(std::string(arguments[++i]));
      std::erase_if(plan.pending, [most](std::size_t n) { return n > most; });
    } else {
      throw std::runtime_error("usage: bench_sim_kernel [--smoke] [--max-pending N]");
    }
  }
  return run(plan);
}

}  // namespace
}  // namespace shoal::bench

int main(int argc, char** argv) {
  try {
    return shoal::bench::run(std::vector<std::string_view>(argv + 1, argv + argc));
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_sim_kernel: {}\n", error.what());
    return EXIT_FAILURE;
  }
}
