#include "sim/streams/need.hpp"

#include <catch2/catch.hpp>

namespace shoal::sim {
namespace {

Need need_of(PersonId p, TopicId topic, Stage stage) {
  Need n;
  n.person = p;
  n.topic = topic;
  n.stage = stage;
  return n;
}

constexpr TopicId shoes{0};
constexpr TopicId home{1};

}  // namespace

TEST_CASE("The strongest need is the furthest one, of equals the oldest", "[sim][streams]") {
  NeedPool pool(3);
  const PersonId p{1};
  CHECK_FALSE(pool.strongest(p));
  const NeedSlot a = pool.open(need_of(p, shoes, Stage::curious));
  const NeedSlot b = pool.open(need_of(p, home, Stage::curious));
  CHECK(pool.strongest(p) == a);
  pool[b].stage = Stage::evaluating;
  CHECK(pool.strongest(p) == b);
  pool[a].stage = Stage::evaluating;
  CHECK(pool.strongest(p) == a);
  CHECK(pool.strongest(p, home) == b);
  CHECK_FALSE(pool.strongest(p, TopicId{7}));
  CHECK_FALSE(pool.strongest(PersonId{0}));
}

TEST_CASE("Needs of a person close in any order", "[sim][streams]") {
  NeedPool pool(2);
  const PersonId p{0};
  const NeedSlot a = pool.open(need_of(p, shoes, Stage::curious));
  const NeedSlot b = pool.open(need_of(p, home, Stage::ready));
  const NeedSlot c = pool.open(need_of(p, shoes, Stage::evaluating));
  const NeedSlot other = pool.open(need_of(PersonId{1}, shoes, Stage::ready));
  CHECK(pool.active() == 4);
  pool.close(b);
  CHECK(pool.first(p) == a);
  CHECK(pool[a].next == c);
  CHECK(pool.strongest(p) == c);
  pool.close(a);
  CHECK(pool.first(p) == c);
  pool.close(c);
  CHECK_FALSE(pool.first(p));
  CHECK(pool.first(PersonId{1}) == other);
  CHECK(pool.active() == 1);
  CHECK_THROWS(pool.close(c));
}

TEST_CASE("A slot that is used again outdates the timers of its last need", "[sim][streams]") {
  NeedPool pool(1);
  const NeedSlot a = pool.open(need_of(PersonId{0}, shoes, Stage::curious));
  const std::uint32_t then = pool[a].generation;
  pool.close(a);
  const NeedSlot b = pool.open(need_of(PersonId{0}, home, Stage::curious));
  REQUIRE(a == b);
  CHECK(pool[b].generation != then);
  CHECK(pool[b].topic == home);
  CHECK(pool[b].active);
  CHECK(pool.slots() == 1);
}

}  // namespace shoal::sim
