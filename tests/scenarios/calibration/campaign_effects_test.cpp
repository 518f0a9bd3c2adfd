// Lift, sample ratio and multiplicity against published and hand-computed numbers.
#include "scenarios/calibration/campaign_effects.hpp"

#include "core/random.hpp"
#include "scenarios/calibration/campaign.hpp"
#include "tests/scenarios/calibration/data_files.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>

using namespace shoal;
using namespace shoal::scenarios;
using shoal::test::real_data;
using shoal::test::TemporaryFile;

namespace {

Sample from_sums(double n, double sum, double squares) {
  return {.n = n, .mean = sum / n, .variance = (squares - sum * sum / n) / (n - 1.0)};
}

CampaignResult measure(std::string_view text, const CampaignOptions& options = {}) {
  return measure_campaign(TemporaryFile("campaign_effects", text).path(), options);
}

CampaignOptions with_column(const std::string& role, const std::string& name) {
  CampaignOptions options;
  options.table.columns = {{role, name}};
  return options;
}

// A campaign of two arms whose shares of buyers are p0 and p1.
std::string campaign_text(std::uint32_t study, double p0, double p1) {
  std::string text = "arm,converted\n";
  for (std::uint32_t i = 0; i < 2'000; ++i) {
    Stream draws(Seed{77}, Purpose{126}, i, study);
    const bool treated = draws.bernoulli(0.5);
    text += std::string(treated ? "b" : "control") +
            (draws.bernoulli(treated ? p1 : p0) ? ",1\n" : ",0\n");
  }
  return text;
}

}  // namespace

TEST_CASE("Relative lift by the delta method gives the reference numbers",
          "[scenarios][calibration]") {
  const Sample a = from_sums(3407, 1396.87, 52377.9767);
  const Sample b = from_sums(3461, 2422.7, 134698.29);
  const auto lift = relative_lift(b, a);
  REQUIRE(lift);
  CHECK(lift->point == Approx(0.70732).margin(5e-6));
  CHECK(lift->standard_error == Approx(0.37879).margin(5e-6));
  CHECK(lift->low == Approx(-0.03526).margin(5e-6));
  CHECK(lift->high == Approx(1.44989).margin(5e-6));
  CHECK(lift->p_value == Approx(0.06191).margin(5e-6));
  const RelativeLift plain = mean_difference(b, a);
  CHECK(plain.point == Approx(0.29).margin(5e-3));
  CHECK(plain.standard_error == Approx(0.12478).margin(5e-6));
  CHECK(plain.low == Approx(0.04538).margin(5e-6));
  CHECK(plain.high == Approx(0.53462).margin(5e-6));
  CHECK(plain.p_value == Approx(0.02016).margin(5e-6));
  CHECK_FALSE(relative_lift(b, {.n = 10, .mean = 0.0, .variance = 0.0}));
}

TEST_CASE("A sample ratio that is off gives the reference chi-square", "[scenarios][calibration]") {
  const PlannedArm off[] = {{.n = 500}, {.n = 600}};
  const SampleRatio ratio = sample_ratio(off);
  CHECK(ratio.chi_square == Approx(9.0909).margin(5e-5));
  CHECK(ratio.degrees == 1);
  CHECK(ratio.p_value == Approx(0.002569).margin(5e-7));
  CHECK_FALSE(ratio.is_off);
  const PlannedArm planned[] = {{.n = 500, .share = 5.0}, {.n = 600, .share = 6.0}};
  CHECK(sample_ratio(planned).chi_square == Approx(0.0).margin(1e-12));
  const PlannedArm broken[] = {{.n = 1'000}, {.n = 1'200}};
  CHECK(sample_ratio(broken).is_off);
}

TEST_CASE("Holm's adjustment by hand", "[scenarios][calibration]") {
  const double p[] = {0.01, 0.04, 0.03, 0.005};
  const auto adjusted = holm_adjusted(p);
  CHECK(adjusted[3] == Approx(0.02));
  CHECK(adjusted[0] == Approx(0.03));
  CHECK(adjusted[2] == Approx(0.06));
  CHECK(adjusted[1] == Approx(0.06));
  CHECK(holm_adjusted({}).empty());
}

