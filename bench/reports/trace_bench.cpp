// How fast is a trace written, against what the HDF5 library alone writes of the same records?
//
//   bench_reports_trace [--smoke] [--sweep] [--events N] [--folder DIR]
#include "bench/reports/hdf5_alone.hpp"
#include "bench/timing.hpp"

#include "reports/trace_reader.hpp"
#include "reports/trace_writer.hpp"
#include "scenarios/engines.hpp"
#include "scenarios/scenario_json.hpp"
#include "sim/world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::bench {
namespace {

namespace fs = std::filesystem;

struct Plan {
  std::size_t events = 4'000'000;
  int repetitions = 7;
  bool sweep = false;
  fs::path folder = fs::temp_directory_path();
};

// What a world of the quickstart scenario sends, and the head of a trace of it.
struct Workload {
  reports::TraceHead head;
  std::vector<Event> events;
};

Workload make_workload(std::size_t count) {
  // About 20 events a person in the eight weeks of history.
  const std::string people = std::to_string(std::max<std::size_t>(500, count / 15));
  const std::vector<scenarios::Override> overrides{{"population.people", people}};
  const scenarios::Scenario scenario = scenarios::load_scenario("quickstart", overrides);
  Workload w;
  w.head.scenario = scenario.name;
  w.head.scenario_text = scenarios::resolved_text(scenario);
  w.head.currency = scenario.currency;
  w.head.arm = w.head.engine = "no_touch";
  w.head.brief = scenarios::make_brief(scenario, Seed{1});
  sim::World world(std::make_shared<const sim::WorldConfig>(scenario.world), Seed{2024});
  w.events.reserve(count + count / 8);
  for (SimTime at = SimTime{one_hour}; w.events.size() < count && at < w.head.brief.run_end;
       at += one_hour) {
    world.advance(at, w.events);
  }
  if (w.events.size() < count) throw std::runtime_error("the world sent too few events");
  w.events.resize(count);
  return w;
}

// Events as a host hands them over: tick by tick.
std::vector<std::span<const Event>> tick_batches(const Workload& w) {
  std::vector<std::span<const Event>> batches;
  for (std::size_t at = 0; at < w.events.size();) {
    const SimTime end = reports::tick_end(w.head.brief, w.events[at].arrived);
    std::size_t last = at;
    while (last < w.events.size() && w.events[last].arrived < end) ++last;
    batches.push_back(std::span(w.events).subspan(at, last - at));
    at = last;
  }
  return batches;
}

struct Contender {
  std::string name;
  reports::RecordStorage storage;
  std::function<void(const fs::path&)> write;
};

bool same(std::span<const Event> a, std::span<const Event> b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

void verify(const Contender& c, const fs::path& file, const Workload& w) {
  c.write(file);
  if (!same(read_with_hdf5_alone(file), w.events)) {
    throw std::runtime_error(c.name + " wrote something else");
  }
}

std::vector<Contender> contenders(const Workload& w,
                                  const std::vector<std::span<const Event>>& batches, int level,
                                  std::size_t chunk_rows) {
  const reports::RecordStorage storage{.chunk_rows = chunk_rows, .deflate_level = level};
  const auto alone = [&w, storage](std::size_t block) {
    return [&w, storage, block](const fs::path& file) {
      write_with_hdf5_alone(file, w.events, storage, block);
    };
  };
  const auto ours = [&w, &batches, storage](bool ticks) {
    return [&w, &batches, storage, ticks](const fs::path& file) {
      reports::TraceWriter writer(file, w.head, storage);
      if (ticks) {
        for (const auto& batch : batches) writer.append(batch);
      } else {
        writer.append(w.events);
      }
      writer.publish();
    };
  };
  const std::size_t big = 16 * chunk_rows;
  return {{"HDF5 alone, blocks of 16 chunks", storage, alone(big)},
          {"HDF5 alone, blocks of a chunk", storage, alone(chunk_rows)},
          {"trace, one block", storage, ours(false)},
          {"trace, tick by tick", storage, ours(true)}};
}

struct Timing {
  double cpu_s = 0.0;
  double wall_s = 0.0;
};

Timing time_once(const Contender& c, const fs::path& file) {
  const auto wall = std::chrono::steady_clock::now();
  const double cpu = cpu_seconds();
  c.write(file);
  return {cpu_seconds() - cpu,
          std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count()};
}

// The contenders take turns; each starts without the file of the one before.
void measure(const Plan& plan, const Workload& w, const std::vector<Contender>& all) {
  const fs::path file = plan.folder / "shoal_trace_bench.h5";
  std::vector<std::vector<double>> cpu(all.size());
  std::vector<std::vector<double>> wall(all.size());
  std::vector<double> bytes(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    verify(all[i], file, w);
    bytes[i] = static_cast<double>(fs::file_size(file));
    fs::remove(file);
  }
  for (int r = 0; r < plan.repetitions; ++r) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Timing t = time_once(all[i], file);
      cpu[i].push_back(t.cpu_s);
      wall[i].push_back(t.wall_s);
      fs::remove(file);
    }
  }
  const auto count = static_cast<double>(w.events.size());
  const double yardstick = std::min(median(cpu[0]), median(cpu[1]));
  for (std::size_t i = 0; i < all.size(); ++i) {
    fmt::print("{:<34}{:>6}{:>8}{:>10.2f}{:>10.2f}{:>9.2f}{:>9.1f}\n", all[i].name,
               all[i].storage.deflate_level, all[i].storage.chunk_rows,
               count / median(cpu[i]) / 1e6, count / median(wall[i]) / 1e6,
               yardstick / median(cpu[i]), bytes[i] / count);
    std::fflush(stdout);
  }
}

