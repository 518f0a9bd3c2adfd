// The three tables of this bench. Each checks that its contenders lived the same lives before it
// trusts a time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace shoal::bench {

struct SpeedPlan {
  std::vector<std::uint32_t> people = {10'000, 100'000};
  std::vector<std::string> worlds = {"shop", "brisk", "everything"};
  double weeks = 8.0;  // brisk: half of it
  int repetitions = 5;
};
// How fast is each audience, and where are a person's bytes?
void print_speed(const SpeedPlan& plan);

struct ScalePlan {
  std::vector<std::uint32_t> people = {10'000, 100'000, 1'000'000, 10'000'000};
  int days = 4;  // the first minute by minute
};
// How does `everything` grow with its people, in time and memory?
void print_scale(const ScalePlan& plan);

struct MarketsPlan {
  std::uint32_t people = 200'000;
  std::uint32_t markets = 8;
  std::uint32_t threads = 2;
  double weeks = 2.0;
  int repetitions = 5;
};
// What do threads bring where markets live in parallel?
void print_markets(const MarketsPlan& plan);

}  // namespace shoal::bench
