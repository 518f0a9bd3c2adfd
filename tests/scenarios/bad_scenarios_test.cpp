// Every file of tests/scenarios/bad is refused, at its place and with its remedy (expected.txt).
#include "core/random.hpp"
#include "scenarios/catalogue.hpp"
#include "scenarios/scenario_json.hpp"
#include "tests/scenarios/temporary_file.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace shoal;
using namespace shoal::scenarios;

namespace {

namespace fs = std::filesystem;

const fs::path corpus = fs::path(SHOAL_SOURCE_DIR) / "tests/scenarios/bad";

struct Expected {
  std::string file;
  std::string place;  // line:column, - where there is none, * where it does not matter
  std::string kind;   // no_json, malformed, related, inherited
  std::string fragment;
};

std::vector<Expected> read_expected() {
  std::ifstream in(corpus / "expected.txt");
  REQUIRE(in);
  std::vector<Expected> rows;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream fields(line);
    Expected row;
    fields >> row.file >> row.place >> row.kind >> std::ws;
    std::getline(fields, row.fragment);
    REQUIRE_FALSE(row.fragment.empty());
    rows.push_back(row);
  }
  return rows;
}

std::string kind_of(const ScenarioError& e, const Expected& row) {
  if (row.kind == "inherited") {  // the file that it extends is named
    return fs::path(e.file()).filename() != row.file ? "inherited" : "its own";
  }
  const std::array<std::string, 4> kinds{"no_json", "malformed", "related", "unreadable"};
  return kinds.at(static_cast<std::size_t>(e.fault()));
}

std::string place_of(const ScenarioError& e) {
  if (!e.place()) return "-";
  return std::to_string(e.place()->line) + ":" + std::to_string(e.place()->column);
}

bool loads_or_is_refused(const std::string& text) {
  try {
    parse_scenario(text, "mutated.json");
  } catch (const ScenarioError& e) {
    return !e.message().empty();
  }
  return true;
}

}  // namespace

TEST_CASE("bad scenarios are refused with place and remedy", "[scenarios][bad]") {
  std::set<std::string> described;
  for (const Expected& row : read_expected()) {
    INFO(row.file);
    described.insert(row.file);
    try {
      load_scenario((corpus / row.file).string());
      FAIL_CHECK("accepted");
    } catch (const ScenarioError& e) {
      INFO(e.what());
      if (row.place != "*") CHECK(place_of(e) == row.place);
      CHECK(kind_of(e, row) == row.kind);
      CHECK(std::string(e.what()).find(row.fragment) != std::string::npos);
    }
  }
  for (const auto& entry : fs::directory_iterator(corpus)) {
    if (entry.path().extension() != ".json") continue;
    INFO(entry.path().filename().string());
    CHECK(described.count(entry.path().filename().string()) == 1);
  }
}

TEST_CASE("the first of all faults is the one that is thrown", "[scenarios][bad]") {
  for (const Expected& row : read_expected()) {
    INFO(row.file);
    const std::vector<ScenarioError> faults =
        check_every_field((corpus / row.file).string()).faults;
    REQUIRE_FALSE(faults.empty());
    try {
      load_scenario((corpus / row.file).string());
      FAIL_CHECK("accepted");
    } catch (const ScenarioError& e) {
      CHECK(faults.front().what() == std::string(e.what()));
    }
  }
}

TEST_CASE("all faults of a scenario are found, and none that only follows", "[scenarios][bad]") {
  const test::TemporaryFile file("many_faults.json", R"({
  "extends": "quickstart",
  "name": "many",
  "seed": -1,
  "titel": "x",
  "margin_frac": {"value": 30, "unit": "%", "basis": "guess"},
  "caps": {"min_gap": 3, "touches_per_week": {"value": 2, "unit": "touches_per_week"}},
  "topics": 5,
  "quiet_hours": [22, 8],
  "response": {"open_match": {"value": 99, "unit": "logit", "basis": "assumed"}, "inert": 1},
  "streams": {"shelves": {"reorder_at": {"value": 13, "unit": "units", "basis": "assumed"}}}
})");
  const CheckedScenario checked = check_every_field(file.path());
  CHECK_FALSE(checked.scenario);
  std::vector<std::string> places;
  for (const ScenarioError& e : checked.faults) {
    places.push_back(place_of(e) + " " + e.pointer());
  }
  const std::vector<std::string> expected{"4:11 /seed",
                                          "8:13 /topics",
                                          "6:40 /margin_frac/unit",
                                          "6:54 /margin_frac/basis",
                                          "7:46 /caps/touches_per_week",
                                          "7:23 /caps/min_gap",
                                          "9:18 /quiet_hours",
                                          "10:91 /response/inert",
                                          "10:40 /response/open_match/value",
                                          "5:3 /titel",
                                          "11:51 /streams/shelves/reorder_at/value"};
  CHECK(places == expected);
}

TEST_CASE("what a scenario says wrong is found even where what it extends is not",
          "[scenarios][bad]") {
  const test::TemporaryFile file(
      "no_base.json", R"({"extends": "quikstart", "name": "x", "seed": -1, "topics": []})");
  const std::vector<ScenarioError> faults = check_every_field(file.path()).faults;
  REQUIRE(faults.size() == 3);
  CHECK(faults[0].pointer() == "/extends");
  CHECK(faults[0].fault() == ScenarioFault::related);
  CHECK(faults[1].pointer() == "/seed");
  CHECK(faults[2].pointer() == "/topics");
}

TEST_CASE("what is not a scenario file says so", "[scenarios][bad]") {
  const auto fault_of = [](const std::string& name) {
    try {
      load_scenario(name);
    } catch (const ScenarioError& e) {
      return std::pair(e.fault(), std::string(e.what()));
    }
    return std::pair(ScenarioFault::malformed, std::string("accepted"));
  };
  CHECK(fault_of("quikstart").first == ScenarioFault::related);
  CHECK(fault_of("quikstart").second.find("did you mean \"quickstart\"?") != std::string::npos);
  CHECK(fault_of("no/such.json").first == ScenarioFault::unreadable);
  CHECK(fault_of("no/such.json").second.find("No such file") != std::string::npos);
  CHECK(fault_of(corpus.string()).first == ScenarioFault::unreadable);
  CHECK(fault_of(corpus.string()).second.find("a folder") != std::string::npos);
}

TEST_CASE("no mutation of a scenario crashes the loader", "[scenarios][bad]") {
  const std::string seed_text(*catalogue_text("quickstart"));
  const std::string alphabet = "{}[]\",:0123456789eE+-.\\ntrufals \n\xC3\xFF";
  for (std::uint32_t round = 0; round < 600; ++round) {
    Stream draw(Seed{7}, Purpose{}, 0, round);
    std::string text = seed_text;
    for (std::uint32_t change = 0; change <= draw.below(3); ++change) {
      const std::size_t at = draw.below(static_cast<std::uint32_t>(text.size()));
      const std::size_t length = draw.below(40);
      switch (draw.below(4)) {
        case 0:
          text[at] = alphabet[draw.below(static_cast<std::uint32_t>(alphabet.size()))];
          break;
        case 1:
          text.erase(at, length);
          break;
        case 2:
          text.insert(at, text.substr(text.size() / 3, length));
          break;
        default:
          text.resize(at + 1);
          break;
      }
    }
    INFO("round " << round);
    CHECK(loads_or_is_refused(text));
  }
}
