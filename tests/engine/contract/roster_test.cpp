#include "engine/contract/roster.hpp"

#include <catch2/catch.hpp>

namespace shoal {
namespace {

Brief brief_with_caps(std::uint32_t touches_per_week, Duration min_gap) {
  Brief b;
  b.caps = {.touches_per_week = touches_per_week, .min_gap = min_gap};
  return b;
}

SimTime day(int d) { return SimTime{d * one_day}; }

}  // namespace

TEST_CASE("A roster gives slots in order of first appearance", "[engine][contract]") {
  Roster roster{brief_with_caps(3, one_hour)};
  CHECK(roster.admit(SubjectId{900}) == Slot{0});
  CHECK(roster.admit(SubjectId{5}) == Slot{1});
  CHECK(roster.admit(SubjectId{900}) == Slot{0});
  CHECK(roster.size() == 2);
  CHECK(roster.subject(Slot{1}) == SubjectId{5});
  CHECK(roster.find(SubjectId{5}) == Slot{1});
  CHECK_FALSE(roster.find(SubjectId{6}).has_value());
}

TEST_CASE("Consent is by channel and can be withdrawn", "[engine][contract]") {
  Roster roster{brief_with_caps(3, one_hour)};
  const Slot a = roster.admit(SubjectId{1});
  CHECK_FALSE(roster.reachable(a));
  roster.grant(a, ChannelId{2});
  CHECK(roster.consented(a, ChannelId{2}));
  CHECK_FALSE(roster.consented(a, ChannelId{1}));
  CHECK(roster.reachable(a));
  roster.withdraw(a, ChannelId{2});
  CHECK_FALSE(roster.reachable(a));
}

TEST_CASE("The caps hold over any seven days and between two touches", "[engine][contract]") {
  Roster roster{brief_with_caps(2, 12 * one_hour)};
  const Slot a = roster.admit(SubjectId{1});
  const Slot b = roster.admit(SubjectId{2});
  CHECK(roster.within_caps(a, day(0)));
  roster.note_touch(a, day(0));
  CHECK_FALSE(roster.within_caps(a, day(0) + 12 * one_hour - Duration{1}));
  CHECK(roster.within_caps(a, day(0) + 12 * one_hour));
  roster.note_touch(a, day(3));
  CHECK_FALSE(roster.within_caps(a, day(7) - Duration{1}));
  CHECK(roster.within_caps(a, day(7)));
  roster.note_touch(a, day(7));
  CHECK_FALSE(roster.within_caps(a, day(10) - Duration{1}));
  CHECK(roster.within_caps(a, day(10)));
  CHECK(roster.touches(a) == 3);
  CHECK(roster.within_caps(b, day(7)));
}

TEST_CASE("A cap of no touches allows none", "[engine][contract]") {
  Roster roster{brief_with_caps(0, one_hour)};
  CHECK_FALSE(roster.within_caps(roster.admit(SubjectId{1}), day(0)));
}

TEST_CASE("A channel beyond the consent mask is refused", "[engine][contract]") {
  Roster roster{brief_with_caps(1, one_hour)};
  const Slot a = roster.admit(SubjectId{1});
  CHECK_THROWS_AS(roster.grant(a, ChannelId{64}), ContractViolation);
}

}  // namespace shoal
