// Events as text: names for codes, a stable order of keys, quoting, times.
#include "reports/trace_text.hpp"

#include "reports/trace_time.hpp"
#include "tests/reports/trace_events.hpp"

#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

#include <bit>
#include <cstdlib>
#include <limits>

using namespace shoal;
using namespace shoal::reports;

namespace {

std::string line(const Event& e, TextFormat format, const Brief& brief = test::make_small_brief()) {
  std::string out;
  EventText(brief, format).append(out, e);
  return out;
}

Event purchase() {
  Event e;
  e.id = EventId{18446744073709551615U};
  e.occurred = SimTime{15 * one_day + 4 * one_hour + 5 * one_minute + 6 * one_second + Duration{7}};
  e.arrived = e.occurred + one_day;
  e.subject = SubjectId{42};
  e.ref = 7;
  e.value = 1999.0F;
  e.topic = TopicId{1};
  e.stock = StockState::low;
  e.kind = EventKind::purchase;
  e.source = Source::store;
  return e;
}

std::string offset(SimTime at) {
  std::string out;
  append_offset(out, at);
  return out;
}

}  // namespace

TEST_CASE("An event is one JSON object with its keys in order", "[reports][trace]") {
  CHECK(line(purchase(), TextFormat::jsonl) ==
        "{\"id\": 18446744073709551615, \"arrived\": \"P16DT04H05M06.000007S\", "
        "\"arrived_us\": 1397106000007, \"occurred\": \"P15DT04H05M06.000007S\", "
        "\"occurred_us\": 1310706000007, \"subject\": 42, \"kind\": \"purchase\", "
        "\"source\": \"store\", \"topic\": \"books\", \"stock\": \"low\", \"ref\": 7, "
        "\"ref_name\": null, \"value\": 1999, \"value_name\": null}\n");
}

TEST_CASE("An event is one row of CSV under its header", "[reports][trace]") {
  const EventText text(test::make_small_brief(), TextFormat::csv);
  CHECK(text.header() ==
        "id,arrived,arrived_us,occurred,occurred_us,subject,kind,source,topic,stock,ref,ref_name,"
        "value,value_name\r\n");
  CHECK(line(purchase(), TextFormat::csv) ==
        "18446744073709551615,P16DT04H05M06.000007S,1397106000007,P15DT04H05M06.000007S,"
        "1310706000007,42,purchase,store,books,low,7,,1999,\r\n");
  CHECK(EventText(test::make_small_brief(), TextFormat::jsonl).header().empty());
}

TEST_CASE("Channels, profile fields, their codes and rejections have names", "[reports][trace]") {
  const auto names = [](EventKind kind, std::uint32_t ref, float value) {
    Event e = purchase();
    e.kind = kind;
    e.ref = ref;
    e.value = value;
    const auto json = nlohmann::json::parse(line(e, TextFormat::jsonl));
    return std::pair(json["ref_name"], json["value_name"]);
  };
  using Json = nlohmann::json;
  CHECK(names(EventKind::consent_granted, 1, 0) == std::pair<Json, Json>("push", nullptr));
  CHECK(names(EventKind::consent_withdrawn, 9, 0) == std::pair<Json, Json>(nullptr, nullptr));
  CHECK(names(EventKind::profile, 2, 1) == std::pair<Json, Json>("city", "Delhi"));
  CHECK(names(EventKind::profile, 2, 1.5F) == std::pair<Json, Json>("city", nullptr));
  CHECK(names(EventKind::profile, 2, 77) == std::pair<Json, Json>("city", nullptr));
  CHECK(names(EventKind::touch_rejected, 3, 4) == std::pair<Json, Json>(nullptr, "budget"));
  CHECK(names(EventKind::search, 1, 1) == std::pair<Json, Json>(nullptr, nullptr));
}

TEST_CASE("A code that nothing has stays a number", "[reports][trace]") {
  Event e = purchase();
  e.kind = static_cast<EventKind>(200);
  e.source = static_cast<Source>(8);
  e.stock = static_cast<StockState>(4);
  e.topic = TopicId{3};
  const auto json = nlohmann::json::parse(line(e, TextFormat::jsonl));
  CHECK(json["kind"] == 200);
  CHECK(json["source"] == 8);
  CHECK(json["stock"] == 4);
  CHECK(json["topic"] == 3);
  e.topic = {};
  CHECK(nlohmann::json::parse(line(e, TextFormat::jsonl))["topic"].is_null());
}

