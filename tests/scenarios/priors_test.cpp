// People drawn from the shipped census tables are those of the tables, dependence included.
#include "scenarios/json_tree.hpp"
#include "scenarios/priors.hpp"
#include "scenarios/scenario_json.hpp"
#include "sim/population/demographics.hpp"

#include <boost/math/distributions/chi_squared.hpp>
#include <catch2/catch.hpp>

#include <cmath>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

using namespace shoal;
using namespace shoal::scenarios;

namespace {

constexpr Purpose test_purpose{9001};
constexpr double alpha = 0.001;
constexpr int drawn = 200'000;

const std::string american = R"("prior": "us_adult",
  "genders": ["female", "male"],
  "age_bands": ["18-24", "25-34", "35-44", "45-54", "55+"],
  "income_bands": ["up to 50k", "over 50k"])";
const std::string indian = R"("prior": "india_census2011",
  "genders": ["female", "male"], "age_bands": ["0-29", "30-49", "50+"],
  "cities": ["Mumbai", "Delhi", "Chennai", "elsewhere"],
  "income_bands": ["low", "middle", "high"], "devices": ["none", "phone", "computer"])";

// Quickstart with one archetype that tilts nothing but what `weights` says.
Scenario with_prior(const std::string& population, const std::string& weights = "") {
  const std::string text = R"({"extends": "quickstart", "name": "x", "drifts": [],
    "population": {)" + population +
                           R"(, "archetypes": [{"name": "all", )" + weights + R"(
      "share": {"value": 1, "unit": "1", "basis": "assumed"},
      "affinity": {"value": [1, 1, 1, 1, 1, 1, 1, 1], "unit": "1", "basis": "assumed"},
      "channel_affinity": {"value": [0, 0, 0, 0], "unit": "logit", "basis": "assumed"},
      "hour_weight": {"value": [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                1, 1, 1], "unit": "1", "basis": "assumed"},
      "weekday_weight": {"value": [1, 1, 1, 1, 1, 1, 1], "unit": "1", "basis": "assumed"}}]}})";
  return parse_scenario(text, "text");
}

// A two-way table of counts or weights: (a x b).
using Table = std::vector<std::vector<double>>;

struct Dimensions {
  sim::DemographicDimension a;
  sim::DemographicDimension b;
  std::size_t sizes[2];
};

Table census(const Scenario& s, const Dimensions& d) {
  Table table(d.sizes[0], std::vector<double>(d.sizes[1], 0.0));
  for (const sim::DemographicCell& cell : s.world.population.demographic_prior.cells) {
    table[cell.codes[static_cast<std::size_t>(d.a)]][cell.codes[static_cast<std::size_t>(d.b)]] +=
        cell.weight;
  }
  return table;
}

Table sample(const Scenario& s, const Dimensions& d, std::uint64_t seed) {
  const sim::Demographics demographics(s.world.population);
  Table table(d.sizes[0], std::vector<double>(d.sizes[1], 0.0));
  for (std::uint32_t person = 0; person < drawn; ++person) {
    Stream stream(Seed{seed}, test_purpose, person, 0);
    const sim::DemographicCodes codes = demographics.draw(0, stream);
    ++table[codes[static_cast<std::size_t>(d.a)]][codes[static_cast<std::size_t>(d.b)]];
  }
  return table;
}

double total(const Table& table) {
  double sum = 0.0;
  for (const auto& row : table) sum = std::accumulate(row.begin(), row.end(), sum);
  return sum;
}

std::vector<double> row_sums(const Table& table) {
  std::vector<double> sums;
  for (const auto& row : table) sums.push_back(std::accumulate(row.begin(), row.end(), 0.0));
  return sums;
}

Table transposed(const Table& table) {
  Table other(table[0].size(), std::vector<double>(table.size()));
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::size_t j = 0; j < table[i].size(); ++j) other[j][i] = table[i][j];
  }
  return other;
}