// Reading back, and how much memory all this took.
void measure_reading(const Plan& plan, const Workload& w) {
  const fs::path file = plan.folder / "shoal_trace_bench.h5";
  for (const int level : {0, 1}) {
    {
      reports::TraceWriter writer(file, w.head, {.deflate_level = level});
      writer.append(w.events);
      writer.publish();
    }
    const double begin = cpu_seconds();
    reports::TraceReader reader(file);
    std::vector<Event> block;
    std::size_t at = 0;
    while (reader.next(block)) {
      if (!same(block, std::span(w.events).subspan(at, block.size()))) {
        throw std::runtime_error("the reader read something else");
      }
      at += block.size();
    }
    fmt::print("read and compared, deflate {}: {:.2f} M events/s\n", level,
               static_cast<double>(at) / (cpu_seconds() - begin) / 1e6);
    fs::remove(file);
  }
}

Plan parse(const std::vector<std::string_view>& arguments) {
  Plan plan;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--smoke") {
      plan.events = 50'000;
      plan.repetitions = 1;
    } else if (arguments[i] == "--sweep") {
      plan.sweep = true;
      plan.repetitions = 3;
    } else if (arguments[i] == "--events" && i + 1 < arguments.size()) {
      plan.events = std::stoul(std::string(arguments[++i]));
    } else if (arguments[i] == "--folder" && i + 1 < arguments.size()) {
      plan.folder = arguments[++i];
    } else {
      throw std::runtime_error(
          "usage: bench_reports_trace [--smoke] [--sweep] [--events N] [--folder DIR]");
    }
  }
  return plan;
}

void run(const Plan& plan) {
  const Workload w = make_workload(plan.events);
  const auto batches = tick_batches(w);
  fmt::print(
      "{} events of 40 bytes in {} ticks, {} timed runs. M/s: million events a second of the "
      "processor and of the wall (medians); ratio: to the faster of HDF5 alone; bytes an event.\n\n"
      "{:<34}{:>6}{:>8}{:>10}{:>10}{:>9}{:>9}\n",
      w.events.size(), batches.size(), plan.repetitions, "contender", "level", "chunk", "cpu M/s",
      "wall M/s", "ratio", "bytes");
  const std::vector<int> levels = plan.sweep ? std::vector<int>{0, 1, 2, 4, 6} : std::vector{0, 1};
  const std::vector<std::size_t> chunks =
      plan.sweep ? std::vector<std::size_t>{2048, 8192, 16'384, 65'536}
                 : std::vector<std::size_t>{reports::RecordStorage{}.chunk_rows};
  for (const int level : levels) {
    for (const std::size_t chunk : chunks) measure(plan, w, contenders(w, batches, level, chunk));
  }
  measure_reading(plan, w);
}

}  // namespace
}  // namespace shoal::bench

int main(int argc, char** argv) {
  try {
    shoal::bench::run(shoal::bench::parse({argv + 1, argv + argc}));
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 1;
  }
  return 0;
}
