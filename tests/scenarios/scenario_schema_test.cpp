#include "scenarios/field_tree.hpp"
#include "scenarios/scenario_json.hpp"
#include "scenarios/scenario_schema.hpp"
#include "scenarios/scenario_template.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace shoal;
using namespace shoal::scenarios;

namespace {

namespace fs = std::filesystem;

const Field& at(const Field& root, std::string_view pointer) {
  const Field* field = field_at(root, pointer);
  INFO(pointer);
  REQUIRE(field);
  return *field;
}

void check_documented(const Field& field, const std::string& pointer) {
  for (const Field& part : field.parts) {
    const std::string at = pointer + "/" + part.name;
    INFO(at);
    CHECK((part.kind == FieldKind::object || !part.doc.empty()));
    const bool has_parts = part.kind == FieldKind::object || part.kind == FieldKind::list;
    CHECK((has_parts || part.length_varies || part.required == part.standard.empty()));
    check_documented(part, at);
  }
}

std::string message_of(const std::string& fields) {
  const std::string text = R"({"extends": "quickstart", "name": "x", )" + fields + "}";
  try {
    parse_scenario(text, "text");
  } catch (const ScenarioError& e) {
    return e.message();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("the schema that is checked in is that of the bindings", "[scenarios][schema]") {
  std::ifstream in(fs::path(SHOAL_SOURCE_DIR) / "scenarios/schema/scenario.schema.json");
  REQUIRE(in);
  const std::string stored{std::istreambuf_iterator<char>(in), {}};
  INFO("renew it: shoal scenarios schema > scenarios/schema/scenario.schema.json");
  CHECK((stored == scenario_schema_text()));
}

TEST_CASE("the field tree knows what depends on other lists", "[scenarios][schema]") {
  const Field root = describe_fields();
  CHECK(at(root, "/population/archetypes/3/affinity").length_varies);
  CHECK_FALSE(at(root, "/population/archetypes/3/hour_weight").length_varies);
  CHECK(at(root, "/population/archetypes/3/hour_weight").shape.length == 24U);
  CHECK(at(root, "/drifts/0/topic").names_vary);
  CHECK_FALSE(at(root, "/arms/0/engine").names_vary);
  CHECK(at(root, "/topics/0/dwell_hours/value/2").name == "dwell_hours");
  CHECK(field_at(root, "/topics/0/nothing") == nullptr);
  CHECK(field_at(root, "/nothing") == nullptr);
  CHECK(at(root, "").kind == FieldKind::object);
  CHECK(pointers_of_name(root, "people") == std::vector<std::string>{"/population/people"});
  CHECK(pointers_of_name(root, "dwell_hours").front() == "/topics/*/dwell_hours");
}

TEST_CASE("every field has a meaning, and a default or must be stated", "[scenarios][schema]") {
  check_documented(describe_fields(), "");
}

TEST_CASE("a quantity is judged in the unit that is stated", "[scenarios][schema]") {
  const auto weeks = [](const std::string& value, const std::string& unit) {
    return message_of(R"("measured_weeks": {"value": )" + value + R"(, "unit": ")" + unit +
                      R"(", "basis": "assumed"})");
  };
  CHECK(weeks("520", "weeks") == "accepted");
  CHECK(weeks("3640", "days") == "accepted");
  CHECK(weeks("3640.0000000001", "days") == "must be above 0 and at most 3640 days, and is 3640");
  CHECK(weeks("87361", "h") == "must be above 0 and at most 87360 h, and is 87361");
  const Range half_open{0.0, 520.0, true, false};
  const Range in_days = range_in_unit(half_open, 86400.0 / 604800.0);
  CHECK(in_days.low == 0.0);
  CHECK(in_days.high == 3640.0);
  CHECK(in_days.low_open);
  CHECK_FALSE(in_days.high_open);
}

TEST_CASE("a unit that does not fit is named with what it measures", "[scenarios][schema]") {
  const auto margin = [](const std::string& unit) {
    return message_of(R"("margin_frac": {"value": 0, "unit": ")" + unit +
                      R"(", "basis": "assumed"})");
  };
  CHECK(margin("USD").find("it measures money, and this is a share; use \"frac\"") !=
        std::string::npos);
  CHECK(margin("%").find("did you mean \"frac\"?") != std::string::npos);
  CHECK(margin("farc").find("did you mean \"frac\"?") != std::string::npos);
  CHECK(margin("zebras").find("use \"frac\"") != std::string::npos);
}

TEST_CASE("names are counted in characters, not in bytes", "[scenarios][schema]") {
  std::string name;
  for (int i = 0; i < 64; ++i) name += "\u0939";
  const auto offer = [](const std::string& text) {
    return message_of(R"("offers": [{"name": ")" + text +
                      R"(", "discount_frac": {"value": 0, "unit": "frac", "basis": "assumed"}}],
                      "creatives": [{"channel": "email", "stage": "ready", "offer": ")" +
                      text + R"("}])");
  };
  CHECK(offer(name) == "accepted");
  CHECK(offer(name + "x") == "must be one line of 1 to 64 characters");
}

TEST_CASE("a new scenario loads and is its base under another name", "[scenarios][schema]") {
  const Scenario base = load_scenario("quickstart");
  const std::string text = template_text(
      base, {.name = "my_shop", .extends = "quickstart", .schema = "./scenario.schema.json"});
  CHECK(text.starts_with("{\n  \"$schema\": \"./scenario.schema.json\","));
  Scenario made = parse_scenario(text, "my_shop.json");
  CHECK(made.name == "my_shop");
  made.name = base.name;
  made.title = base.title;
  made.description = base.description;
  made.provenance = base.provenance;
  CHECK(resolved_text(made) == resolved_text(base));
  CHECK_THROWS_AS(template_text(base, {.name = "quickstart", .extends = "x", .schema = "y"}),
                  ScenarioError);
  CHECK_THROWS_AS(template_text(base, {.name = "My shop", .extends = "x", .schema = "y"}),
                  ScenarioError);
}
