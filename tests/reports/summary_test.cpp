#include "reports/summary.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace shoal;
using namespace shoal::reports;

namespace {

// 100 persons over 10 weeks.
ReplicationTotals world(std::uint64_t purchases, double cost = 0.0) {
  ReplicationTotals t;
  t.alive_at_start = 100;
  t.alive_at_end = 90;
  t.lifetime_days_sum = 6500.0;
  t.measured_weeks = 10.0;
  t.person_weeks = 1000.0;
  t.purchases = purchases;
  t.paid_minor = static_cast<std::int64_t>(purchases) * 2000;
  t.margin_before_cost = 8.0 * static_cast<double>(purchases);
  t.touch_cost = cost;
  t.activation.cell_weeks = 10;
  t.segments.mondays = 10;
  return t;
}

const Estimate& value(const std::vector<Measure>& measures, std::string_view name) {
  const Measure* found = find_measure(measures, name);
  REQUIRE(found != nullptr);
  return found->value;
}

const Contrast& contrast(const Summary& s, std::string_view arm, std::string_view base) {
  const auto found = std::find_if(s.contrasts.begin(), s.contrasts.end(), [&](const Contrast& c) {
    return c.arm == arm && c.base == base;
  });
  REQUIRE(found != s.contrasts.end());
  return *found;
}

SummaryInput three_arms() {
  return {"USD",
          Pairing::twins,
          {{"no_touch", {world(30), world(40), world(50)}},
           {"flat", {world(33, 10), world(41, 11), world(55, 12)}},
           {"oracle", {world(60, 20), world(80, 20), world(100, 20)}}}};
}

}  // namespace

TEST_CASE("Measures are ratios of totals in the units they claim", "[reports][summary]") {
  const Summary s = summarise(three_arms());
  const auto& m = find_arm(s, "no_touch")->measures;
  CHECK(*value(m, "conversion_rate").point == Approx(120.0 / 3000.0));
  CHECK(*value(m, "revenue_per_person").point == Approx(120.0 * 20.0 / 300.0));
  CHECK(*value(m, "average_order_value").point == Approx(20.0));
  CHECK(*value(m, "mean_lifetime_days").point == Approx(65.0));
  CHECK(*value(m, "survival_share").point == Approx(0.9));
  CHECK(*value(m, "cost").point == 0.0);
  CHECK(*value(m, "margin_per_person").point == Approx(8.0 * 120.0 / 300.0));
  CHECK(find_measure(m, "revenue_per_person")->unit == "USD per person");
}

TEST_CASE("Every arm stands against flat and no_touch, never against itself",
          "[reports][summary]") {
  const Summary s = summarise(three_arms());
  REQUIRE(s.contrasts.size() == 4);
  for (const Contrast& c : s.contrasts) CHECK(c.arm != c.base);
  CHECK(*value(contrast(s, "flat", "no_touch").measures, "conversion_lift").point ==
        Approx(129.0 / 120.0 - 1.0));
  CHECK(*value(contrast(s, "oracle", "flat").measures, "conversion_lift").point ==
        Approx(240.0 / 129.0 - 1.0));
  CHECK(contrast(s, "no_touch", "flat").measures.size() == 7);
}

TEST_CASE("ROI is incremental margin before cost over incremental cost", "[reports][summary]") {
  const Summary s = summarise(three_arms());
  const Estimate& roi = value(contrast(s, "flat", "no_touch").measures, "roi");
  CHECK(*roi.point == Approx(8.0 * 9.0 / 33.0));
  CHECK(*roi.low < *roi.point);
  const Estimate& other = value(contrast(s, "oracle", "flat").measures, "roi");
  CHECK_FALSE(other.point);
  CHECK(other.reason == "defined against no_touch only");
}

TEST_CASE("ROI does not exist where nothing was spent", "[reports][summary]") {
  SummaryInput in = three_arms();
  in.arms[1].replications = {world(33), world(41), world(55)};
  const Summary s = summarise(in);
  const Estimate& roi = value(contrast(s, "flat", "no_touch").measures, "roi");
  CHECK_FALSE(roi.point);
  CHECK(roi.reason == "the interval of the incremental cost includes 0");
}