TEST_CASE("Names are quoted as their format wants it", "[reports][trace]") {
  Brief brief = test::make_small_brief();
  brief.topics[1] = "tea, \"green\"\nand \x01 \xff black";
  const std::string json = line(purchase(), TextFormat::jsonl, brief);
  CHECK(nlohmann::json::parse(json)["topic"] == "tea, \"green\"\nand \x01 \xEF\xBF\xBD black");
  CHECK(json.find('\n') == json.size() - 1);
  CHECK_THAT(line(purchase(), TextFormat::csv, brief),
             Catch::Contains(",\"tea, \"\"green\"\"\nand \x01 \xff black\","));
}

TEST_CASE("A value has the digits that bring it back, and no number that is none",
          "[reports][trace]") {
  Event e = purchase();
  for (const std::uint32_t bits :
       {0x3dcccccdU, 0x00000001U, 0x7f7fffffU, 0x80000000U, 0x4b800001U}) {
    e.value = std::bit_cast<float>(bits);
    const auto json = nlohmann::json::parse(line(e, TextFormat::jsonl));
    const std::string text = line(e, TextFormat::csv);
    const std::size_t last = text.rfind(',');
    const std::size_t begin = text.rfind(',', last - 1) + 1;
    CHECK(std::bit_cast<std::uint32_t>(std::strtof(text.c_str() + begin, nullptr)) == bits);
    if (bits != 0x80000000U) CHECK(json["value"].get<float>() == e.value);
  }
  e.value = std::numeric_limits<float>::quiet_NaN();
  CHECK(nlohmann::json::parse(line(e, TextFormat::jsonl))["value"].is_null());
  CHECK_THAT(line(e, TextFormat::csv), Catch::Contains(",nan,"));
  e.value = -std::numeric_limits<float>::infinity();
  CHECK(nlohmann::json::parse(line(e, TextFormat::jsonl))["value"] == "-Infinity");
  CHECK_THAT(line(e, TextFormat::csv), Catch::Contains(",-Infinity,"));
}

TEST_CASE("Instants are durations with microseconds, and are read back", "[reports][trace]") {
  CHECK(offset(SimTime{}) == "P0DT00H00M00.000000S");
  CHECK(offset(SimTime{-Duration{1}}) == "-P0DT00H00M00.000001S");
  CHECK(offset(SimTime{one_day - Duration{1}}) == "P0DT23H59M59.999999S");
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const auto us = static_cast<std::int64_t>(mix64(i) >> (4 + i % 50));
    for (const SimTime at : {SimTime{Duration{us}}, SimTime{Duration{-us}}}) {
      CHECK(parse_offset(offset(at)) == at - SimTime{});
    }
  }
}

TEST_CASE("Offsets are written in several ways", "[reports][trace]") {
  CHECK(parse_offset("2w") == 2 * one_week);
  CHECK(parse_offset("1.5d") == 36 * one_hour);
  CHECK(parse_offset("36h") == 36 * one_hour);
  CHECK(parse_offset("90m") == 90 * one_minute);
  CHECK(parse_offset("0.000001s") == Duration{1});
  CHECK(parse_offset("P2W") == 2 * one_week);
  CHECK(parse_offset("P1D") == one_day);
  CHECK(parse_offset("PT90M") == 90 * one_minute);
  CHECK(parse_offset("-1d") == -one_day);
  for (const char* wrong : {"",
                            "-",
                            "P",
                            "PT",
                            "P1DT",
                            "1",
                            "d",
                            "1x",
                            "1d2",
                            "1.d",
                            ".5d",
                            "1.1234567s",
                            "--1d",
                            "+1d",
                            "P1H",
                            "1e3d",
                            "99999999999999999999d",
                            "13343998896d",
                            "P1W1",
                            " 1d",
                            "1d "}) {
    INFO(wrong);
    CHECK_FALSE(parse_offset(wrong).has_value());
  }
}
