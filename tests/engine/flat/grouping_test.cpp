#include "engine/flat/grouping.hpp"

#include "tests/engine/flat/tribes.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>

namespace shoal::engine {
namespace {

using test::make_event;

void add(CustomerBook& book, SubjectId s, std::uint32_t tribe) {
  const auto codes = test::profile_of(tribe);
  for (std::uint32_t f = 0; f < profile_fields; ++f) {
    book.note(make_event(EventKind::profile, s, SimTime{}, f, {}, static_cast<float>(codes[f])));
  }
}

void answer(CustomerBook& book, SubjectId s, std::uint32_t tribe) {
  book.note(make_event(EventKind::survey_response, s, SimTime{}, tribe % 2,
                       TopicId{static_cast<std::uint16_t>(tribe)}, 3.0F));
}

GroupingOptions with_seed() {
  GroupingOptions o;
  o.seed = Seed{17};
  return o;
}

}  // namespace

TEST_CASE("People who were not asked join those who resemble them", "[engine][flat]") {
  CustomerBook book{test::make_small_brief()};
  for (std::uint32_t s = 0; s < 300; ++s) add(book, SubjectId{s}, s % 3);
  for (std::uint32_t s = 0; s < 90; ++s) answer(book, SubjectId{s}, s % 3);
  const Grouping g{test::make_small_brief(), book, SimTime{one_week}, with_seed()};
  REQUIRE(g.count() == 3);
  for (std::uint32_t s = 90; s < 300; ++s) {
    CHECK(g.group_of(book, Slot{s}) == g.group_of(book, Slot{s % 3}));
  }
  CHECK(g.group_of(book, Slot{0}) != g.group_of(book, Slot{1}));
  CHECK(g.group_of(book, Slot{1}) != g.group_of(book, Slot{2}));
}

TEST_CASE("An answer outweighs a profile that says otherwise", "[engine][flat]") {
  CustomerBook book{test::make_small_brief()};
  for (std::uint32_t s = 0; s < 120; ++s) {
    add(book, SubjectId{s}, s % 3);
    answer(book, SubjectId{s}, s < 9 ? (s + 1) % 3 : s % 3);
  }
  for (std::uint32_t s = 120; s < 180; ++s) add(book, SubjectId{s}, s % 3);
  GroupingOptions options = with_seed();
  options.max_groups = 3;
  const Grouping g{test::make_small_brief(), book, SimTime{one_week}, options};
  REQUIRE(g.count() == 3);
  CHECK(g.group_of(book, Slot{0}) == g.group_of(book, Slot{10}));
  CHECK(g.group_of(book, Slot{0}) != g.group_of(book, Slot{9}));
  // Those who were not asked follow the many who look like them, not the three who answered oddly.
  CHECK(g.group_of(book, Slot{120}) == g.group_of(book, Slot{9}));
}

TEST_CASE("There are never more groups than allowed", "[engine][flat]") {
  CustomerBook book{test::make_small_brief()};
  for (std::uint32_t s = 0; s < 200; ++s) {
    add(book, SubjectId{s}, s % 3);
    answer(book, SubjectId{s}, (s / 3) % 3);
  }
  GroupingOptions options = with_seed();
  for (const std::size_t most : {std::size_t{1}, std::size_t{2}, std::size_t{5}}) {
    options.max_groups = most;
    const Grouping g{test::make_small_brief(), book, SimTime{one_week}, options};
    CHECK(g.count() <= most);
  }
}

TEST_CASE("An empty book gives one group that takes everyone", "[engine][flat]") {
  CustomerBook book{test::make_small_brief()};
  const Grouping g{test::make_small_brief(), book, SimTime{}, with_seed()};
  CHECK(g.count() == 1);
  add(book, SubjectId{1}, 0);
  CHECK(g.group_of(book, Slot{0}) == GroupId{0});
}

}  // namespace shoal::engine
