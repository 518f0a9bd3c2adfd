#include "scenarios/scenario_json.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace shoal;
using namespace shoal::scenarios;

namespace {

Scenario with(const std::string& path, const std::string& value) {
  const Override change{path, value};
  return load_scenario("quickstart", {&change, 1});
}

ScenarioError error_of(const std::string& path, const std::string& value) {
  try {
    with(path, value);
  } catch (const ScenarioError& e) {
    return e;
  }
  FAIL("accepted: " << path << "=" << value);
  throw std::logic_error("unreachable");
}

}  // namespace

TEST_CASE("--set changes quantities and plain fields", "[scenarios][set]") {
  CHECK(with("population.people", "5000").world.population.people == 5000);
  CHECK(with("/population/people", "5000").world.population.people == 5000);
  CHECK(with("response.inert", "true").world.response.inert);
  CHECK(with("title", "plain words").title == "plain words");
  CHECK(with("title", "\"true\"").title == "true");
  CHECK(with("seed", "18446744073709551615").seed == Seed{18446744073709551615U});
  CHECK(with("arms", R"([{"name": "a", "engine": "flat"}])").arms.size() == 1);
}

TEST_CASE("--set reaches list entries by name and by position", "[scenarios][set]") {
  CHECK(with("channels.sms.cost", "0.5").world.channels.at(1).cost == 0.5);
  CHECK(with("channels.1.cost", "0.5").world.channels.at(1).cost == 0.5);
  CHECK(with("/arms/0/engine", "random").arms.at(0).engine == EngineKind::random);
}

TEST_CASE("a quantity that is set becomes assumed and keeps its unit", "[scenarios][set]") {
  const Scenario s = with("population.purchases.r", "2");
  const Provenance& p = s.provenance.at("/population/purchases/r");
  CHECK(p.basis == Basis::assumed);
  CHECK(p.source == "set on the command line");
  CHECK(with("population.purchases.r.value", "2").world.population.purchases.r == 2.0);
  // A whole quantity may state a unit of its own.
  const Scenario whole =
      with("caps.min_gap", R"({"value": 30, "unit": "min", "basis": "sourced", "source": "law"})");
  CHECK(whole.caps.min_gap == 30 * one_minute);
  CHECK(whole.provenance.at("/caps/min_gap").source == "law");
}

TEST_CASE("--set gives a value to a field the file is silent about", "[scenarios][set]") {
  const Scenario s = with("drifts.0.onset_hours", "7");
  CHECK(s.world.streams.drifts.at(0).onset_hours == 7.0);
  CHECK(s.provenance.at("/drifts/0/onset_hours").source == "set on the command line");
}

TEST_CASE("later changes go over earlier ones", "[scenarios][set]") {
  const std::vector<Override> changes{{"population.people", "10"}, {"population.people", "20"}};
  CHECK(load_scenario("quickstart", changes).world.population.people == 20);
}

TEST_CASE("an error of --set names it and helps", "[scenarios][set]") {
  struct Case {
    std::string path;
    std::string value;
    std::uint32_t column;  // in path=value
    std::string pointer;
    std::string fragment;
  };
  const std::string people = R"({"value": 5, "unit": "people", "basis": "assumed", "soruce": ""})";
  const std::vector<Case> cases{
      {"population.peeple", "3", 12, "/population/peeple", "did you mean \"people\"?"},
      {"popluation.people", "3", 1, "/popluation", "did you mean \"population\"?"},
      {"/population/peeple", "3", 13, "/population/peeple", "did you mean \"people\"?"},
      {"population.people", "-3", 19, "/population/people/value", "at least 1"},
      {"population.people", "2.5", 19, "/population/people/value", "whole number"},
      {"population.people", "many", 19, "/population/people/value", "must be a number, and is a t"},
      {"population.people", "{", 20, "/population/people", "not valid JSON"},
      {"population.people", people, 70, "/population/people/soruce", "did you mean \"source\"?"},
      {"population.consent_frac", "[1, 1, 2, 1]", 32, "/population/consent_frac/value/2",
       "at most"},
      {"channels.emial.cost", "1", 10, "/channels", "did you mean \"email\"?"},
      {"channels.9.cost", "1", 10, "/channels", "has no entry \"9\""},
      {"arms.ai.engine", "aj", 16, "/arms/3/engine", "did you mean \"ai\"?"},
      {"a..b", "1", 3, "/a", "empty part"},
      {"", "1", 1, "", "empty part"},
      {"title.x", "1", 7, "/title", "a text has no parts"},
      {"population.people.unit", "percent", 24, "/population/people/unit", "use \"people\""},
      {"response.inert", "yes", 16, "/response/inert", "must be true or false"},
  };
  for (const Case& c : cases) {
    INFO(c.path << "=" << c.value);
    const ScenarioError e = error_of(c.path, c.value);
    CHECK(e.file() == "--set " + c.path);
    REQUIRE(e.place());
    CHECK(e.place()->line == 1);
    CHECK(e.place()->column == c.column);
    CHECK(e.pointer() == c.pointer);
    INFO(e.message());
    CHECK(e.message().find(c.fragment) != std::string::npos);
  }
}

TEST_CASE("a fault that --set causes elsewhere is shown where it stands", "[scenarios][set]") {
  const ScenarioError e = error_of("streams.shelves.order_up_to", "2");
  CHECK(e.file() == "quickstart (catalogue)");
  CHECK(e.pointer() == "/streams/shelves/reorder_at/value");
  CHECK(e.fault() == ScenarioFault::related);
}

TEST_CASE("--set wants path=value", "[scenarios][set]") {
  CHECK(parse_override("a.b=c=d").path == "a.b");
  CHECK(parse_override("a.b=c=d").value == "c=d");
  CHECK(parse_override("a=").value.empty());
  CHECK_THROWS_AS(parse_override("a.b"), ScenarioError);
  CHECK_THROWS_AS(parse_override("=1"), ScenarioError);
}
