// What does it cost to carry an event from its source to the engine?
//
// Contenders hold so many 40-byte events in flight and hand over, minute by minute, what arrived:
// for every event that arrives another is sent, with an exponential delay of one hour on average,
// so that a batch is a sixtieth of what is in flight. `slots` keeps events in slots of their own
// and a 32-byte entry for each in an event list (how Shoal did it first); `one by one` pops events
// from an event queue; `batched` drains it (sim/delivery/delivery.hpp does); `std` is
// std::priority_queue of events. Contenders take turns, and all must have handed over the same
// events in the same order before the clock starts and after each turn.
//
//   bench_sim_delivery [--smoke] [--max-pending N]
#include "bench/timing.hpp"
#include "core/random.hpp"
#include "sim/delivery/delivery.hpp"
#include "sim/kernel/event_list.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <queue>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::bench {
namespace {

class Slots {
 public:
  void push(const Event& e) {
    std::uint32_t slot = 0;
    if (free_.empty()) {
      slot = static_cast<std::uint32_t>(slots_.size());
      slots_.push_back(e);
    } else {
      slot = free_.back();
      free_.pop_back();
      slots_[slot] = e;
    }
    list_.push(e.arrived, slot);
  }
  void receive(SimTime until, std::vector<Event>& out) {
    while (const auto entry = list_.pop_before(until)) {
      out.push_back(slots_[entry->payload]);
      free_.push_back(entry->payload);
    }
  }

 private:
  std::vector<Event> slots_;
  std::vector<std::uint32_t> free_;
  sim::EventList<std::uint32_t> list_;
};

class OneByOne {
 public:
  void push(const Event& e) { queue_.push(e); }
  void receive(SimTime until, std::vector<Event>& out) {
    while (const auto e = queue_.pop_before(until)) out.push_back(*e);
  }

 private:
  sim::EventQueue<sim::ByArrival> queue_;
};

class Batched {
 public:
  void push(const Event& e) { queue_.push(e); }
  void receive(SimTime until, std::vector<Event>& out) { queue_.drain_before(until, out); }

 private:
  sim::EventQueue<sim::ByArrival> queue_;
};

class Heap {
 public:
  void push(const Event& e) { heap_.push(e); }
  void receive(SimTime until, std::vector<Event>& out) {
    while (!heap_.empty() && heap_.top().arrived < until) {
      out.push_back(heap_.top());
      heap_.pop();
    }
  }

 private:
  struct Later {
    bool operator()(const Event& a, const Event& b) const { return sim::ByArrival::before(b, a); }
  };
  std::priority_queue<Event, std::vector<Event>, Later> heap_;
};

constexpr std::size_t delays = std::size_t{1} << 14;

std::vector<Duration> make_delays() {
  std::vector<Duration> out;
  for (std::uint32_t i = 0; i < delays; ++i) {
    out.push_back(from_seconds(3600.0 * Stream(Seed{1}, Purpose{1}, i, 0).exponential()));
  }
  return out;
}

struct Contender {
  std::string name;
  std::function<std::uint64_t(std::size_t)> carry;  // so many events; a hash of what was received
  std::vector<double> ns;                           // (repetition) an event
};

template <class Way>
Contender make_contender(std::string name, std::size_t pending) {
  struct State {
    Way way;
    std::vector<Duration> delay = make_delays();
    std::vector<Event> arrived;
    std::uint64_t sent = 0;
    SimTime now{};
  };
  auto state = std::make_shared<State>();
  const auto send = [](State& s) {
    Event e;
    e.id = EventId{s.sent};
    e.occurred = s.now;
    e.arrived = s.now + s.delay[s.sent % delays];
    ++s.sent;
    s.way.push(e);
  };
  while (state->sent < pending) send(*state);
  auto carry = [state, send](std::size_t events) {
    std::uint64_t seen = 0;
    for (std::size_t done = 0; done < events;) {
      state->arrived.clear();
      state->now += one_minute;
      state->way.receive(state->now, state->arrived);
      for (const Event& e : state->arrived) {
        seen = seen * 0x9e3779b97f4a7c15U + static_cast<std::uint64_t>(e.id);
        send(*state);
      }
      done += state->arrived.size();
    }
    return seen;
  };
  return {std::move(name), std::move(carry), {}};
}

struct Plan {
  std::vector<std::size_t> pending = {10'000, 100'000, 1'000'000, 10'000'000};
  std::size_t repetitions = 7;
  std::size_t least_events = 1'000'000;
};

void measure(std::size_t pending, const Plan& plan) {
  std::vector<Contender> who;
  who.push_back(make_contender<Heap>("std", pending));
  who.push_back(make_contender<Slots>("slots", pending));
  who.push_back(make_contender<OneByOne>("one by one", pending));
  who.push_back(make_contender<Batched>("batched", pending));
  const std::size_t events = std::max(plan.least_events, pending / 8);
  const auto turn = [&](bool timed) {
    std::uint64_t first = 0;
    for (std::size_t i = 0; i < who.size(); ++i) {
      const double start = cpu_ns();
      const std::uint64_t seen = who[i].carry(events);
      if (timed) who[i].ns.push_back((cpu_ns() - start) / static_cast<double>(events));
      if (i == 0) first = seen;
      if (seen != first) throw std::runtime_error(who[i].name + " handed over other events");
    }
  };
  turn(false);
  for (std::size_t r = 0; r < plan.repetitions; ++r) turn(true);
  fmt::print("{:>10}", pending);
  for (const Contender& c : who) fmt::print("{:>12.1f}", median(c.ns));
  fmt::print("{:>14.2f}\n", median(who[1].ns) / median(who[3].ns));
  std::fflush(stdout);
}

Plan parse(const std::vector<std::string_view>& arguments) {
  Plan plan;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--smoke") {
      plan = {.pending = {1000, 20'000}, .repetitions = 1, .least_events = 20'000};
    } else if (arguments[i] == "--max-pending" && i + 1 < arguments.size()) {
      const std::size_t most = std::stoull(std::string(arguments[++i]));
      std::erase_if(plan.pending, [most](std::size_t n) { return n > most; });
    } else {
      throw std::runtime_error("usage: bench_sim_delivery [--smoke] [--max-pending N]");
    }
  }
  return plan;
}

void run(const Plan& plan) {
  fmt::print("ns an event sent and received, median of {}; last: slots / batched.\n\n",
             plan.repetitions);
  fmt::print("{:>10}{:>12}{:>12}{:>12}{:>12}{:>14}\n", "in flight", "std", "slots", "one by one",
             "batched", "faster by");
  for (const std::size_t pending : plan.pending) measure(pending, plan);
}

}  // namespace
}  // namespace shoal::bench

int main(int argc, char** argv) {
  try {
    shoal::bench::run(shoal::bench::parse({argv + 1, argv + argc}));
  } catch (const std::exception& e) {
    fmt::print(stderr, "bench_sim_delivery: {}\n", e.what());
    return 1;
  }
  return 0;
}