TEST_CASE("Hillstrom's arms are as planned and every effect holds",
          "[scenarios][calibration][real]") {
  const auto path = real_data("hillstrom/hillstrom.csv.gz");
  if (!path) return;
  const CampaignResult result = measure_campaign(*path);
  CHECK_FALSE(result.sample_ratio.is_off);
  CHECK(result.has_effect);
  const CampaignEffects& men = result.effects.at("Mens E-Mail");
  CHECK(*men.visit->adjusted_p < 1e-100);
  CHECK(*men.conversion->adjusted_p < 1e-11);
  // 3894 / 21307 over 2262 / 21306.
  CHECK(men.visit->relative->point == Approx(0.72139).margin(5e-5));
}

TEST_CASE("Strata weigh by their people and correct a shift between arms",
          "[scenarios][calibration]") {
  // In either stratum the treated convert as the control does; treated people are more often of
  // the stratum that converts.
  std::string text = "arm,converted,size\n";
  const auto add = [&](int n, const std::string& row) {
    for (int i = 0; i < n; ++i) text += row;
  };
  add(30, "b,1,big\n"), add(30, "b,0,big\n"), add(2, "b,1,small\n"), add(18, "b,0,small\n");
  add(10, "control,1,big\n"), add(10, "control,0,big\n");
  add(6, "control,1,small\n"), add(54, "control,0,small\n");
  const CampaignResult plain = measure(text);
  CHECK(plain.effects.at("b").conversion->point == Approx(0.4 - 0.2));
  const CampaignResult weighted = measure(text, with_column("stratum", "size"));
  CHECK(weighted.strata == 2);
  CHECK(weighted.stratified.at("b").conversion->point == Approx(0.0).margin(1e-12));
}

TEST_CASE("Outcomes may be words or counts, in any dialect", "[scenarios][calibration]") {
  const CampaignResult words = measure(
      "user id;test group;converted;total ads\n1;ad;True;3\n2;ad;False;4\n3;psa;False;1\n"
      "4;psa;False;2\n");
  CHECK(words.control == "psa");
  CHECK(words.arms.at("ad").buyers == 1);
  const CampaignResult counts = measure(
      "treatment\tvisits\tsales\n1\t3\t2,50\n1\t0\t0,00\n"
      "0\t0\t0,00\n0\t2\t1,25\n");
  CHECK(counts.control == "0");
  CHECK(counts.arms.at("1").visits == 1);
  CHECK(*counts.arms.at("1").spend == Approx(1.25));
  const CampaignResult guessed =
      measure("wave,customer,bought\ncontrol,1,no\ncontrol,2,yes\nmail,3,yes\nmail,4,no\n");
  CHECK(guessed.control == "control");
}

TEST_CASE("Planned shares are checked", "[scenarios][calibration]") {
  const std::string text = "arm,visit\na,1\na,0\na,0\na,1\nnone,0\nnone,1\n";
  CHECK(measure(text, {.shares = {{"a", 2.0}, {"none", 1.0}}}).sample_ratio.chi_square ==
        Approx(0.0).margin(1e-12));
  CHECK_THROWS_WITH(measure(text, {.shares = {{"a", 2.0}}}), Catch::Contains("none"));
  CHECK_THROWS_WITH(measure(text, {.shares = {{"x", 2.0}}}), Catch::Contains("\"x\""));
}

TEST_CASE("Campaigns without an effect come out as such, those with one do not",
          "[scenarios][calibration][statistical]") {
  // At level .05: Binomial(200, .05), at most 21 with probability .9995.
  int shown = 0;
  int found = 0;
  for (std::uint32_t study = 0; study < 200; ++study) {
    shown += measure(campaign_text(study, 0.1, 0.1)).has_effect ? 1 : 0;
    if (study < 20) found += measure(campaign_text(study, 0.1, 0.2)).has_effect ? 1 : 0;
  }
  CHECK(shown <= 21);
  CHECK(found == 20);
}
