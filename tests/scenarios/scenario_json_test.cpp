#include "scenarios/scenario_json.hpp"

#include "scenarios/catalogue.hpp"
#include "scenarios/scenario_listing.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

using namespace shoal;
using namespace shoal::scenarios;

namespace {

bool is_delivery_fault(const std::string& pointer) {
  if (!pointer.starts_with("/delivery/")) return false;
  const auto has = [&](const char* part) { return pointer.find(part) != std::string::npos; };
  return has("/corrupt_frac") || has("/duplicates/") || has("/disorder/") || has("/offline/") ||
         has("/clock/") || has("/bots/");
}

// `parts` are members of the object, after those that make it extend quickstart.
Scenario derived(const std::string& parts, std::span<const Override> overrides = {}) {
  const std::string text =
      R"({"extends": "quickstart", "name": "derived")" + (parts.empty() ? "" : ", " + parts) + "}";
  return parse_scenario(text, "derived.json", overrides);
}

}  // namespace

TEST_CASE("every catalogue scenario loads under its own name", "[scenarios][catalogue]") {
  REQUIRE(catalogue().size() >= 2);
  for (const CatalogueEntry& entry : catalogue()) {
    INFO(entry.name);
    const Scenario s = load_scenario(std::string(entry.name));
    CHECK(s.name == entry.name);
    CHECK_FALSE(s.title.empty());
    CHECK_FALSE(s.description.empty());
  }
  CHECK(std::is_sorted(catalogue().begin(), catalogue().end(),
                       [](const auto& a, const auto& b) { return a.name < b.name; }));
  CHECK(catalogue_text("quickstart"));
  CHECK_FALSE(catalogue_text("quick"));
}

namespace {

// Models that quickstart does not switch on; their fields rest on defaults that mean "off".
bool is_of_a_model_that_is_off(const std::string& pointer) {
  for (const char* part :
       {"/markets", "/misspecification/", "/population/identities/", "/population/refunds/",
        "/population/purchases/timing_", "/population/spend/log_", "/streams/season/",
        "/streams/sessions/errand_", "/streams/sessions/visit_month_",
        "/streams/sessions/visit_weekday_", "/streams/sentiment/", "/response/types/",
        "/response/memory/"}) {
    if (pointer.starts_with(part)) return true;
  }
  return pointer.starts_with("/topics/") && pointer.ends_with("/half_life_hours");
}

}  // namespace

TEST_CASE("quickstart states every quantity of its models and leaves none to a default",
          "[scenarios][catalogue]") {
  const Scenario s = load_scenario("quickstart");
  REQUIRE(s.provenance.size() > 100);
  for (const auto& [pointer, provenance] : s.provenance) {
    // A drift states what its form uses; how the world is seen needs no more than a basis.
    if (pointer.starts_with("/drifts/")) continue;
    if (is_delivery_fault(pointer)) continue;  // off by default, in each of eight sources
    if (is_of_a_model_that_is_off(pointer)) continue;
    INFO(pointer);
    CHECK(provenance.source != "default");
  }
}

TEST_CASE("a resolved scenario reads back as itself", "[scenarios][json]") {
  for (const CatalogueEntry& entry : catalogue()) {
    INFO(entry.name);
    const std::string once = resolved_text(load_scenario(std::string(entry.name)));
    const Scenario again = parse_scenario(once, "resolved.json");
    CHECK(resolved_text(again) == once);
    CHECK(once.find("extends") == std::string::npos);
  }
}