// p-value of counts against weights.
double p_value(const std::vector<double>& counts, const std::vector<double>& weights) {
  const double n = std::accumulate(counts.begin(), counts.end(), 0.0);
  const double w = std::accumulate(weights.begin(), weights.end(), 0.0);
  double chi_square = 0.0;
  int cells = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double expected = n * weights[i] / w;
    if (expected == 0.0) continue;
    chi_square += std::pow(counts[i] - expected, 2) / expected;
    ++cells;
  }
  return cdf(complement(boost::math::chi_squared(cells - 1), chi_square));
}

std::vector<double> flat(const Table& table) {
  std::vector<double> cells;
  for (const auto& row : table) cells.insert(cells.end(), row.begin(), row.end());
  return cells;
}

// In nats.
double mutual_information(const Table& table) {
  const double n = total(table);
  const std::vector<double> a = row_sums(table);
  const std::vector<double> b = row_sums(transposed(table));
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) {
      const double x = table[i][j];
      if (x > 0.0) sum += x / n * std::log(x * n / (a[i] * b[j]));
    }
  }
  return sum;
}

void check_like_census(const Scenario& s, const Dimensions& d) {
  const Table expected = census(s, d);
  const Table found = sample(s, d, 11);
  CHECK(p_value(row_sums(found), row_sums(expected)) > alpha);
  CHECK(p_value(row_sums(transposed(found)), row_sums(transposed(expected))) > alpha);
  CHECK(p_value(flat(found), flat(expected)) > alpha);
  // Of independent draws, 2 n I is chi-square; what is found is far beyond, and is the table's.
  const double information = mutual_information(found);
  const auto freedom = static_cast<double>((d.sizes[0] - 1) * (d.sizes[1] - 1));
  const double noise =
      quantile(complement(boost::math::chi_squared(freedom), alpha)) / (2.0 * drawn);
  CHECK(mutual_information(expected) > 10.0 * noise);
  CHECK(information > 10.0 * noise);
  CHECK(information == Approx(mutual_information(expected)).epsilon(0.1));
}

