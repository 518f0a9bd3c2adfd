#include "reports/report_writer.hpp"

#include "core/random.hpp"
#include "reports/report_check.hpp"
#include "reports/report_error.hpp"
#include "reports/report_reader.hpp"
#include "tests/reports/sample_study.hpp"
#include "tests/reports/scratch_folder.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <functional>

using namespace shoal;
using namespace shoal::reports;

namespace {

namespace fs = std::filesystem;

void put(const fs::path& path, std::span<const std::byte> bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
}

// The problems of a report of the sample study after `change`.
std::vector<std::string> problems_after(
    const std::function<void(StudyResults&, Summary&)>& change) {
  const ScratchFolder folder;
  StudyResults study = sample_study();
  Summary summary = summarise(study);
  change(study, summary);
  write_report(folder / "report.h5", study, summary);
  return check_report(folder / "report.h5");
}

// Reads a file that may be anything. True where it was read, false where it was refused.
bool survives(const fs::path& path) {
  const std::vector<std::string> problems = check_report(path);
  try {
    read_report(path);
    return true;
  } catch (const ReportError&) {
    CHECK_FALSE(problems.empty());
    return false;
  }
}

}  // namespace

TEST_CASE("A report reads back as the summary that was written", "[reports][report]") {
  const ScratchFolder folder;
  const StudyResults study = sample_study();
  const Summary summary = summarise(study);
  write_report(folder / "report.h5", study, summary);

  const Report report = read_report(folder / "report.h5");
  CHECK(report.head.scenario == "sample");
  CHECK(report.head.seed == study.seed);
  CHECK(report.head.replications == 3);
  CHECK(report.head.currency == "USD");
  CHECK(report.scenario_text == study.scenario_text);
  REQUIRE(report.summary.arms.size() == 4);
  REQUIRE(report.summary.contrasts.size() == summary.contrasts.size());
  for (std::size_t a = 0; a < 4; ++a) {
    CHECK(report.summary.arms[a].arm == summary.arms[a].arm);
    const auto& wanted = summary.arms[a].measures;
    const auto& found = report.summary.arms[a].measures;
    REQUIRE(found.size() == wanted.size());
    for (std::size_t m = 0; m < wanted.size(); ++m) {
      CHECK(found[m].name == wanted[m].name);
      CHECK(found[m].unit == wanted[m].unit);
      CHECK(found[m].rank == wanted[m].rank);
      CHECK(found[m].value.point == wanted[m].value.point);
      CHECK(found[m].value.high == wanted[m].value.high);
      CHECK(found[m].value.reason == wanted[m].value.reason);
    }
  }
  CHECK(report.summary.contrasts[2].measures[0].value.p_value ==
        summary.contrasts[2].measures[0].value.p_value);
}

TEST_CASE("A report that was just written is sound", "[reports][report]") {
  const auto problems = problems_after([](StudyResults&, Summary&) {});
  CHECK(problems == std::vector<std::string>{});
}

TEST_CASE("Equal studies give equal bytes and another seed gives others", "[reports][report]") {
  StudyResults study = sample_study();
  const Summary summary = summarise(study);
  const auto bytes = report_bytes(study, summary);
  CHECK(bytes == report_bytes(sample_study(), summarise(sample_study())));
  study.seed = 1;
  CHECK_FALSE(bytes == report_bytes(study, summary));
}

TEST_CASE("A summary that does not follow from the replications is found", "[reports][report]") {
  const auto problems = problems_after([](StudyResults&, Summary& summary) {
    *summary.arms[1].measures[0].value.point *= 1.0001;
    summary.contrasts[0].measures[2].value.p_value = 0.001;
  });
  CHECK(problems ==
        std::vector<std::string>{
            "/arms/flat/summary: 'conversion_rate' does not follow from /replications",
            "/contrasts/no_touch_vs_flat: 'margin_gain' does not follow from /replications"});
}

