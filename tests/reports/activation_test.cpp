#include "reports/activation.hpp"

#include "core/random.hpp"
#include "tests/reports/run_builder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <numeric>
#include <vector>

using namespace shoal;
using namespace shoal::reports;

namespace {

// The plain twin of match_week: every permutation of the messages, tried in turn.
std::map<std::uint32_t, double> chance_by_trying(const std::vector<Delivery>& deliveries) {
  std::vector<std::size_t> order(deliveries.size());
  std::iota(order.begin(), order.end(), 0);
  std::map<std::uint32_t, double> matches;
  double permutations = 0.0;
  do {
    std::map<std::uint32_t, bool> matched;
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (deliveries[order[i]].message == deliveries[i].truth) matched[deliveries[i].person] = true;
    }
    for (const auto& [person, yes] : matched) matches[person] += yes ? 1.0 : 0.0;
    permutations += 1.0;
  } while (std::next_permutation(order.begin(), order.end()));
  for (auto& [person, count] : matches) count /= permutations;
  return matches;
}

}  // namespace

TEST_CASE("The chance of a match agrees with trying every permutation", "[reports][activation]") {
  for (std::uint32_t round = 0; round < 20; ++round) {
    Stream draw(Seed{7}, Purpose{901}, round, 0);
    std::vector<Delivery> deliveries;
    for (int i = 0; i < 8; ++i) deliveries.push_back({draw.below(3), draw.below(4), draw.below(4)});
    auto expected = chance_by_trying(deliveries);
    for (const PersonWeek& w : match_week(deliveries)) {
      CHECK(w.chance == Approx(expected[w.person]).margin(1e-12));
    }
  }
}

TEST_CASE("Who is told the same as everyone is matched but earns no excess",
          "[reports][activation]") {
  const std::vector<Delivery> same{{0, 5, 5}, {1, 5, 5}, {2, 5, 5}};
  for (const PersonWeek& w : match_week(same)) {
    CHECK(w.matched);
    CHECK(w.chance == Approx(1.0));
  }
}

TEST_CASE("Every person told his own thing, n things: the chance is 1/n", "[reports][activation]") {
  const std::vector<Delivery> own{{0, 1, 1}, {1, 2, 2}, {2, 3, 3}, {3, 4, 4}};
  for (const PersonWeek& w : match_week(own)) CHECK(w.chance == Approx(0.25));
}

TEST_CASE("Activation counts the members of supported segments", "[reports][activation]") {
  RunBuilder run(50);
  run.open(1, at_week(2));
  run.open(2, at_week(2));
  run.assign(1, at_week(2), {0, 20});                     // supported
  run.assign(2, at_week(2), {20, 39});                    // 19: not
  run.log.touch_end = at_week(3);                         // one week
  run.touch(at_week(2.2), 0, TopicId{0}, Stage::ready);   // right
  run.touch(at_week(2.3), 1, TopicId{1}, Stage::ready);   // wrong topic
  run.touch(at_week(2.3), 45, TopicId{0}, Stage::idle);   // wrong stage; in no segment
  run.touch(at_week(2.4), 46, TopicId{0}, Stage::ready);  // right; in no segment

  const ActivationTotals a = activation(run.log);
  CHECK(a.segment_weeks == 1);
  CHECK(a.member_weeks == 20);
  CHECK(a.member_matched == 1);
  CHECK(a.member_touched == 2);
  // Two of the four messages fit: every touched person's chance is one half.
  CHECK(a.member_excess_sum == Approx((1.0 - 0.5) + (0.0 - 0.5)).margin(1e-12));
  CHECK(a.person_weeks == 50);
  CHECK(a.person_excess_sum == Approx(0.0).margin(1e-12));
}

TEST_CASE("Only the consented and reachable who count are members", "[reports][activation]") {
  RunBuilder run(25);
  run.assign(1, at_week(2), {0, 25});
  run.log.touch_end = at_week(3);
  run.log.people[0].reachable_channels = 0;
  run.log.people[1].joined = at_week(2.5);       // not there on Monday
  run.log.people[2].dropped_out = at_week(1.0);  // gone before measurement
  run.log.people[3].dropped_out = at_week(2.1);  // gone later: stays
  CHECK(activation(run.log).member_weeks == 22);
}

TEST_CASE("Segments are frozen on Monday 00:00", "[reports][activation]") {
  RunBuilder run(40);
  run.assign(1, at_week(2), {0, 20});
  run.assign(2, at_week(2) + one_minute, {0, 20});  // moves to another, after the freeze
  run.assign(1, at_week(3), {20, 40});
  run.close(1, at_week(4));
  // Mondays 2, 3, 4: segments {1}, {1, 2}, {2}.
  const ActivationTotals a = activation(run.log);
  CHECK(a.segment_weeks == 4);
  CHECK(a.member_weeks == 80);
}

TEST_CASE("The shared truth partition needs no engine's segments", "[reports][activation]") {
  RunBuilder run(60);
  for (std::uint32_t p = 0; p < 60; ++p) run.log.people[p].archetype = p < 21 ? 0 : p < 50 ? 4 : 9;
  run.log.touch_end = at_week(3);
  run.touch(at_week(2.5), 0, TopicId{0}, Stage::ready);
  run.touch(at_week(2.5), 1, TopicId{1}, Stage::ready);
  const ActivationTotals a = activation(run.log);
  CHECK(a.cell_weeks == 2);  // the ten of archetype 9 are too few
  CHECK(a.cell_excess_sum == Approx(0.0).margin(1e-12));
  CHECK(a.member_weeks == 0);
}
