#include "engine/flat/group_centres.hpp"

#include "core/contracts.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace shoal::engine {
namespace {

KMeansOptions with_seed() {
  KMeansOptions o;
  o.seed = Seed{3};
  return o;
}

}  // namespace

TEST_CASE("Between two equal groups the nearer centre wins", "[engine][flat]") {
  const std::vector<float> values{0, 1, 10, 11};
  const Rows rows{values, 1};
  const GroupCentres centres{rows, k_means(rows, 2, with_seed()), 1};
  CHECK(centres.count() == 2);
  const std::vector<float> low{5.4F};
  const std::vector<float> high{5.6F};
  CHECK(centres.nearest(low) == GroupId{0});
  CHECK(centres.nearest(high) == GroupId{1});
}

TEST_CASE("A larger group reaches further by the discriminant rule", "[engine][flat]") {
  // Centres 0 and 10, shares 3/4 and 1/4; variance (6 x 1 + 2 x 1) / 8 = 1, so s^2 = 2. The
  // boundary: x^2 - 4 ln(3/4) = (10 - x)^2 - 4 ln(1/4), x = 5 + 2 ln(3) / 10 = 5.21972.
  const std::vector<float> values{-1, 1, -1, 1, -1, 1, 9, 11};
  const Rows rows{values, 1};
  const GroupCentres centres{rows, k_means(rows, 2, with_seed()), 1};
  const std::vector<float> inside{5.21F};
  const std::vector<float> outside{5.23F};
  CHECK(centres.nearest(inside) == GroupId{0});
  CHECK(centres.nearest(outside) == GroupId{1});
}

TEST_CASE("Only the known dimensions decide who is nearest", "[engine][flat]") {
  const std::vector<float> values{0, 100, 1, 101, 10, -100, 11, -101};
  const Rows rows{values, 2};
  const GroupCentres centres{rows, k_means(rows, 2, with_seed()), 1};
  const std::vector<float> row{1, -100};
  CHECK(centres.nearest(row) == GroupId{0});
}

TEST_CASE("Without groups everyone is in the first", "[engine][flat]") {
  const GroupCentres centres;
  CHECK(centres.count() == 1);
  CHECK(centres.nearest(std::vector<float>{1, 2, 3}) == GroupId{0});
}

TEST_CASE("There are enough groups to foretell the classes", "[engine][flat]") {
  // Three places on a line, each with its own class, shown in the first dimension.
  std::vector<float> values;
  std::vector<std::size_t> classes;
  for (std::size_t i = 0; i < 60; ++i) {
    Stream draws{Seed{8}, Purpose{1}, static_cast<std::uint32_t>(i), 0};
    classes.push_back(i / 2 % 3);
    values.push_back(static_cast<float>(10.0 * static_cast<double>(classes[i]) + draws.normal()));
  }
  const Rows rows{values, 1};
  CHECK(choose_group_count(rows, classes, 1, 12, Seed{3}) >= 3);
  CHECK(choose_group_count(rows, classes, 1, 3, Seed{3}) == 3);
  CHECK(choose_group_count(rows, classes, 1, 2, Seed{3}) == 2);
  CHECK_THROWS_AS(choose_group_count(rows, {}, 1, 2, Seed{3}), ContractViolation);
}

TEST_CASE("Groups that foretell worse than fewer do are refused", "[engine][flat]") {
  // Seven in ten want the same and nothing shows who does: every split adds groups whose few
  // members happen to want the other thing.
  std::vector<float> values;
  std::vector<std::size_t> classes;
  for (std::size_t i = 0; i < 100; ++i) {
    Stream draws{Seed{8}, Purpose{1}, static_cast<std::uint32_t>(i), 0};
    classes.push_back(draws.bernoulli(0.7) ? 0 : 1);
    values.push_back(static_cast<float>(draws.normal()));
    values.push_back(static_cast<float>(draws.normal()));
  }
  const std::size_t chosen = choose_group_count(Rows{values, 2}, classes, 2, 60, Seed{3});
  CHECK(chosen < 40);
}

}  // namespace shoal::engine
