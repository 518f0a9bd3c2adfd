#include "engine/learn/k_means.hpp"

#include "core/contracts.hpp"

#include <catch2/catch.hpp>

#include <cmath>

namespace shoal::engine {
namespace {

// Blobs of `each` normal points (standard deviation 1) around the given centres, interleaved:
// row i belongs to blob i % centres.
std::vector<float> blobs(const std::vector<std::vector<double>>& centres, std::size_t each) {
  std::vector<float> values;
  for (std::size_t i = 0; i < each * centres.size(); ++i) {
    Stream draws{Seed{11}, Purpose{1}, static_cast<std::uint32_t>(i), 0};
    for (const double x : centres[i % centres.size()]) {
      values.push_back(static_cast<float>(x + draws.normal()));
    }
  }
  return values;
}

const std::vector<std::vector<double>> four_corners{{0, 0}, {20, 0}, {0, 20}, {20, 20}};

KMeansOptions with_seed(std::uint64_t seed) {
  KMeansOptions o;
  o.seed = Seed{seed};
  return o;
}

}  // namespace

TEST_CASE("k-means of six points on a line is what a hand finds", "[engine][learn]") {
  const std::vector<float> values{0, 1, 2, 10, 11, 12};
  const Clusters c = k_means(Rows{values, 1}, 2, with_seed(1));
  REQUIRE(c.count == 2);
  CHECK(c.membership == std::vector<std::uint32_t>{0, 0, 0, 1, 1, 1});
  CHECK(c.centroid(0)[0] == Approx(1.0));
  CHECK(c.centroid(1)[0] == Approx(11.0));
  CHECK(c.within_ss == Approx(4.0));
  // total 154, between 150, within 4: (150 / 1) / (4 / 4)
  CHECK(calinski_harabasz(Rows{values, 1}, c) == Approx(150.0));
}

TEST_CASE("k-means recovers separable blobs from any seed", "[engine][learn]") {
  const std::vector<float> values = blobs(four_corners, 50);
  const Rows rows{values, 2};
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Clusters c = k_means(rows, 4, with_seed(seed));
    REQUIRE(c.count == 4);
    for (std::size_t i = 0; i < rows.count(); ++i) REQUIRE(c.membership[i] == i % 4);
    for (std::size_t k = 0; k < 4; ++k) {
      // 6 standard errors of a mean of 50 points of standard deviation 1.
      CHECK(std::abs(c.centroid(k)[0] - four_corners[k][0]) < 0.85);
      CHECK(std::abs(c.centroid(k)[1] - four_corners[k][1]) < 0.85);
    }
  }
}

TEST_CASE("The ratio of Calinski and Harabasz chooses the number of blobs", "[engine][learn]") {
  const std::vector<float> values = blobs(four_corners, 50);
  CHECK(k_means_by_calinski_harabasz(Rows{values, 2}, 12, with_seed(3)).count == 4);
  const std::vector<float> two = blobs({{0, 0}, {30, 0}}, 50);
  CHECK(k_means_by_calinski_harabasz(Rows{two, 2}, 12, with_seed(3)).count == 2);
  CHECK(k_means_by_calinski_harabasz(Rows{values, 2}, 3, with_seed(3)).count <= 3);
}

TEST_CASE("The best k-means cost never rises with the number of clusters", "[engine][learn]") {
  const std::vector<float> values = blobs({{0, 0}, {3, 1}, {1, 4}}, 60);
  KMeansOptions options = with_seed(5);
  options.restarts = 20;
  double last = k_means(Rows{values, 2}, 1, options).within_ss;
  for (std::size_t k = 2; k <= 8; ++k) {
    const double now = k_means(Rows{values, 2}, k, options).within_ss;
    CHECK(now < last);
    last = now;
  }
}

TEST_CASE("Equal seeds give equal clusters and every row is nearest to its own",
          "[engine][learn]") {
  const std::vector<float> values = blobs({{0, 0, 0}, {2, 2, 0}, {0, 3, 3}}, 80);
  const Rows rows{values, 3};
  const Clusters a = k_means(rows, 5, with_seed(9));
  const Clusters b = k_means(rows, 5, with_seed(9));
  CHECK(a.membership == b.membership);
  CHECK(a.centroids == b.centroids);
  for (std::size_t i = 0; i < rows.count(); ++i) {
    const float own = squared_distance(rows[i], a.centroid(a.membership[i]));
    for (std::size_t k = 0; k < a.count; ++k) {
      CHECK(own <= squared_distance(rows[i], a.centroid(k)));
    }
  }
}

TEST_CASE("k-means has no more clusters than distinct rows", "[engine][learn]") {
  const std::vector<float> two_values{1, 5, 1, 5, 5, 1};
  const Clusters c = k_means(Rows{two_values, 1}, 4, with_seed(2));
  CHECK(c.count == 2);
  CHECK(c.within_ss == 0.0);
  const std::vector<float> same(8, 3.0F);
  CHECK(k_means_by_calinski_harabasz(Rows{same, 1}, 12, with_seed(2)).count == 1);
}

TEST_CASE("k-means refuses nothing to cluster and broken rows", "[engine][learn]") {
  const std::vector<float> none;
  const std::vector<float> three{1, 2, 3};
  CHECK_THROWS_AS(k_means(Rows{none, 2}, 2, with_seed(1)), ContractViolation);
  CHECK_THROWS_AS((Rows{three, 2}), ContractViolation);
}

TEST_CASE("A standardiser brings dimensions to mean 0 and deviation 1", "[engine][learn]") {
  const std::vector<float> values{1, 7, 3, 7, 5, 7, 7, 7};
  const Standardiser standardiser{Rows{values, 2}};
  std::vector<float> row{1, 7};
  standardiser.apply(row);
  // Mean 4, variance (9 + 1 + 1 + 9) / 4 = 5; the second dimension does not vary.
  CHECK(row[0] == Approx(-3.0 / std::sqrt(5.0)));
  CHECK(row[1] == 0.0F);
}

}  // namespace shoal::engine
