#include "reports/json_summary.hpp"

#include "tests/reports/sample_study.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <set>
#include <string>

using namespace shoal;
using namespace shoal::reports;
using nlohmann::json;

namespace {

json sample_json(const std::optional<Performance>& performance = std::nullopt) {
  const StudyResults study = sample_study();
  Summary summary = summarise(study);
  summary.by_topic.clear();  // it is printed for who asks
  return json::parse(json_summary(head_of(study), summary, performance));
}

std::set<std::string> keys(const json& object) {
  std::set<std::string> out;
  for (const auto& [key, value] : object.items()) out.insert(key);
  return out;
}

}  // namespace

TEST_CASE("The document has the promised names and no others", "[reports][json]") {
  const json doc = sample_json();
  CHECK(keys(doc) == std::set<std::string>{"schema", "scenario", "seed", "replications", "arms",
                                           "contrasts", "performance"});
  CHECK(doc["seed"] == 18446744073709551615U);
  CHECK(doc["replications"] == 3);
  for (const auto& [name, arm] : doc["arms"].items()) {
    CHECK(keys(arm) == std::set<std::string>{"conversion_rate", "revenue_per_person",
                                             "average_order_value", "mean_lifetime_days",
                                             "activation_rate", "time_to_segment_s", "cost",
                                             "margin_per_person", "micro_segments"});
  }
  CHECK(keys(doc["contrasts"]) == std::set<std::string>{"no_touch_vs_flat", "ai_vs_flat",
                                                        "oracle_vs_flat", "flat_vs_no_touch",
                                                        "ai_vs_no_touch", "oracle_vs_no_touch"});
  for (const auto& [name, contrast] : doc["contrasts"].items()) {
    CHECK(keys(contrast) == std::set<std::string>{"conversion_lift", "revenue_lift", "margin_gain",
                                                  "lifetime_gain_days", "activation_gain", "roi",
                                                  "oracle_share"});
  }
}

TEST_CASE("Every value has its fields and a null has a reason", "[reports][json]") {
  const json doc = sample_json();
  std::size_t nulls = 0;
  const auto check = [&](const json& value, std::set<std::string> fields) {
    const bool missing = value["point"].is_null();
    if (missing) {
      fields.insert("reason");
      CHECK_FALSE(value["reason"].get<std::string>().empty());
      CHECK(value["low"].is_null());
      ++nulls;
    }
    CHECK(keys(value) == fields);
    CHECK(value["n"] == 3);
  };
  for (const auto& [name, arm] : doc["arms"].items()) {
    for (const auto& [measure, value] : arm.items()) {
      check(value, {"point", "low", "high", "n", "unit"});
    }
  }
  for (const auto& [name, contrast] : doc["contrasts"].items()) {
    for (const auto& [measure, value] : contrast.items()) {
      check(value, {"point", "low", "high", "p_value", "n"});
    }
  }
  CHECK(nulls > 0);
}

TEST_CASE("Performance is the run's, or null with a reason", "[reports][json]") {
  CHECK(sample_json()["performance"]["events"].is_null());
  CHECK(sample_json()["performance"]["reason"] == "a report keeps no wall-clock figures");
  const json p = sample_json(Performance{1000, 2.0, 500.0, 4096})["performance"];
  CHECK(p ==
        json{{"events", 1000}, {"wall_s", 2.0}, {"events_per_s", 500.0}, {"peak_bytes", 4096}});
}