TEST_CASE("The oracle's share of itself is one and exists only where the oracle gains",
          "[reports][summary]") {
  Summary s = summarise(three_arms());
  const Estimate& own = value(contrast(s, "oracle", "no_touch").measures, "oracle_share");
  CHECK(*own.point == Approx(1.0));
  CHECK(*own.low == Approx(1.0));
  const Estimate& flat = value(contrast(s, "flat", "no_touch").measures, "oracle_share");
  CHECK(*flat.point == Approx((8.0 * 9.0 - 33.0) / (8.0 * 120.0 - 60.0)));

  SummaryInput poor = three_arms();
  poor.arms[2].replications = {world(30, 20), world(40, 20), world(51, 20)};
  s = summarise(poor);
  const Estimate& none = value(contrast(s, "flat", "no_touch").measures, "oracle_share");
  CHECK_FALSE(none.point);
  CHECK(none.reason == "the oracle's margin gain over no_touch is not significantly positive");

  SummaryInput without = three_arms();
  without.arms.pop_back();
  s = summarise(without);
  CHECK(value(contrast(s, "flat", "no_touch").measures, "oracle_share").reason ==
        "the study has no oracle");
}

TEST_CASE("What does not exist says why", "[reports][summary]") {
  const Summary s = summarise(three_arms());
  const auto& m = find_arm(s, "flat")->measures;
  CHECK(value(m, "activation_rate").reason ==
        "no segment had 20 consented, reachable members on a Monday");
  CHECK(value(m, "time_to_segment_s").reason == "no new cohort that could be found appeared");
  CHECK(*value(m, "micro_segments").point == 0.0);
}

TEST_CASE("Time-to-segment needs a found cohort and restricts the rest", "[reports][summary]") {
  SummaryInput in = three_arms();
  for (ReplicationTotals& t : in.arms[1].replications) {
    t.segments.cohorts = 1;
    t.segments.time_to_segment_sum_s = 604800.0;
  }
  Summary s = summarise(in);
  CHECK(value(find_arm(s, "flat")->measures, "time_to_segment_s").reason ==
        "no new cohort was found within its horizon");

  in.arms[1].replications[0].segments.cohorts_found = 1;
  in.arms[1].replications[0].segments.time_to_segment_sum_s = 600.0;
  s = summarise(in);
  const auto& m = find_arm(s, "flat")->measures;
  CHECK(*value(m, "time_to_segment_s").point == Approx((600.0 + 2 * 604800.0) / 3.0));
  CHECK(*value(m, "cohorts_found").point == Approx(1.0 / 3.0));
}

TEST_CASE("Touches that change nothing lose exactly their cost", "[reports][summary]") {
  SummaryInput in{"USD",
                  Pairing::twins,
                  {{"no_touch", {world(30), world(40)}}, {"ai", {world(30, 12), world(40, 12)}}}};
  const Summary s = summarise(in);
  const auto& m = contrast(s, "ai", "no_touch").measures;
  CHECK(*value(m, "conversion_lift").point == 0.0);
  CHECK(*value(m, "conversion_lift").p_value == 1.0);
  CHECK(*value(m, "margin_gain").point == Approx(-0.12));
  CHECK(*value(m, "roi").point == Approx(0.0).margin(1e-12));
}

TEST_CASE("Independent arms are compared without pairing", "[reports][summary]") {
  SummaryInput in = three_arms();
  in.pairing = Pairing::independent;
  const Summary s = summarise(in);
  const auto& m = contrast(s, "flat", "no_touch").measures;
  const Summary twins = summarise(three_arms());
  const auto& paired = contrast(twins, "flat", "no_touch").measures;
  CHECK(*value(m, "conversion_lift").point == *value(paired, "conversion_lift").point);
  CHECK(*value(m, "conversion_lift").high > *value(paired, "conversion_lift").high);
  CHECK(value(m, "roi").reason == "needs twin worlds");
}
