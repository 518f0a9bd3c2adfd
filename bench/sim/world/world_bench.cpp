// How fast is the world alone, untouched; how many bytes does a person take; how does that grow
// with people; and what do threads bring?
//
//   bench_sim_world [--people N] [--world NAME]   speed and bytes of three audiences
//   bench_sim_world --scale [--people N]          `everything` from 10^4 to N people (10^7)
//   bench_sim_world --markets                     one thread against two over eight markets
//   bench_sim_world --smoke                       all three, small
#include "bench/sim/world/tables.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace shoal::bench {
namespace {

enum class Mode { speed, scale, markets, smoke };

struct Arguments {
  Mode mode = Mode::speed;
  std::optional<std::uint32_t> people;
  std::optional<std::string> world;
};

Arguments parse(const std::vector<std::string_view>& words) {
  Arguments a;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--smoke") {
      a.mode = Mode::smoke;
    } else if (words[i] == "--scale") {
      a.mode = Mode::scale;
    } else if (words[i] == "--markets") {
      a.mode = Mode::markets;
    } else if (words[i] == "--people" && i + 1 < words.size()) {
      a.people = static_cast<std::uint32_t>(std::stoul(std::string(words[++i])));
    } else if (words[i] == "--world" && i + 1 < words.size()) {
      a.world = words[++i];
    } else {
      throw std::runtime_error(
          "usage: bench_sim_world [--smoke | --scale | --markets] [--people N] [--world NAME]");
    }
  }
  return a;
}

void run(const Arguments& a) {
  if (a.mode == Mode::smoke) {
    print_speed({.people = {500}, .weeks = 2.0, .repetitions = 1});
    print_scale({.people = {500, 1'000}, .days = 2});
    return print_markets({.people = 2'000, .markets = 4, .weeks = 1.0, .repetitions = 1});
  }
  if (a.mode == Mode::markets) return print_markets({});
  if (a.mode == Mode::scale) {
    ScalePlan plan;
    if (a.people) std::erase_if(plan.people, [&](std::uint32_t n) { return n > *a.people; });
    return print_scale(plan);
  }
  SpeedPlan plan;
  if (a.people) plan.people = {*a.people};
  if (a.world) plan.worlds = {*a.world};
  print_speed(plan);
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