TEST_CASE("Values that are not finite and figures that contradict are found", "[reports][report]") {
  auto problems = problems_after([](StudyResults& study, Summary&) {
    study.arms[0].replications[1].totals.touch_cost = std::numeric_limits<double>::infinity();
  });
  CHECK(problems ==
        std::vector<std::string>{"/replications: column 'touch_cost' is not finite in row 1"});

  problems = problems_after(
      [](StudyResults& study, Summary&) { study.arms[2].replications[0].survivors[2] += 50; });
  CHECK(problems == std::vector<std::string>{
                        "/arms/ai/survival: the share alive rises or leaves [0, 1] at row 2"});

  problems = problems_after(
      [](StudyResults& study, Summary&) { ++study.arms[3].replications[2].weekly[0].purchases; });
  CHECK(problems == std::vector<std::string>{"/arms/oracle/weekly: the weeks' purchases do not add "
                                             "up to those of /replications"});
}

TEST_CASE("Topics that do not add up, or whose contrasts do not follow, are found",
          "[reports][report]") {
  auto problems = problems_after(
      [](StudyResults& study, Summary&) { ++study.arms[3].replications[2].topics[0].purchases; });
  REQUIRE_FALSE(problems.empty());
  CHECK(problems[0] == "/topics: arm oracle's purchases do not add up to those of /replications");

  problems = problems_after(
      [](StudyResults&, Summary& summary) { *summary.by_topic[3].measures[1].value.low -= 0.001; });
  CHECK(problems == std::vector<std::string>{"/contrasts_by_topic: column 'low' does not follow "
                                             "from /replications and /topics"});
}

TEST_CASE("A contrast that is missing is found", "[reports][report]") {
  const auto problems =
      problems_after([](StudyResults&, Summary& summary) { summary.contrasts.pop_back(); });
  REQUIRE(problems.size() == 1);
  CHECK_THAT(problems[0], Catch::Contains("/contrasts/oracle_vs_no_touch: is missing"));
}

TEST_CASE("An arm's name that is no part of a path is refused", "[reports][report]") {
  StudyResults study = sample_study();
  study.arms[0].name = "a/b";
  CHECK_THROWS_AS(report_bytes(study, summarise(study)), ReportError);
}

TEST_CASE("Truncated reports are refused wherever they are cut", "[reports][report]") {
  const ScratchFolder folder;
  const StudyResults study = sample_study();
  const auto bytes = report_bytes(study, summarise(study));
  for (std::size_t cut = 0; cut < 200; ++cut) {
    const std::size_t size = cut * bytes.size() / 200;
    put(folder / "cut.h5", std::span(bytes).first(size));
    CHECK_FALSE(survives(folder / "cut.h5"));
  }
}

TEST_CASE("Reports with changed bytes are read or refused, never fatal",
          "[reports][report][slow]") {
  const ScratchFolder folder;
  const StudyResults study = sample_study();
  const auto bytes = report_bytes(study, summarise(study));
  std::size_t refused = 0;
  constexpr std::uint32_t rounds = 500;
  for (std::uint32_t round = 0; round < rounds; ++round) {
    Stream draw(Seed{5}, Purpose{903}, 0, round);
    auto changed = bytes;
    const std::uint32_t flips = 1 + draw.below(8);
    for (std::uint32_t f = 0; f < flips; ++f) {
      changed[draw.below(static_cast<std::uint32_t>(bytes.size()))] = std::byte(draw.below(256));
    }
    put(folder / "changed.h5", changed);
    if (!survives(folder / "changed.h5")) ++refused;
  }
  CHECK(refused > rounds / 2);
}

TEST_CASE("A file that is missing or no report says so", "[reports][report]") {
  const ScratchFolder folder;
  CHECK_THROWS_WITH(read_report(folder / "none.h5"), Catch::Contains("there is no such file"));
  CHECK_THROWS_AS(check_report(folder / "none.h5"), ReportError);
  CHECK_THROWS_WITH(read_report(folder.path()), Catch::Contains("no regular file"));
  std::ofstream(folder / "notes.h5") << "dear diary";
  CHECK_THROWS_WITH(read_report(folder / "notes.h5"), Catch::Contains("not an HDF5 file"));
  CHECK(check_report(folder / "notes.h5").size() == 1);
}
