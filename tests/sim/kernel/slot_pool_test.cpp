#include "sim/kernel/slot_pool.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace shoal::sim {

TEST_CASE("A freed slot is the next to be used, the last freed first", "[sim][kernel]") {
  SlotPool<std::string> pool;
  CHECK(pool.put("a") == 0);
  CHECK(pool.put("b") == 1);
  CHECK(pool.put("c") == 2);
  CHECK(pool.take(0) == "a");
  CHECK(pool.take(2) == "c");
  CHECK(pool.put("d") == 2);
  CHECK(pool.put("e") == 0);
  CHECK(pool.put("f") == 3);
  CHECK(pool[1] == "b");
  CHECK(pool[2] == "d");
}

TEST_CASE("A copy of a pool goes on by itself", "[sim][kernel]") {
  SlotPool<int> pool;
  pool.put(7);
  SlotPool<int> copy = pool;
  CHECK(copy.take(0) == 7);
  CHECK(copy.put(8) == 0);
  CHECK(pool[0] == 7);
  CHECK(pool.put(9) == 1);
}

}  // namespace shoal::sim