std::string message_of(const std::string& population, const std::string& weights = "") {
  try {
    with_prior(population, weights);
  } catch (const ScenarioError& e) {
    return e.pointer() + ": " + e.message();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("people drawn from the American table have its age and income, and their dependence",
          "[scenarios][priors][statistical]") {
  const Scenario s = with_prior(american);
  CHECK(s.world.population.demographic_prior.covers ==
        std::array<bool, 5>{true, true, false, true, false});
  check_like_census(
      s, {sim::DemographicDimension::age_band, sim::DemographicDimension::income_band, {5, 2}});
  check_like_census(
      s, {sim::DemographicDimension::gender, sim::DemographicDimension::income_band, {2, 2}});
}

TEST_CASE("people drawn from the Indian table have its cities, incomes and devices",
          "[scenarios][priors][statistical]") {
  const Scenario s = with_prior(indian);
  check_like_census(s,
                    {sim::DemographicDimension::city, sim::DemographicDimension::device, {4, 3}});
  check_like_census(
      s, {sim::DemographicDimension::income_band, sim::DemographicDimension::device, {3, 3}});
}

TEST_CASE("the tables give known figures", "[scenarios][priors]") {
  // Of adult.data, by fnlwgt, 18 and more: counted by hand from the file.
  const Scenario us = with_prior(american);
  const auto people = [](const Scenario& s, auto&& keep) {
    double sum = 0.0;
    for (const auto& cell : s.world.population.demographic_prior.cells) {
      if (keep(cell.codes)) sum += cell.weight;
    }
    return sum;
  };
  const auto all = [](const sim::DemographicCodes&) { return true; };
  const double rich = people(us, [](const auto& c) { return c[3] == 1; });
  const double rich_young = people(us, [](const auto& c) { return c[3] == 1 && c[1] == 0; });
  const double young = people(us, [](const auto& c) { return c[1] == 0; });
  CHECK(rich / people(us, all) == Approx(0.2414).margin(0.0001));
  CHECK(rich_young / young < 0.03);
  // Census of India 2011: 1,210,854,977 people; its 47 million of the three cities.
  const Scenario india = with_prior(indian);
  CHECK(people(india, all) == Approx(1210854977.0).epsilon(1e-6));
  CHECK(people(india, [](const auto& c) { return c[2] == 1; }) == Approx(16787941.0).epsilon(1e-6));
  const double computers = people(india, [](const auto& c) { return c[2] == 0 && c[4] == 2; });
  CHECK(computers / people(india, [](const auto& c) { return c[2] == 0; }) ==
        Approx(0.3216).margin(0.003));
}

TEST_CASE("what a list leaves out has no people, unless it names the rest", "[scenarios][priors]") {
  std::string three = indian;
  three.replace(three.find(", \"elsewhere\""), 13, "");
  const Scenario s = with_prior(three);
  double people = 0.0;
  for (const auto& cell : s.world.population.demographic_prior.cells) people += cell.weight;
  CHECK(people == Approx(12442373.0 + 16787941.0 + 4646732.0).epsilon(1e-6));
}

TEST_CASE("a prior that does not fit is refused where it does not", "[scenarios][priors]") {
  std::string other_name = indian;
  other_name.replace(other_name.find("Chennai"), 7, "Chenai");
  CHECK(message_of(other_name) ==
        "/population/cities/2: the prior india_census2011 has no \"Chenai\" among its cities; did "
        "you mean \"Chennai\"?");
  CHECK(message_of(R"("prior": "us_adults")").find("did you mean \"us_adult\"?") !=
        std::string::npos);
  CHECK(message_of(american, R"("gender": {"value": [0, 0], "unit": "1", "basis": "assumed"}, )")
            .find("must not be all 0") != std::string::npos);
  CHECK(with_prior(R"("prior": null)").world.population.demographic_prior.cells.empty());
}

TEST_CASE("a scenario with a prior is written by its name and reads back", "[scenarios][priors]") {
  const Scenario s = with_prior(american);
  const std::string text = resolved_text(s);
  CHECK(text.find("\"prior\": \"us_adult\"") != std::string::npos);
  const Scenario again = parse_scenario(text, "again");
  CHECK(resolved_text(again) == text);
  CHECK(again.world.population.demographic_prior.cells.size() ==
        s.world.population.demographic_prior.cells.size());
}

// For scenarios/priors/plot_demographics.py: what share of a group has a value, in the table and
// drawn.
TEST_CASE("figures: shares of the tables and of drawn people", "[.figures]") {
  struct Figure {
    std::string name;
    std::string prior;
    Dimensions dimensions;  // group, value
    std::size_t value;
  };
  std::string cities = indian;
  cities.replace(cities.find("\"Chennai\""), 9,
                 R"("Bengaluru", "Hyderabad", "Chennai", "Kolkata", "Pune", "Ahmedabad", "Surat",
                 "Jaipur", "Lucknow", "Kanpur", "Nagpur", "Indore")");
  using Dimension = sim::DemographicDimension;
  const std::vector<Figure> figures{
      {"over 50k by age", american, {Dimension::age_band, Dimension::income_band, {5, 2}}, 1},
      {"over 50k by sex", american, {Dimension::gender, Dimension::income_band, {2, 2}}, 1},
      {"a computer at home by city", cities, {Dimension::city, Dimension::device, {15, 3}}, 2},
      {"a computer at home by income",
       cities,
       {Dimension::income_band, Dimension::device, {3, 3}},
       2}};
  std::cout << "figure,group,people,census,drawn\n";
  for (const Figure& f : figures) {
    const Scenario s = with_prior(f.prior);
    const sim::PopulationParams& p = s.world.population;
    const std::vector<const std::vector<sim::Choice>*> lists{&p.genders, &p.age_bands, &p.cities,
                                                             &p.income_bands, &p.devices};
    const Table expected = census(s, f.dimensions);
    const Table found = sample(s, f.dimensions, 11);
    for (std::size_t group = 0; group < expected.size(); ++group) {
      const double people = row_sums(found)[group];
      std::cout << f.name << ',' << (*lists[static_cast<std::size_t>(f.dimensions.a)])[group].name
                << ',' << people << ',' << expected[group][f.value] / row_sums(expected)[group]
                << ',' << found[group][f.value] / people << '\n';
    }
  }
}
