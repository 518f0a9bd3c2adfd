#include "reports/text_table.hpp"

#include "tests/reports/sample_study.hpp"

#include <catch2/catch.hpp>

#include <sstream>
#include <string>

using namespace shoal;
using namespace shoal::reports;

namespace {

std::string sample_table(Colour colour) {
  const StudyResults study = sample_study();
  return text_table(head_of(study), summarise(study), colour);
}

// Two arms whose only figure is the lift.
std::string table_with(const Estimate& lift) {
  StudyHead head;
  head.scenario = "one";
  head.currency = "USD";
  head.replications = 16;
  Summary summary;
  summary.arms = {{"flat", {}}, {"ai", {}}};
  summary.contrasts = {{"ai", "flat", {{"conversion_lift", "", Rank::headline, lift}}}};
  return text_table(head, summary, Colour::none);
}

Estimate interval(double point, double low, double high) {
  Estimate e;
  e.point = point;
  e.low = low;
  e.high = high;
  e.p_value = 0.5;
  e.n = 16;
  return e;
}

}  // namespace

TEST_CASE("The table fits 100 columns and names arms, units and currency", "[reports][table]") {
  const std::string table = sample_table(Colour::none);
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 100);
  for (const char* word : {"no_touch", "flat", "ai", "oracle", "Margin/person, USD", "sample",
                           "3 replications", "against flat", "against no_touch"}) {
    CHECK_THAT(table, Catch::Contains(word));
  }
}

TEST_CASE("Colour is used only when asked for", "[reports][table]") {
  CHECK(sample_table(Colour::none).find('\x1b') == std::string::npos);
  CHECK(sample_table(Colour::ansi).find("\x1b[1m") != std::string::npos);
}

TEST_CASE("A lift is told in a sentence", "[reports][table]") {
  CHECK_THAT(table_with(interval(0.079, 0.031, 0.129)),
             Catch::Contains("ai sells 7.9% more than flat (95% interval 3.1% to 12.9%)."));
  CHECK_THAT(table_with(interval(-0.05, -0.08, -0.02)),
             Catch::Contains("ai sells 5.0% less than flat (95% interval 2.0% to 8.0%)."));
  CHECK_THAT(table_with(interval(0.01, -0.02, 0.04)),
             Catch::Contains("ai cannot be told from flat by its sales (+1.0%, 95% interval -2.0% "
                             "to 4.0%)."));
  CHECK_THAT(table_with(interval(0.0, 0.0, 0.0)),
             Catch::Contains("ai sells exactly as much as flat."));
}

TEST_CASE("A value that does not exist carries a note", "[reports][table]") {
  const std::string table = sample_table(Colour::none);
  CHECK_THAT(table, Catch::Contains("- (1)"));
  CHECK_THAT(table, Catch::Contains("(1) no segment had 20 consented, reachable members"));
}

TEST_CASE("Six arms take two blocks", "[reports][table]") {
  StudyResults study = sample_study();
  for (const char* name : {"fifth", "sixth"}) {
    study.arms.push_back(study.arms[1]);
    study.arms.back().name = name;
  }
  const std::string table = text_table(head_of(study), summarise(study), Colour::none);
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 100);
  CHECK_THAT(table, Catch::Contains("sixth"));
}
