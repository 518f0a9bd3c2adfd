#include "reports/topics.hpp"

#include "reports/report_error.hpp"
#include "tests/reports/sample_study.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace shoal;
using namespace shoal::reports;

namespace {

const Estimate& value(const TopicContrast& c, std::string_view name) {
  const Measure* found = find_measure(c.measures, name);
  REQUIRE(found != nullptr);
  return found->value;
}

// Two replications of 100 persons over 10 weeks; what the arm sold and paid, of two topics each.
struct Sold {
  std::uint64_t shoes = 0;
  std::uint64_t books = 0;
  double touch_cost = 0.0;  // about shoes
};
ArmTopics topics_of_arm(const std::string& name, const std::vector<Sold>& sold) {
  ArmTopics out{name, {}};
  for (const Sold& s : sold) {
    TopicTotals shoes{.topic = "shoes", .purchases = s.shoes};
    shoes.margin_before_cost = 8.0 * static_cast<double>(s.shoes);
    shoes.touch_cost = s.touch_cost;
    TopicTotals books{.topic = "books", .purchases = s.books};
    books.margin_before_cost = 2.0 * static_cast<double>(s.books);
    out.replications.push_back({shoes, books});
  }
  return out;
}
std::vector<ArmTotals> totals_of_arms(const std::vector<std::string>& names) {
  ReplicationTotals t;
  t.measured_weeks = 10.0;
  t.person_weeks = 1000.0;
  std::vector<ArmTotals> out;
  for (const std::string& name : names) out.push_back({name, {t, t}});
  return out;
}

}  // namespace

TEST_CASE("Purchases stand under their topic and touches under the one they are about",
          "[reports][topics]") {
  RunBuilder run(3);
  run.buy(at_week(2) - Duration{1}, 0, 5000);  // before measurement
  run.buy(at_week(2), 0, 1000);
  run.buy(at_week(5.5), 1, 3000, 1000);
  run.log.purchases.back().topic = TopicId{1};
  run.touch(at_week(3), 0, TopicId{1}, Stage::ready);
  run.touch(at_week(4), 0, TopicId{1}, Stage::ready);
  run.touch(at_week(4), 1, TopicId{0}, Stage::ready);

  const ReplicationMeasures m = measure(run.log);
  REQUIRE(m.topics.size() == 2);
  CHECK(m.topics[0].topic == "shoes");
  CHECK(m.topics[0].purchases == 1);
  CHECK(m.topics[0].margin_before_cost == Approx(0.4 * 10.0));
  CHECK(m.topics[0].touches == 1);
  CHECK(m.topics[0].touch_cost == Approx(0.10));
  CHECK(m.topics[1].purchases == 1);
  CHECK(m.topics[1].paid_minor == 3000);
  CHECK(m.topics[1].discount_minor == 1000);
  CHECK(m.topics[1].margin_before_cost == Approx(0.4 * 40.0 - 10.0));
  CHECK(m.topics[1].touches == 2);
  CHECK(m.topics[1].touch_cost == Approx(0.20));
}

TEST_CASE("A refund leaves the purchase and takes the money from its topic", "[reports][topics]") {
  RunBuilder run(1);
  run.buy(at_week(3), 0, 1000);
  run.log.purchases.back().refunded = at_week(4);
  const ReplicationMeasures m = measure(run.log);
  CHECK(m.topics[0].purchases == 1);
  CHECK(m.topics[0].margin_before_cost == 0.0);
}

TEST_CASE("Contrasts by topic are those of their own purchases, touches and everyone's time",
          "[reports][topics]") {
  const std::vector<ArmTotals> totals = totals_of_arms({"no_touch", "ai"});
  const std::vector<ArmTopics> topics{topics_of_arm("no_touch", {{10, 20}, {30, 20}}),
                                      topics_of_arm("ai", {{20, 18}, {40, 22, 30.0}})};
  const auto contrasts = contrast_topics({"USD", Pairing::twins, totals, topics});
  REQUIRE(contrasts.size() == 2);  // nobody is called flat
  CHECK(contrasts[0].arm == "ai");
  CHECK(contrasts[0].base == "no_touch");
  CHECK(contrasts[0].topic == "shoes");
  CHECK(*value(contrasts[0], "conversion_lift").point == Approx(60.0 / 40.0 - 1.0));
  // (8 x 60 - 30 - 8 x 40) / 200 persons
  CHECK(*value(contrasts[0], "margin_gain").point == Approx(0.65));
  CHECK(contrasts[1].topic == "books");
  CHECK(*value(contrasts[1], "conversion_lift").point == Approx(0.0).margin(1e-12));
  CHECK(*value(contrasts[1], "margin_gain").point == Approx(0.0).margin(1e-12));
  // Books: -2 and +2 purchases of 2 USD in 100 persons: -.04 and +.04, half-width t(1) x .04.
  CHECK(*value(contrasts[1], "margin_gain").high == Approx(12.7062 * 0.04).epsilon(1e-4));
}

