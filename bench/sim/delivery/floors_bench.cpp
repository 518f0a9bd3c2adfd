// What must a generator of events cost at least? Each of its parts alone, in a loop that does only
// that, and a smallest generator that does all of them and nothing else.
//
// Parts, for so many people: the task list (pop the next task, push one 3 days later on average),
// at 16, 24 and 32 bytes an entry; a keyed stream with a gap and a mark; state (a 64-byte record of
// a random person read and written, by itself and with the record asked for eight steps before);
// delivery (send an event, receive it, with a latency of half a minute).
// The generator: people with one pending task each, a record, a stream, an event a task; by itself,
// and with the records of the next tasks asked for ahead (look_ahead).
//
// Before the clock starts, the two ways to read state must end in the same records, and the two
// generators in the same events. Processor time, median of the repetitions.
//
//   bench_sim_floors [--smoke] [--max-people N]
#include "bench/timing.hpp"
#include "core/hash.hpp"
#include "core/random.hpp"
#include "sim/delivery/delivery.hpp"
#include "sim/kernel/event_list.hpp"

#include <fmt/core.h>

#include <array>
#include <compare>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace shoal::bench {
namespace {

constexpr Purpose clock_purpose{1};
constexpr Purpose place_purpose{2};
constexpr std::size_t ahead = 8;

struct alignas(64) Record {
  std::uint64_t seen = 0;
  std::array<double, 7> rest{};
};

struct Visit {
  std::uint32_t who = 0;
  std::uint32_t ordinal = 0;
  auto operator<=>(const Visit&) const = default;
};
struct Task {
  std::uint32_t kind = 0;
  std::uint32_t who = 0;
  std::uint32_t ordinal = 0;
  auto operator<=>(const Task&) const = default;
};
struct WideTask {
  Task task;
};

SimTime first_at(std::uint32_t who) {
  return SimTime{} + from_days(3.0 * Stream(Seed{1}, place_purpose, who, 0).exponential());
}

// A task list and its gaps, which are drawn before the clock starts.
template <class List, class Payload>
class Hold {
 public:
  explicit Hold(std::uint32_t people) {
    for (std::uint32_t i = 0; i < (1U << 14U); ++i) {
      gaps_.push_back(from_days(3.0 * Stream(Seed{2}, clock_purpose, i, 0).exponential()));
    }
    for (std::uint32_t p = 0; p < people; ++p) list_.push(first_at(p), payload_of(p));
  }
  void operator()(std::uint32_t steps) {
    for (std::uint32_t i = 0; i < steps; ++i) {
      const auto entry = list_.pop();
      list_.push(entry.at + gaps_[next_++ % gaps_.size()], entry.payload);
    }
  }

 private:
  static Payload payload_of(std::uint32_t p) {
    if constexpr (std::is_same_v<Payload, Visit>) {
      return {p, 0};
    } else if constexpr (std::is_same_v<Payload, Task>) {
      return {0, p, 0};
    } else {
      return {{0, p, 0}};
    }
  }
  List list_;
  std::vector<Duration> gaps_;
  std::size_t next_ = 0;
};

std::uint64_t draw_only(std::uint32_t steps) {
  double sum = 0.0;
  for (std::uint32_t i = 0; i < steps; ++i) {
    Stream s(Seed{3}, clock_purpose, i, 7);
    sum += s.exponential() + s.uniform();
  }
  return static_cast<std::uint64_t>(sum);
}

class State {
 public:
  explicit State(std::uint32_t people) : records_(people) {
    for (std::uint32_t i = 0; i < (1U << 20U); ++i) {
      order_.push_back(static_cast<std::uint32_t>(mix64(i) % people));
    }
  }
  void plain(std::uint32_t steps) {
    for (std::uint32_t i = 0; i < steps; ++i) touch(i);
  }
  void prefetched(std::uint32_t steps) {
    for (std::uint32_t i = 0; i < steps; ++i) {
      __builtin_prefetch(&records_[order_[(i + ahead) % order_.size()]], 1);
      touch(i);
    }
  }
  std::uint64_t hash() const {
    std::uint64_t h = 0;
    for (const Record& r : records_) h = hash_combine(h, r.seen);
    return h;
  }

