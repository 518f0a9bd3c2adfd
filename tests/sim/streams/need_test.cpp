#include "sim/streams/need.hpp"

#include <catch2/catch.hpp>

#include <vector>

namespace shoal::sim {
namespace {

Need need_of(PersonId p, TopicId topic, Stage stage) {
  Need n;
  n.person = p;
  n.topic = topic;
  n.stage = stage;
  return n;
}

// Needs of a few people, each with a list of their own.
struct Crowd {
  explicit Crowd(std::size_t people) : first(people) {}
  NeedSlot open(const Need& n) { return pool.open(n, first[index(n.person)]); }
  void close(NeedSlot slot) { pool.close(slot, first[index(pool[slot].person)]); }
  NeedLink strongest(PersonId p) const { return pool.strongest(first[index(p)]); }
  NeedLink strongest(PersonId p, TopicId t) const { return pool.strongest(first[index(p)], t); }

  NeedPool pool;
  std::vector<NeedLink> first;
};

constexpr TopicId shoes{0};
constexpr TopicId home{1};

}  // namespace

TEST_CASE("The strongest need is the furthest one, of equals the oldest", "[sim][streams]") {
  Crowd crowd(3);
  const PersonId p{1};
  CHECK_FALSE(crowd.strongest(p));
  const NeedSlot a = crowd.open(need_of(p, shoes, Stage::curious));
  const NeedSlot b = crowd.open(need_of(p, home, Stage::curious));
  CHECK(crowd.strongest(p) == a);
  crowd.pool[b].stage = Stage::evaluating;
  CHECK(crowd.strongest(p) == b);
  crowd.pool[a].stage = Stage::evaluating;
  CHECK(crowd.strongest(p) == a);
  CHECK(crowd.strongest(p, home) == b);
  CHECK_FALSE(crowd.strongest(p, TopicId{7}));
  CHECK_FALSE(crowd.strongest(PersonId{0}));
}

TEST_CASE("Needs of a person close in any order", "[sim][streams]") {
  Crowd crowd(2);
  const PersonId p{0};
  const NeedSlot a = crowd.open(need_of(p, shoes, Stage::curious));
  const NeedSlot b = crowd.open(need_of(p, home, Stage::ready));
  const NeedSlot c = crowd.open(need_of(p, shoes, Stage::evaluating));
  const NeedSlot other = crowd.open(need_of(PersonId{1}, shoes, Stage::ready));
  CHECK(crowd.pool.active() == 4);
  crowd.close(b);
  CHECK(crowd.first[index(p)] == a);
  CHECK(crowd.pool[a].next == c);
  CHECK(crowd.strongest(p) == c);
  crowd.close(a);
  CHECK(crowd.first[index(p)] == c);
  crowd.close(c);
  CHECK_FALSE(crowd.first[index(p)]);
  CHECK(crowd.first[index(PersonId{1})] == other);
  CHECK(crowd.pool.active() == 1);
  CHECK_THROWS(crowd.close(c));
}

TEST_CASE("A slot that is used again outdates the timers of its last need", "[sim][streams]") {
  Crowd crowd(1);
  const NeedSlot a = crowd.open(need_of(PersonId{0}, shoes, Stage::curious));
  const std::uint32_t then = crowd.pool[a].generation;
  crowd.close(a);
  const NeedSlot b = crowd.open(need_of(PersonId{0}, home, Stage::curious));
  REQUIRE(a == b);
  CHECK(crowd.pool[b].generation != then);
  CHECK(crowd.pool[b].topic == home);
  CHECK(crowd.pool[b].active);
  CHECK(crowd.pool.slots() == 1);
}

}  // namespace shoal::sim
