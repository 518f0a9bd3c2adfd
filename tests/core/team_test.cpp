// A team does every part once and reports the first failure.
#include "core/team.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

using shoal::Team;

TEST_CASE("A team does each part once, job after job", "[core][team]") {
  for (const unsigned threads : {0U, 1U, 2U, 5U}) {
    Team team(threads);
    for (const std::size_t count : {0U, 1U, 3U, 200U}) {
      std::vector<int> done(count, 0);
      team.run(count, [&](std::size_t part) { ++done[part]; });
      CHECK(done == std::vector<int>(count, 1));
    }
  }
}

TEST_CASE("The lowest part that throws is told, and no new ones begin", "[core][team]") {
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