 private:
  // What is written depends on what was read, and the next step on nothing.
  void touch(std::uint32_t i) {
    Record& r = records_[order_[i % order_.size()]];
    r.seen = r.seen * 3 + i;
    r.rest[5] += 1.0;
  }
  std::vector<Record> records_;
  std::vector<std::uint32_t> order_;
};

class Carrier {
 public:
  explicit Carrier(const sim::DeliveryParams& params) : delivery_(params, Seed{4}) {}
  // A thousand events a minute, received minute by minute.
  void operator()(std::uint32_t steps) {
    for (std::uint32_t i = 0; i < steps; ++i) {
      Stream draws(Seed{4}, clock_purpose, sent_, 9);
      Event e;
      e.occurred = now_ + (sent_ % 1000) * 60 * Duration{1000};
      e.subject = SubjectId{1 + sent_ % 5000};
      delivery_.send(e, draws);
      if (++sent_ % 1000 != 0) continue;
      now_ += one_minute;
      arrived_.clear();
      delivery_.receive(now_, arrived_);
    }
  }

 private:
  sim::Delivery delivery_;
  std::vector<Event> arrived_;
  SimTime now_{};
  std::uint32_t sent_ = 0;
};

sim::DeliveryParams half_a_minute() {
  sim::DeliveryParams params;
  params.by_source[0] = {.latency_median_s = 30.0, .latency_log_sd = 0.8, .loss_frac = 0.01};
  return params;
}
sim::DeliveryParams with_faults() {
  sim::DeliveryParams params = half_a_minute();
  sim::SourceDelivery& d = params.by_source[0];
  d.corrupt_frac = 0.01;
  d.duplicates.frac = 0.01;
  d.disorder.frac = 0.01;
  d.clock.offset_sd_s = 1.0;
  return params;
}
sim::DeliveryParams with_outages() {
  sim::DeliveryParams params = half_a_minute();
  params.by_source[0].offline = {.per_week = 2.0, .mean_hours = 1.0};
  return params;
}

class Generator {
 public:
  explicit Generator(std::uint32_t people) : records_(people), delivery_(half_a_minute(), Seed{5}) {
    for (std::uint32_t p = 0; p < people; ++p) tasks_.push(first_at(p), {p, 0});
  }
  template <bool looks_ahead>
  void run(std::uint32_t steps) {
    for (std::uint32_t i = 0; i < steps; ++i) {
      const auto entry = tasks_.pop();
      if constexpr (looks_ahead) {
        tasks_.look_ahead(ahead, [this](const auto& next) {
          __builtin_prefetch(&records_[next.payload.who], 1);
        });
      }
      step(entry.at, entry.payload);
    }
  }
  std::uint64_t hash() const { return hash_; }

 private:
  void step(SimTime at, Visit visit) {
    if (at >= tick_) {
      tick_ = at + one_hour;
      arrived_.clear();
      delivery_.receive(at, arrived_);
      for (const Event& e : arrived_) hash_ = hash_ * 31 + e.ref;
    }
    Record& r = records_[visit.who];
    r.seen += 1;
    Stream draws(Seed{5}, clock_purpose, visit.who, visit.ordinal);
    tasks_.push(at + from_days(3.0 * draws.exponential()), {visit.who, visit.ordinal + 1});
    Event e;
    e.occurred = at;
    e.subject = SubjectId{visit.who};
    e.ref = static_cast<std::uint32_t>(r.seen);
    e.value = static_cast<float>(draws.uniform());
    delivery_.send(e, draws);
  }