TEST_CASE("values that are hard to write come back to the last bit", "[scenarios][json]") {
  Scenario s = load_scenario("quickstart");
  s.weekly_budget = 0.1 + 0.2;
  s.world.population.purchases.r = 1.0 / 3.0;
  s.world.population.spend.v = 1e-7 * 3.3;
  s.caps.min_gap = Duration{43'200'000'001};
  s.seed = Seed{18446744073709551615U};
  s.title = "a \"quoted\" \\ title with é";
  const Scenario again = parse_scenario(resolved_text(s), "r.json");
  CHECK(again.weekly_budget == s.weekly_budget);
  CHECK(again.world.population.purchases.r == s.world.population.purchases.r);
  CHECK(again.world.population.spend.v == s.world.population.spend.v);
  CHECK(again.caps.min_gap == s.caps.min_gap);
  CHECK(again.seed == s.seed);
  CHECK(again.title == s.title);
}

TEST_CASE("units are converted to those of the fields", "[scenarios][json]") {
  const Scenario s = derived(R"(
    "caps": {"min_gap": {"value": 90, "unit": "min", "basis": "assumed"}},
    "measured_weeks": {"value": 14, "unit": "days", "basis": "assumed"},
    "weekly_budget": {"value": 3, "unit": "USD_per_day", "basis": "assumed"})");
  CHECK(s.caps.min_gap == 90 * one_minute);
  CHECK(s.world.measured_weeks == Approx(2.0).epsilon(1e-15));
  CHECK(s.weekly_budget == 21.0);
}

TEST_CASE("names become positions", "[scenarios][json]") {
  const Scenario s = load_scenario("quickstart");
  const auto& topics = s.world.streams.topics;
  REQUIRE_FALSE(s.world.streams.drifts.empty());
  for (const auto& drift : s.world.streams.drifts) REQUIRE(index(drift.topic) < topics.size());
  const std::string owned =
      R"("owned_frac": {"value": [1, 0, 0, 0, 0], "unit": "frac", "basis": "assumed"})";
  const Scenario moved = derived(R"("streams": {"appliances": [{"name": "wardrobe",
      "topic": "dresses", )" + owned +
                                 "}]}");
  REQUIRE(moved.world.streams.appliances.size() == 1);
  REQUIRE(moved.world.streams.appliances[0].topic);
  CHECK(topics.at(index(*moved.world.streams.appliances[0].topic)).name == "dresses");
  const Scenario none =
      derived(R"("streams": {"appliances": [{"name": "door", "topic": null, )" + owned + "}]}");
  CHECK_FALSE(none.world.streams.appliances.at(0).topic);
}

TEST_CASE("a scenario that extends another states only what differs", "[scenarios][json]") {
  const Scenario base = load_scenario("quickstart");
  const Scenario s = derived(R"("response": {"inert": true},
      "population": {"people": {"value": 50, "unit": "people", "basis": "assumed"}})");
  CHECK(s.name == "derived");
  CHECK(s.title == base.title);
  CHECK(s.world.response.inert);
  CHECK(s.world.response.open_match == base.world.response.open_match);
  CHECK(s.world.population.people == 50);
  CHECK(s.world.population.archetypes.size() == base.world.population.archetypes.size());
}

TEST_CASE("a quantity is replaced whole, so no source outlives its value", "[scenarios][json]") {
  const Scenario s = derived(
      R"("population": {"purchases": {"r": {"value": 2, "unit": "1", "basis": "assumed"}}})");
  CHECK(s.provenance.at("/population/purchases/r").basis == Basis::assumed);
  CHECK(s.provenance.at("/population/purchases/r").source.empty());
  CHECK_THROWS_AS(derived(R"("population": {"purchases": {"r": {"value": 2}}})"), ScenarioError);
}

TEST_CASE("a list is replaced whole", "[scenarios][json]") {
  const Scenario s = derived(R"("arms": [{"name": "only", "engine": "ai"}])");
  REQUIRE(s.arms.size() == 1);
  CHECK(s.arms[0].name == "only");
  CHECK(s.arms[0].engine == EngineKind::ai);
}

TEST_CASE("an omitted field keeps its default and says so", "[scenarios][json]") {
  const Scenario s = derived(R"("response": {"inert": false})");
  const auto& p = s.provenance.at("/drifts/0/needs_mean");
  CHECK(p.basis == Basis::assumed);
  CHECK(p.source == "default");
  CHECK(s.world.streams.drifts[0].needs_mean == sim::DriftParams{}.needs_mean);
}

TEST_CASE("the listing has a row for every quantity of the scenario", "[scenarios][json]") {
  const Scenario s = load_scenario("quickstart");
  const auto rows = list_scenario(s);
  const auto with_unit =
      std::count_if(rows.begin(), rows.end(), [](const ScenarioRow& r) { return !r.unit.empty(); });
  CHECK(static_cast<std::size_t>(with_unit) == s.provenance.size());
  // Every path is one that --set understands.
  for (const ScenarioRow& row : rows) {
    if (row.unit.empty()) continue;
    const auto space = row.value.find(' ');
    if (space != std::string::npos) continue;  // an array
    INFO(row.path);
    const Override same{row.path, row.value};
    CHECK_NOTHROW(load_scenario("quickstart", {&same, 1}));
  }
}
