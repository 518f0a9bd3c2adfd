// A team does every part once, also of jobs within jobs, and reports the first failure.
#include "core/team.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <latch>
#include <stdexcept>
#include <string>
#include <vector>

using shoal::Team;

TEST_CASE("A team does each part once, job after job", "[core][team][threads]") {
  for (const unsigned threads : {0U, 1U, 2U, 5U}) {
    Team team(threads);
    for (const std::size_t count : {0U, 1U, 3U, 200U}) {
      std::vector<int> done(count, 0);
      team.run(count, [&](std::size_t part) { ++done[part]; });
      CHECK(done == std::vector<int>(count, 1));
    }
  }
}

TEST_CASE("Without a team the caller does each part, in order", "[core][team]") {
  std::vector<std::size_t> done;
  shoal::run_parts(nullptr, 3, [&](std::size_t part) { done.push_back(part); });
  CHECK(done == std::vector<std::size_t>{0, 1, 2});
}

TEST_CASE("The lowest part that throws is told, and no new ones begin", "[core][team][threads]") {
  for (const unsigned threads : {1U, 3U}) {
    Team team(threads);
    std::atomic<std::size_t> begun{0};
    const auto part = [&](std::size_t i) {
      ++begun;
      if (i >= 4) throw std::runtime_error(std::to_string(i));
    };
    for (int again = 0; again < 50; ++again) {
      begun = 0;
      CHECK_THROWS_WITH(team.run(1000, part), "4");
      CHECK(begun <= 4 + threads);
    }
    team.run(4, part);
  }
}

TEST_CASE("Jobs nest three deep, with no more at work than the team has", "[core][team][threads]") {
  constexpr std::size_t outer = 7;
  constexpr std::size_t rounds = 40;
  for (const unsigned threads : {1U, 2U, 3U, 8U}) {
    Team team(threads);
    std::atomic<unsigned> working{0};
    std::atomic<unsigned> most{0};
    std::array<std::atomic<std::size_t>, outer> sums{};
    const auto work = [&](std::size_t i, std::size_t value) {
      const unsigned now = ++working;
      for (unsigned seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
      }
      sums[i] += value;
      --working;
    };
    team.run(outer, [&](std::size_t i) {
      for (std::size_t round = 0; round < rounds; ++round) {
        team.run(4, [&](std::size_t k) {
          if (k == 3) return team.run(2, [&](std::size_t m) { work(i, m); });
          work(i, 10 * k);
        });
      }
    });
    for (const auto& sum : sums) CHECK(sum == rounds * (0 + 10 + 20 + 0 + 1));
    CHECK(most <= std::max(1U, threads));
  }
}

TEST_CASE("Threads without a part of the outer job go into the inner ones",
          "[core][team][threads]") {
  std::atomic<int> met = 0;  // parts of inner jobs that were two at once
  const auto meet = [&met](std::latch& both) {
    both.arrive_and_wait();
    ++met;
  };
  Team team(4);
  // Each of the two inner jobs ends only when two threads are in it.
  team.run(2, [&](std::size_t) {
    std::latch both(2);
    team.run(2, [&](std::size_t) { meet(both); });
  });
  CHECK(met == 4);
  // The caller's own part is done at once, so it is free for the other's inner job.
  Team two(2);
  std::latch begun(2);
  two.run(2, [&](std::size_t part) {
    begun.arrive_and_wait();
    if (part == 0) return;
    std::latch both(2);
    two.run(2, [&](std::size_t) { meet(both); });
  });
  CHECK(met == 6);
}

TEST_CASE("A failure within an inner job ends the outer one", "[core][team][threads]") {
  for (const unsigned threads : {1U, 3U}) {
    Team team(threads);
    std::atomic<std::size_t> begun{0};
    const auto outer = [&](std::size_t i) {
      ++begun;
      team.run(3, [&](std::size_t k) {
        if (i >= 2 && k == 1) throw std::runtime_error(std::to_string(i));
      });
    };
    CHECK_THROWS_WITH(team.run(1000, outer), "2");
    CHECK(begun <= 2 + threads);
    std::atomic<int> parts{0};
    team.run(10, [&](std::size_t) { ++parts; });
    CHECK(parts == 10);
  }
}
