// Every file of tests/scenarios/bad is refused, at its place and with its remedy (expected.txt).
#include "core/random.hpp"
#include "scenarios/catalogue.hpp"
#include "scenarios/scenario_json.hpp"

#include <catch2/catch.hpp>

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
  std::string place;  // line:column, or - where there is none
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
    fields >> row.file >> row.place >> std::ws;
    std::getline(fields, row.fragment);
    REQUIRE_FALSE(row.fragment.empty());
    rows.push_back(row);
  }
  return rows;
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
      std::string place = "-";
      if (e.place()) {
        place = std::to_string(e.place()->line) + ":" + std::to_string(e.place()->column);
      }
      CHECK(place == row.place);
      CHECK(std::string(e.what()).find(row.fragment) != std::string::npos);
    }
  }
  for (const auto& entry : fs::directory_iterator(corpus)) {
    if (entry.path().extension() != ".json") continue;
    INFO(entry.path().filename().string());
    CHECK(described.count(entry.path().filename().string()) == 1);
  }
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
  CHECK(fault_of("quikstart").first == ScenarioFault::malformed);
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
