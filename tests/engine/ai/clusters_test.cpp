#include "engine/ai/clusters.hpp"

#include "core/random.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace shoal;
using namespace shoal::engine;

namespace {

// Around share 1 of one topic, with a little noise.
ClusterPoint near_topic(std::size_t topic, Stream& draw) {
  ClusterPoint p{};
  p[topic] = 1.0F - 0.05F * static_cast<float>(draw.uniform());
  p[max_topics] = 1.0F + 0.05F * static_cast<float>(draw.normal());
  return p;
}

constexpr Seed seed{5};

}  // namespace

TEST_CASE("clusters are born where points are, one per kind", "[engine][ai]") {
  OnlineClusters clusters{ClusterOptions{}};
  std::map<std::size_t, std::map<ClusterId, int>> seen;  // topic -> cluster -> late points
  for (std::uint32_t i = 0; i < 4000; ++i) {
    Stream draw{seed, Purpose{1}, i, 0};
    const std::size_t topic = i % 3;
    const ClusterId id = clusters.assign(near_topic(topic, draw), std::nullopt, SimTime{});
    if (i > 3000) ++seen[topic][id];
  }
  REQUIRE(clusters.clusters().size() >= 3);
  for (const auto& [topic, ids] : seen) {
    for (const auto& [id, n] : ids) {
      INFO("topic " << topic << " cluster " << index(id));
      REQUIRE(clusters.leading_topic(id) == TopicId{static_cast<std::uint16_t>(topic)});
    }
  }
}

TEST_CASE("a cluster that nobody joins dies, and its number is not used again", "[engine][ai]") {
  OnlineClusters clusters{ClusterOptions{}};
  for (std::uint32_t i = 0; i < 1000; ++i) {
    Stream draw{seed, Purpose{2}, i, 0};
    clusters.assign(near_topic(i % 2, draw), std::nullopt, SimTime{});
  }
  Stream draw{seed, Purpose{3}, 0, 0};
  ClusterPoint outlier = near_topic(9, draw);
  outlier[max_topics] = 9.0F;
  const std::size_t before = clusters.clusters().size();
  const ClusterId lone = clusters.assign(outlier, std::nullopt, SimTime{});
  REQUIRE(clusters.clusters().size() == before + 1);
  const SimTime later{30 * one_day};
  clusters.upkeep(later);
  REQUIRE(clusters.find(lone) == nullptr);
  const ClusterId again = clusters.assign(outlier, std::nullopt, later);
  REQUIRE(again != lone);
}

TEST_CASE("a subject between two centres does not flap", "[engine][ai]") {
  OnlineClusters clusters{ClusterOptions{}};
  for (std::uint32_t i = 0; i < 2000; ++i) {
    Stream draw{seed, Purpose{4}, i, 0};
    clusters.assign(near_topic(i % 2, draw), std::nullopt, SimTime{});
  }
  Stream draw{seed, Purpose{5}, 0, 0};
  std::optional<ClusterId> current = clusters.assign(near_topic(0, draw), std::nullopt, SimTime{});
  int changes = 0;
  for (int i = 0; i < 100; ++i) {
    ClusterPoint p{};
    p[0] = 0.5F + (i % 2 == 0 ? 0.02F : -0.02F);
    p[1] = 1.0F - p[0];
    p[max_topics] = 1.0F;
    const ClusterId next = clusters.assign(p, current, SimTime{});
    changes += next != *current ? 1 : 0;
    current = next;
  }
  REQUIRE(changes <= 1);
}

TEST_CASE("centres that meet become one", "[engine][ai]") {
  OnlineClusters clusters{{.birth_distance = 0.5, .merge_distance = 50.0}};
  for (std::uint32_t i = 0; i < 1000; ++i) {
    Stream draw{seed, Purpose{6}, i, 0};
    clusters.assign(near_topic(i % 2, draw), std::nullopt, SimTime{});
  }
  REQUIRE(clusters.clusters().size() >= 2);
  clusters.upkeep(SimTime{one_day});
  REQUIRE(clusters.clusters().size() == 1);
}

TEST_CASE("a shift of all points sounds the drift alarm, a steady stream does not",
          "[engine][ai]") {
  OnlineClusters clusters{{.at_most = 2}};
  for (std::uint32_t i = 0; i < 20000; ++i) {
    Stream draw{seed, Purpose{7}, i, 0};
    clusters.assign(near_topic(i % 2, draw), std::nullopt, SimTime{});
  }
  REQUIRE(clusters.drifts() == 0);
  for (std::uint32_t i = 0; i < 2000; ++i) {
    Stream draw{seed, Purpose{8}, i, 0};
    clusters.assign(near_topic(7, draw), std::nullopt, SimTime{});
  }
  REQUIRE(clusters.drifts() >= 1);
}
