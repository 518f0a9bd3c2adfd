#include "sim/population/demographics.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <map>
#include <vector>

using namespace shoal;
using namespace shoal::sim;

namespace {

constexpr Purpose test_purpose{9000};

std::vector<Choice> values(std::size_t count) {
  std::vector<Choice> list;
  for (std::size_t i = 0; i < count; ++i) list.push_back({std::to_string(i), 1.0});
  return list;
}

PopulationParams two_by_three() {
  PopulationParams p;
  p.genders = values(2);
  p.age_bands = values(3);
  p.cities = values(2);
  p.income_bands = values(1);
  p.devices = values(1);
  Archetype a;
  a.city = {1.0, 3.0};
  p.archetypes = {a};
  return p;
}

// Gender and age, far from independent.
DemographicPrior dependent_prior() {
  DemographicPrior prior;
  prior.covers = {true, true, false, false, false};
  prior.cells = {{{0, 0}, 10.0}, {{0, 1}, 0.0}, {{0, 2}, 30.0}, {{1, 1}, 50.0}, {{1, 2}, 10.0}};
  return prior;
}

std::map<DemographicCodes, int> draws(const Demographics& d, std::size_t archetype, int count) {
  std::map<DemographicCodes, int> found;
  for (int i = 0; i < count; ++i) {
    Stream s(Seed{5}, test_purpose, static_cast<std::uint32_t>(i), 0);
    ++found[d.draw(archetype, s)];
  }
  return found;
}

}  // namespace

TEST_CASE("an alias table draws by weight and never what has none", "[sim][demographics]") {
  const std::vector<double> weights{3.0, 0.0, 1.0, 4.0, 0.0, 2.0};
  const AliasTable table(weights);
  constexpr int count = 200'000;
  std::array<int, 6> found{};
  for (int i = 0; i < count; ++i) {
    Stream s(Seed{1}, test_purpose, static_cast<std::uint32_t>(i), 0);
    ++found.at(table.draw(s));
  }
  double chi_square = 0.0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] == 0.0) {
      CHECK(found.at(i) == 0);
      continue;
    }
    const double expected = count * weights[i] / 10.0;
    chi_square += std::pow(found.at(i) - expected, 2) / expected;
  }
  CHECK(chi_square < 16.27);  // 3 degrees of freedom, alpha .001
}

TEST_CASE("one position is always drawn", "[sim][demographics]") {
  const AliasTable table(std::vector<double>{0.0, 1e-300, 0.0});
  for (std::uint32_t i = 0; i < 1000; ++i) {
    Stream s(Seed{1}, test_purpose, i, 0);
    REQUIRE(table.draw(s) == 1);
  }
}

TEST_CASE("without a prior the dimensions follow the archetype's weights, independently",
          "[sim][demographics]") {
  PopulationParams p = two_by_three();
  p.archetypes[0].gender = {1.0, 4.0};
  const Demographics d(p);
  CHECK(d.marginal(0, DemographicDimension::gender) == std::vector<double>{0.2, 0.8});
  CHECK(d.marginal(0, DemographicDimension::city) == std::vector<double>{0.25, 0.75});
  constexpr int count = 60'000;
  double chi_square = 0.0;
  for (const auto& [codes, found] : draws(d, 0, count)) {
    const double share = (codes[0] == 0 ? 0.2 : 0.8) / 3.0 * (codes[2] == 0 ? 0.25 : 0.75);
    chi_square += std::pow(found - count * share, 2) / (count * share);
  }
  CHECK(chi_square < 31.26);  // 12 cells, 11 degrees of freedom, alpha .001
}

TEST_CASE("a prior is drawn jointly and tilted by the archetype", "[sim][demographics]") {
  PopulationParams p = two_by_three();
  p.demographic_prior = dependent_prior();
  Archetype tilted = p.archetypes[0];
  tilted.age_band = {2.0, 0.5, 1.0};
  p.archetypes.push_back(tilted);
  const Demographics d(p);
  CHECK(tilted_weights(p.demographic_prior, p.archetypes[0]) ==
        std::vector<double>{10.0, 0.0, 30.0, 50.0, 10.0});
  CHECK(tilted_weights(p.demographic_prior, tilted) ==
        std::vector<double>{20.0, 0.0, 30.0, 25.0, 10.0});
  CHECK(d.marginal(0, DemographicDimension::gender) == std::vector<double>{0.4, 0.6});
  CHECK(d.marginal(1, DemographicDimension::age_band).at(0) == Approx(20.0 / 85.0));
  CHECK(d.marginal(1, DemographicDimension::city) == std::vector<double>{0.25, 0.75});
  constexpr int count = 60'000;
  for (std::size_t archetype = 0; archetype < 2; ++archetype) {
    const auto weights = tilted_weights(p.demographic_prior, p.archetypes[archetype]);
    const double total = archetype == 0 ? 100.0 : 85.0;
    auto found = draws(d, archetype, count);
    double chi_square = 0.0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      for (std::uint8_t city = 0; city < 2; ++city) {
        DemographicCodes codes = p.demographic_prior.cells[i].codes;
        codes[2] = city;
        const double expected = count * weights[i] / total * (city == 0 ? 0.25 : 0.75);
        if (expected == 0.0) {
          CHECK(found[codes] == 0);
        } else {
          chi_square += std::pow(found[codes] - expected, 2) / expected;
        }
        found.erase(codes);
      }
    }
    CHECK(found.empty());
    CHECK(chi_square < 24.33);  // 8 cells, 7 degrees of freedom, alpha .001
  }
}

TEST_CASE("an archetype that leaves nobody of the prior is refused", "[sim][demographics]") {
  PopulationParams p = two_by_three();
  p.demographic_prior = dependent_prior();
  p.archetypes[0].gender = {1.0, 0.0};
  p.archetypes[0].age_band = {0.0, 1.0, 0.0};
  CHECK_THROWS(Demographics(p));
}