TEST_CASE("A topic that nobody buys untouched has a gain and no lift", "[reports][topics]") {
  const std::vector<ArmTotals> totals = totals_of_arms({"flat", "ai"});
  const std::vector<ArmTopics> topics{topics_of_arm("flat", {{0, 1}, {0, 1}}),
                                      topics_of_arm("ai", {{5, 1}, {5, 1}})};
  const auto contrasts = contrast_topics({"USD", Pairing::twins, totals, topics});
  CHECK_FALSE(value(contrasts[0], "conversion_lift").point);
  CHECK(value(contrasts[0], "conversion_lift").reason == "nothing was bought in flat");
  CHECK(*value(contrasts[0], "margin_gain").point == Approx(0.4));
}

TEST_CASE("Gains of all topics add up to the whole gain and the surveys' cost",
          "[reports][topics]") {
  const Summary summary = summarise(sample_study());
  for (const Contrast& whole : summary.contrasts) {
    double sum = 0.0;
    for (const TopicContrast& c : summary.by_topic) {
      if (c.arm == whole.arm && c.base == whole.base) sum += *value(c, "margin_gain").point;
    }
    const auto surveyed = [](const std::string& arm) { return arm == "no_touch" ? 0.0 : 2.0; };
    const double surveys = surveyed(whole.arm) - surveyed(whole.base);
    // The sample's persons differ a little between arms, since some leave.
    CHECK(sum - *find_measure(whole.measures, "margin_gain")->value.point ==
          Approx(surveys / 110.0).margin(0.003));
  }
}

TEST_CASE("The table of topics reads back as it was", "[reports][topics]") {
  const std::vector<ArmTopics> arms = arm_topics(sample_study());
  const std::vector<ArmTopics> again = topics_of(topic_table(arms, "USD"));
  REQUIRE(again.size() == arms.size());
  for (std::size_t a = 0; a < arms.size(); ++a) {
    CHECK(again[a].arm == arms[a].arm);
    REQUIRE(again[a].replications.size() == arms[a].replications.size());
    for (std::size_t r = 0; r < arms[a].replications.size(); ++r) {
      REQUIRE(again[a].replications[r].size() == 2);
      for (std::size_t t = 0; t < 2; ++t) {
        CHECK(again[a].replications[r][t].topic == arms[a].replications[r][t].topic);
        CHECK(again[a].replications[r][t].purchases == arms[a].replications[r][t].purchases);
        CHECK(again[a].replications[r][t].touch_cost == arms[a].replications[r][t].touch_cost);
      }
    }
  }
}

TEST_CASE("A table of topics that contradicts the study is refused", "[reports][topics]") {
  const std::vector<ArmTotals> totals = totals_of_arms({"no_touch", "ai"});
  const std::vector<ArmTopics> sound{topics_of_arm("no_touch", {{1, 1}, {1, 1}}),
                                     topics_of_arm("ai", {{1, 1}, {1, 1}})};
  const auto contrast = [&](const std::vector<ArmTopics>& topics) {
    return contrast_topics({"USD", Pairing::twins, totals, topics});
  };
  CHECK_NOTHROW(contrast(sound));
  std::vector<ArmTopics> topics = sound;
  topics.pop_back();
  CHECK_THROWS_AS(contrast(topics), ReportError);
  topics = sound;
  topics[1].replications.pop_back();
  CHECK_THROWS_AS(contrast(topics), ReportError);
  topics = sound;
  topics[1].replications[1].pop_back();
  CHECK_THROWS_AS(contrast(topics), ReportError);
  topics = sound;
  std::swap(topics[0], topics[1]);
  CHECK_THROWS_AS(contrast(topics), ReportError);

  Table table = topic_table(sound, "USD");
  std::get<Counts>(table.columns[1].cells).front() = 7;
  CHECK_THROWS_AS(topics_of(table), ReportError);
}
