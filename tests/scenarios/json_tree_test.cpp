#include "scenarios/json_tree.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace shoal::scenarios;

namespace {

struct Failure {
  TextPlace place;
  std::string pointer;
  std::string message;
};

Failure failure_of(const std::string& text) {
  try {
    parse_json(text, "t.json");
  } catch (const ScenarioError& e) {
    REQUIRE(e.file() == "t.json");
    REQUIRE(e.place());
    return {*e.place(), e.pointer(), e.message()};
  }
  FAIL("parsed: " << text);
  return {};
}

}  // namespace

TEST_CASE("a JSON tree keeps kinds, values and the order of keys", "[scenarios][json]") {
  const JsonNode t = parse_json(R"({"b": [1, -2.5, true, null], "a": "x\u00e9"})", "t.json");
  REQUIRE(t.kind == JsonKind::object);
  REQUIRE(t.keys.at(0).name == "b");
  REQUIRE(t.keys.at(1).name == "a");
  const JsonNode& list = *t.find("b");
  REQUIRE(list.items.size() == 4);
  CHECK(list.items[0].whole == 1U);
  CHECK(list.items[1].number == -2.5);
  CHECK_FALSE(list.items[1].whole);
  CHECK(list.items[2].boolean);
  CHECK(list.items[3].kind == JsonKind::null);
  CHECK(t.find("a")->text == "x\xC3\xA9");
  CHECK(t.find("c") == nullptr);
}

TEST_CASE("whole numbers are exact over the whole range of a seed", "[scenarios][json]") {
  const JsonNode t = parse_json("[18446744073709551615, 2e3, 9007199254740993]", "t.json");
  CHECK(t.items[0].whole == 18446744073709551615U);
  CHECK(t.items[1].whole == 2000U);
  CHECK(t.items[2].whole == 9007199254740993U);
}

TEST_CASE("every value knows its line and column", "[scenarios][json]") {
  const JsonNode t = parse_json("{\n  \"a\": 1,\n  \"é\": [10,\n    {\"x\" : \"y\"}]\n}", "t.json");
  CHECK(*t.origin.place == TextPlace{1, 1});
  CHECK(*t.keys[0].origin.place == TextPlace{2, 3});
  CHECK(*t.items[0].origin.place == TextPlace{2, 8});
  CHECK(*t.items[1].origin.place == TextPlace{3, 8});  // é is one column
  CHECK(*t.items[1].items[0].origin.place == TextPlace{3, 9});
  CHECK(*t.items[1].items[1].origin.place == TextPlace{4, 5});
  CHECK(*t.items[1].items[1].items[0].origin.place == TextPlace{4, 12});
}

TEST_CASE("a byte-order mark before the text moves nothing", "[scenarios][json]") {
  CHECK(*parse_json("\xEF\xBB\xBF[7]", "t.json").items[0].origin.place == TextPlace{1, 2});
}

TEST_CASE("what is not JSON is refused at its line and column", "[scenarios][json]") {
  struct Case {
    std::string text;
    TextPlace place;
    std::string pointer;
    std::string fragment;
  };
  const std::vector<Case> cases{
      {"{\"a\": 1,\n \"b\": \"x\",}", {2, 11}, "", "remove the comma before it"},
      {"[1,\n 2,\n]", {3, 1}, "/2", "remove the comma before it"},
      {"{\"a\": 1 \"b\": 2}", {1, 9}, "", "unexpected string"},
      {"{\"a\" 1}", {1, 6}, "/a", "expected ':'"},
      {"{\"a\": tru}", {1, 7}, "/a", "invalid literal"},
      {"{\"a\": NaN}", {1, 7}, "/a", "NaN and Infinity are not numbers"},
      {"{\"a\": -Infinity}", {1, 8}, "/a", "NaN and Infinity are not numbers"},
      {"{\"a\": 1e999}", {1, 11}, "/a", "number overflow"},
      {"{\"a\": 01}", {1, 8}, "", "unexpected number"},
      {"{\"a\": 1} // c", {1, 10}, "", "no comments"},
      {"{\"a\": 1} {}", {1, 10}, "", "expected end of input"},
      {"{\"a\": 'x'}", {1, 7}, "/a", "use double quotes"},
      {"{\"a\": [1, 2", {1, 12}, "/a/2", "ends too early"},
      {"", {1, 1}, "", "ends too early"},
      {"{\"a\": 1,\n \"a\": 2}", {2, 2}, "", "\"a\" stands here twice"},
      {"{\"a\": {\"b\": 1, \"b\": 2}}", {1, 16}, "/a", "\"b\" stands here twice"},
      {"{\"a\": \"\xFF\"}", {1, 8}, "", "not UTF-8"},
      {"{\"a\": \"\xC0\xAF\"}", {1, 8}, "", "not UTF-8"},      // overlong
      {"{\"a\": \"\xED\xA0\x80\"}", {1, 8}, "", "not UTF-8"},  // a surrogate
      {"{\"a\": \"\xE2\x82", {1, 8}, "", "not UTF-8"},         // cut short
      {"{\"a\": \"\\ud800\"}", {1, 14}, "/a", "surrogate"},
      {std::string("{}\0{}", 5), {1, 3}, "", "a zero byte"},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    const Failure f = failure_of(c.text);
    INFO(f.message);
    CHECK(f.place.line == c.place.line);
    CHECK(f.place.column == c.place.column);
    CHECK(f.pointer == c.pointer);
    CHECK(f.message.find(c.fragment) != std::string::npos);
  }
}

TEST_CASE("nesting is limited before it can hurt", "[scenarios][json]") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK_NOTHROW(parse_json(nested(max_json_depth), "t.json"));
  const Failure f = failure_of(nested(max_json_depth + 1));
  CHECK(f.place == TextPlace{1, static_cast<std::uint32_t>(max_json_depth + 1)});
  CHECK(f.message.find("levels deep") != std::string::npos);
  CHECK_THROWS_AS(parse_json(std::string(1'000'000, '['), "t.json"), ScenarioError);
}

TEST_CASE("a text larger than any scenario is refused", "[scenarios][json]") {
  CHECK_THROWS_AS(parse_json(std::string(max_json_bytes + 1, ' '), "t.json"), ScenarioError);
}

TEST_CASE("pointers escape what RFC 6901 wants escaped", "[scenarios][json]") {
  CHECK(child_pointer("/a", "b/c~d") == "/a/b~1c~0d");
}