  std::vector<Record> records_;
  sim::TaskList<Visit> tasks_;
  sim::Delivery delivery_;
  std::vector<Event> arrived_;
  SimTime tick_{};
  std::uint64_t hash_ = 0;
};

struct Part {
  std::string name;
  std::function<void(std::uint32_t)> run;
  std::vector<double> ns;
};

void verify(std::uint32_t people, std::uint32_t steps) {
  State plain(people), prefetched(people);
  plain.plain(steps);
  prefetched.prefetched(steps);
  if (plain.hash() != prefetched.hash()) throw std::runtime_error("records differ");
  Generator a(people), b(people);
  a.run<false>(steps);
  b.run<true>(steps);
  if (a.hash() != b.hash()) throw std::runtime_error("generators emit different events");
}

struct Plan {
  std::vector<std::uint32_t> people = {10'000, 100'000, 1'000'000, 10'000'000};
  std::uint32_t steps = 2'000'000;
  int repetitions = 7;
};

std::vector<double> measure(std::uint32_t people, const Plan& plan,
                            std::vector<std::string>& names) {
  verify(people, plan.steps / 4);
  std::vector<Part> parts;
  const auto add = [&parts](std::string name, auto run) {
    parts.push_back({std::move(name), std::move(run), {}});
  };
  using sim::EventList;
  using sim::TaskList;
  add("task list, 16 bytes", Hold<TaskList<Visit>, Visit>(people));
  add("task list, 24 bytes", Hold<TaskList<Task>, Task>(people));
  add("event list, 32 bytes", Hold<EventList<WideTask>, WideTask>(people));
  add("stream, gap and mark", [](std::uint32_t n) {
    if (draw_only(n) == 0) throw std::runtime_error("a sum is zero");
  });
  const auto state = std::make_shared<State>(people);
  add("state", [state](std::uint32_t n) { state->plain(n); });
  add("state, prefetched", [state](std::uint32_t n) { state->prefetched(n); });
  add("delivery", Carrier(half_a_minute()));
  add("delivery with faults", Carrier(with_faults()));
  add("delivery with outages", Carrier(with_outages()));
  const auto generator = std::make_shared<Generator>(people);
  add("generator", [generator](std::uint32_t n) { generator->run<false>(n); });
  add("generator, looking ahead", [generator](std::uint32_t n) { generator->run<true>(n); });
  for (Part& p : parts) p.run(plan.steps);  // into its stride
  for (int r = 0; r < plan.repetitions; ++r) {
    for (Part& p : parts) {
      const double start = cpu_ns();
      p.run(plan.steps);
      p.ns.push_back((cpu_ns() - start) / plan.steps);
    }
  }
  std::vector<double> out;
  names.clear();
  for (const Part& p : parts) {
    out.push_back(median(p.ns));
    names.push_back(p.name);
  }
  return out;
}

void run(const Plan& plan) {
  std::vector<std::string> names;
  std::vector<std::vector<double>> columns;
  for (const std::uint32_t people : plan.people) columns.push_back(measure(people, plan, names));
  fmt::print("ns a step, median of {} times {} steps\n\n{:<26}", plan.repetitions, plan.steps,
             "people");
  for (const std::uint32_t people : plan.people) fmt::print("{:>12}", people);
  fmt::print("\n");
  for (std::size_t i = 0; i < names.size(); ++i) {
    fmt::print("{:<26}", names[i]);
    for (const auto& column : columns) fmt::print("{:>12.1f}", column[i]);
    fmt::print("\n");
  }
}

Plan parse(const std::vector<std::string_view>& arguments) {
  Plan plan;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--smoke") {
      plan = {.people = {2'000}, .steps = 50'000, .repetitions = 1};
    } else if (arguments[i] == "--max-people" && i + 1 < arguments.size()) {
      const auto most = std::stoul(std::string(arguments[++i]));
      std::erase_if(plan.people, [most](std::uint32_t n) { return n > most; });
    } else {
      throw std::runtime_error("usage: bench_sim_floors [--smoke] [--max-people N]");
    }
  }
  return plan;
}

}  // namespace
}  // namespace shoal::bench

int main(int argc, char** argv) {
  try {
    shoal::bench::run(shoal::bench::parse({argv + 1, argv + argc}));
  } catch (const std::exception& e) {
    fmt::print(stderr, "bench_sim_floors: {}\n", e.what());
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
