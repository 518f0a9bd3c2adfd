#include "reports/uncertainty.hpp"

#include "reports/json_summary.hpp"
#include "reports/precision_answers.hpp"
#include "reports/report_check.hpp"
#include "reports/report_reader.hpp"
#include "reports/report_writer.hpp"
#include "reports/text_table.hpp"
#include "tests/reports/sample_study.hpp"
#include "tests/reports/scratch_folder.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>

using namespace shoal;
using namespace shoal::reports;

namespace {

// Two parameters, of which the first moves every figure and the second none.
DrawStudy sample_draws(std::size_t draws) {
  DrawStudy study;
  study.parameters = {{"/response/boost", "logit", "assumed", "linear", 0.5, 0.0, 1.0},
                      {"/population/purchases/r", "1", "calibrated", "log", 0.5, 0.3, 0.8}};
  study.replications = 3;
  DrawnMeasure lift{"ai", "flat", "conversion_lift", "fraction of base", {}, {}, ""};
  DrawnMeasure roi{"ai", "no_touch", "roi", "USD per USD", {}, {}, "the cost may be 0"};
  for (std::size_t d = 0; d < draws; ++d) {
    Stream luck(Seed{4}, Purpose{965}, 0, static_cast<std::uint32_t>(d));
    study.values.push_back({luck.uniform(), 0.3 + 0.5 * luck.uniform()});
    lift.points.emplace_back(study.values.back()[0] - 0.2 + 0.02 * luck.normal());
    lift.errors.emplace_back(0.02);
    roi.points.push_back(d == 1 ? std::nullopt : std::optional<double>(2.0));
    roi.errors.push_back(d == 1 ? std::nullopt : std::optional<double>(0.1));
  }
  study.measures = {lift, roi};
  return study;
}

StudyResults drawn_study() {
  StudyResults study = sample_study();
  study.draws = sample_draws(50);
  return study;
}

}  // namespace

TEST_CASE("draws say how sure a figure is, and what it hangs on", "[reports][uncertainty]") {
  const Uncertainty u = summarise_draws(sample_draws(50));
  const UncertainMeasure* lift = find_uncertain(u, "ai", "flat", "conversion_lift");
  REQUIRE(lift != nullptr);
  REQUIRE(lift->split);
  CHECK(lift->split->parameters == Approx(1.0 / 12.0).epsilon(0.4));
  CHECK(lift->split->noise == Approx(0.0004));
  CHECK(lift->split->low < lift->quantile_low);
  CHECK(*lift->quantile_low == Approx(-0.2).margin(0.1));
  CHECK(lift->below_zero->share == Approx(0.2).margin(0.15));
  REQUIRE(lift->effects.size() == 2);
  CHECK(lift->effects[0].pointer == "/response/boost");
  CHECK(*lift->effects[0].share > 0.97);
  CHECK(*lift->effects[0].rank_correlation > 0.97);
  CHECK(lift->effects[1].share.value_or(0.0) < 0.1);
  CHECK(std::abs(*lift->effects[1].rank_correlation) < 0.4);
  CHECK_FALSE(summarise_draws(sample_draws(20)).measures.at(0).quantile_low);
}

TEST_CASE("a figure that some draws do not have says nothing, and why", "[reports][uncertainty]") {
  const Uncertainty u = summarise_draws(sample_draws(10));
  const UncertainMeasure* roi = find_uncertain(u, "ai", "no_touch", "roi");
  REQUIRE(roi != nullptr);
  CHECK_FALSE(roi->split);
  CHECK(roi->reason == "does not exist in 1 of 10 draws: the cost may be 0");
  CHECK(find_uncertain(u, "ai", "no_touch", "no_such") == nullptr);
}

TEST_CASE("a report keeps its draws, and is checked against them", "[reports][uncertainty]") {
  const ScratchFolder folder;
  const auto path = folder.path() / "drawn.h5";
  const StudyResults study = drawn_study();
  const Summary summary = summarise(study);
  write_report(path, study, summary);
  CHECK(check_report(path).empty());
  const Report report = read_report(path);
  REQUIRE(report.summary.uncertainty);
  CHECK(report.summary.uncertainty->draws == 50);
  CHECK(report.summary.uncertainty->replications == 3);
  const auto& lift = report.summary.uncertainty->measures.at(0);
  CHECK(lift.split->low == summary.uncertainty->measures.at(0).split->low);
  CHECK(lift.effects.at(0).share == summary.uncertainty->measures.at(0).effects.at(0).share);
  CHECK(report.summary.uncertainty->measures.at(1).reason ==
        summary.uncertainty->measures.at(1).reason);
  // Read back or not, the same tables.
  CHECK(text_table(report.head, report.summary, Colour::none) ==
        text_table(head_of(study), summary, Colour::none));
}

TEST_CASE("a report whose intervals do not follow from its draws is found out",
          "[reports][uncertainty]") {
  const ScratchFolder folder;
  const auto path = folder.path() / "forged.h5";
  const StudyResults study = drawn_study();
  Summary summary = summarise(study);
  summary.uncertainty->measures.at(0).split->low += 0.01;
  write_report(path, study, summary);
  const auto problems = check_report(path);
  REQUIRE(problems.size() == 1);
  CHECK_THAT(problems[0], Catch::Contains("/uncertainty/intervals: column 'low' does not follow"));
}

TEST_CASE("text and JSON say both intervals", "[reports][uncertainty]") {
  const StudyResults study = drawn_study();
  const Summary summary = summarise(study);
  const std::string text = text_table(head_of(study), summary, Colour::none);
  CHECK_THAT(text, Catch::Contains("How sure: 50 draws of 2 parameters, 3 replications each"));
  CHECK_THAT(text, Catch::Contains("Purchases hangs on /response/boost"));
  const auto answers = answer(summary, {.measure = "conversion_lift", .half_width = 0.1});
  const auto json =
      nlohmann::json::parse(json_summary(head_of(study), summary, std::nullopt, answers));
  const auto& u = json.at("contrasts").at("ai_vs_flat").at("conversion_lift").at("uncertainty");
  CHECK(u.at("low") == summary.uncertainty->measures.at(0).split->low);
  CHECK(u.at("sensitivity").at("/response/boost").at("variance_share") > 0.97);
  CHECK(json.at("uncertainty").at("draws") == 50);
  CHECK(json.at("uncertainty").at("parameters").at(1).at("origin") == "calibrated");
  CHECK(json.at("contrasts").at("ai_vs_no_touch").at("roi").at("uncertainty").at("low").is_null());
  REQUIRE(json.at("precision").size() == summary.contrasts.size());
  for (const auto& a : json.at("precision")) {
    if (a.at("contrast") != "ai_vs_flat") continue;
    CHECK(a.at("replications") >= 2);
    CHECK(a.at("draws").is_null());  // the parameters alone leave more
    CHECK(a.at("floor") > 0.3);
  }
  CHECK_THAT(precision_text(answers), Catch::Contains("cannot get there: the parameters alone"));
}
