#include "cli/arguments.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace shoal::cli;

namespace {

using Words = std::vector<const char*>;

std::variant<Arguments, Answer> parse(const Words& words) {
  Words argv{"shoal"};
  argv.insert(argv.end(), words.begin(), words.end());
  return parse_arguments(static_cast<int>(argv.size()), argv.data());
}

template <class Args>
Args parsed(const Words& words) {
  const auto result = parse(words);
  if (const auto* answer = std::get_if<Answer>(&result)) FAIL(answer->text);
  return std::get<Args>(std::get<Arguments>(result));
}

Answer refused(const Words& words) {
  const auto result = parse(words);
  REQUIRE(std::holds_alternative<Answer>(result));
  return std::get<Answer>(result);
}

}  // namespace

TEST_CASE("run takes a scenario and nothing else by necessity", "[cli][arguments]") {
  const auto args = parsed<RunArguments>({"run", "quickstart"});
  CHECK(args.scenario == "quickstart");
  CHECK_FALSE(args.output);
  CHECK_FALSE(args.seed);
  CHECK_FALSE(args.replications);
  CHECK(args.threads >= 1);
  CHECK(args.changes.empty());
  CHECK(args.format == Format::text);
}

TEST_CASE("run takes all its options in any order", "[cli][arguments]") {
  const auto args = parsed<RunArguments>({"run", "--set", "a.b=1", "-o", "r.h5", "--json", "s.json",
                                          "--seed", "18446744073709551615", "--replications", "3",
                                          "--threads", "2", "--set", "c=[1,2]"});
  CHECK(args.scenario == "s.json");
  CHECK(args.output == "r.h5");
  CHECK(args.seed == 18446744073709551615U);
  CHECK(args.replications == 3U);
  CHECK(args.threads == 2);
  CHECK(args.changes == std::vector<std::string>{"a.b=1", "c=[1,2]"});
  CHECK(args.format == Format::json);
}

TEST_CASE("run takes draws and a wished half-width", "[cli][arguments]") {
  const auto args = parsed<RunArguments>(
      {"run", "quickstart", "--draws", "40", "--half-width", "margin_gain=0.5"});
  CHECK(args.draws == 40U);
  CHECK(args.half_width == "margin_gain=0.5");
  CHECK(refused({"run", "quickstart", "--draws", "3"}).exit == ExitCode::bad_input);
}

TEST_CASE("validate takes a scenario and real logs", "[cli][arguments]") {
  const auto args = parsed<FidelityArguments>({"validate", "shop.json", "--against", "a.csv",
                                               "b.csv", "--kind", "purchases", "--replications",
                                               "999", "--alpha", "0.01", "-o", "v.h5"});
  CHECK(args.scenario == "shop.json");
  CHECK(args.files == std::vector<std::string>{"a.csv", "b.csv"});
  CHECK(args.kind == "purchases");
  CHECK(args.replications == 999U);
  CHECK(args.alpha == 0.01);
  CHECK(args.output == "v.h5");
  CHECK(refused({"validate", "shop.json"}).exit == ExitCode::bad_input);
  CHECK(refused({"validate", "shop.json", "--against", "a.csv", "--kind", "weather"}).exit ==
        ExitCode::bad_input);
}

TEST_CASE("a scenario may follow a change", "[cli][arguments]") {
  const auto args = parsed<RunArguments>({"run", "--set", "a=1", "quickstart"});
  CHECK(args.scenario == "quickstart");
  CHECK(args.changes == std::vector<std::string>{"a=1"});
}

TEST_CASE("scenarios lists by default", "[cli][arguments]") {
  CHECK(parsed<ListArguments>({"scenarios"}).format == Format::text);
  CHECK(parsed<ListArguments>({"scenarios", "list", "--json"}).format == Format::json);
  CHECK(parsed<ShowArguments>({"scenarios", "show", "x"}).scenario == "x");
  CHECK(parsed<CheckScenarioArguments>({"scenarios", "validate", "a", "b"}).files.size() == 2);
}

TEST_CASE("calibrate knows two kinds of data", "[cli][arguments]") {
  const auto purchases = parsed<CalibratePurchasesArguments>(
      {"calibrate", "purchases", "f.txt", "--weeks", "39", "--model", "bg_nbd", "--seed", "1"});
  CHECK(purchases.weeks == 39);
  CHECK(purchases.model == "bg_nbd");
  CHECK(purchases.seed == 1U);
  const auto laid_out = parsed<CalibratePurchasesArguments>(
      {"calibrate", "purchases", "f.txt", "--columns", "customer=a,time=b", "--columns", "value=c",
       "--delimiter", "tab", "--header", "no", "--date-format", "iso", "--decimal", "comma"});
  CHECK(laid_out.table.columns == std::vector<std::string>{"customer=a,time=b", "value=c"});
  CHECK(laid_out.table.delimiter == "tab");
  CHECK(laid_out.table.decimal == "comma");
  const auto campaign =
      parsed<CalibrateCampaignArguments>({"calibrate", "campaign", "f.csv", "--control", "none"});
  CHECK(campaign.control == "none");
}

TEST_CASE("a wrong command line is bad input and says what to do", "[cli][arguments]") {
  const std::vector<Words> wrong{
      {},
      {"rnu"},
      {"run"},
      {"run", "a", "b"},
      {"run", "a", "--sead", "1"},
      {"run", "a", "--seed", "-1"},
      {"run", "a", "--seed", "x"},
      {"run", "a", "--seed", "18446744073709551616"},
      {"run", "a", "--replications", "0"},
      {"run", "a", "--threads", "0"},
      {"report"},
      {"scenarios", "show"},
      {"scenarios", "validate"},
      {"calibrate"},
      {"calibrate", "purchases"},
      {"calibrate", "purchases", "f", "--model", "gamma"},
      {"calibrate", "purchases", "f", "--weeks", "3", "--until", "1997-09-30"},
  };
  for (const auto& words : wrong) {
    std::string line;
    for (const char* word : words) line += std::string(word) + " ";
    INFO(line);
    const Answer answer = refused(words);
    CHECK(answer.exit == ExitCode::bad_input);
    CHECK(answer.text.find("--help") != std::string::npos);
  }
}

TEST_CASE("a misspelt word gets its right spelling", "[cli][arguments]") {
  CHECK(refused({"rnu", "quickstart"}).text.find("did you mean \"run\"?") != std::string::npos);
  CHECK(refused({"run", "a", "--thraeds=3"}).text.find("did you mean \"--threads\"?") !=
        std::string::npos);
  CHECK(refused({"scenarios", "shw", "a"}).text.find("did you mean \"show\"?") !=
        std::string::npos);
  CHECK(refused({"calibrate"}).text.find("known: \"purchases\", \"campaign\"") !=
        std::string::npos);
}

TEST_CASE("help and version are answers, not errors", "[cli][arguments]") {
  CHECK(refused({"--help"}).exit == ExitCode::pass);
  CHECK(refused({"--version"}).text.find("shoal 0.") == 0);
  for (const char* command : {"run", "report", "scenarios", "engines", "check-report"}) {
    const Answer answer = refused({command, "--help"});
    INFO(command);
    CHECK(answer.exit == ExitCode::pass);
    CHECK(answer.text.find("Example") != std::string::npos);
  }
  CHECK(refused({"calibrate", "purchases", "--help"}).text.find("Example") != std::string::npos);
  CHECK(refused({"calibrate", "campaign", "--help"}).text.find("Example") != std::string::npos);
}
