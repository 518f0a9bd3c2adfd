// Streams of users: what was exported comes back bit for bit, and every mistake is named with its
// line and column.
#include "reports/atomic_file.hpp"
#include "reports/report_error.hpp"
#include "reports/trace_reader.hpp"
#include "reports/trace_text.hpp"
#include "reports/trace_writer.hpp"
#include "scenarios/scenario_error.hpp"
#include "scenarios/trace_import.hpp"
#include "tests/reports/scratch_folder.hpp"
#include "tests/reports/trace_events.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <fstream>
#include <limits>

namespace shoal::scenarios {
namespace {

using reports::ScratchFolder;
using reports::TextFormat;

void write_text(const std::filesystem::path& path, std::string_view text) {
  reports::write_atomically(path, std::as_bytes(std::span(text)));
}

std::uint64_t import(const ScratchFolder& folder, TextFormat format) {
  ImportOptions options;
  options.events = folder / "events";
  options.format = format;
  options.trace = folder / "back";
  options.head = test::make_trace_head();
  return import_trace(options);
}

std::vector<Event> events_of(const std::filesystem::path& trace) {
  reports::TraceReader reader(trace);
  std::vector<Event> all, block;
  while (reader.next(block)) all.insert(all.end(), block.begin(), block.end());
  return all;
}

std::vector<Event> imported(const std::string& text, TextFormat format) {
  const ScratchFolder folder;
  write_text(folder / "events", text);
  import(folder, format);
  return events_of(folder / "back");
}

struct Mistake {
  std::string text;   // below the header `arrived_us,kind` where it is CSV
  std::string place;  // line:column: field
  std::string words;
};

void check_refused(const std::string& text, TextFormat format, const Mistake& mistake) {
  const ScratchFolder folder;
  write_text(folder / "events", text);
  INFO(text);
  try {
    import(folder, format);
    FAIL("taken");
  } catch (const ScenarioError& error) {
    CHECK(error.fault() == ScenarioFault::malformed);
    CHECK_THAT(error.what(), Catch::Contains("events:" + mistake.place));
    CHECK_THAT(error.what(), Catch::Contains(mistake.words));
  }
  CHECK(folder.entries() == 1);
}

}  // namespace

TEST_CASE("What is exported is imported again bit for bit, to the same file",
          "[scenarios][trace]") {
  const ScratchFolder folder;
  std::vector<Event> events = test::make_trace_events(5000);
  events[7].value = std::numeric_limits<float>::quiet_NaN();
  events[8].value = std::numeric_limits<float>::infinity();
  events[9].value = -std::numeric_limits<float>::infinity();
  events[10].value = -0.0F;
  events[11].value = std::numeric_limits<float>::denorm_min();
  events[12].value = std::numeric_limits<float>::max();
  events[13].occurred = SimTime{-one_week};
  events[14].kind = static_cast<EventKind>(200);
  events[15].source = static_cast<Source>(99);
  events[16].topic = TopicId{200};
  events[17].stock = static_cast<StockState>(9);
  reports::TraceHead head = test::make_trace_head();
  {
    reports::TraceWriter writer(folder / "trace", head, {});
    writer.append(events);
    writer.publish();
  }
  for (const TextFormat format : {TextFormat::jsonl, TextFormat::csv}) {
    const reports::EventText text(head.brief, format);
    std::string out = text.header();
    for (const Event& e : events) text.append(out, e);
    write_text(folder / "events", out);
    CHECK(import(folder, format) == events.size());
    const std::vector<Event> back = events_of(folder / "back");
    REQUIRE(back.size() == events.size());
    for (std::size_t i = 0; i < events.size(); ++i) {
      INFO(i << " of format " << static_cast<int>(format));
      REQUIRE(test::same_events(std::span(back).subspan(i, 1), std::span(events).subspan(i, 1)));
    }
    const bool same_files =
        reports::read_whole(folder / "back") == reports::read_whole(folder / "trace");
    CHECK(same_files);
  }
}

TEST_CASE("Names with commas, quotes and line ends come back", "[scenarios][trace]") {
  const ScratchFolder folder;
  ImportOptions options;
  options.events = folder / "events";
  options.trace = folder / "back";
  options.head = test::make_trace_head();
  options.head.brief.topics = {"a, \"b\"", "two\nlines", "caf\u00e9"};
  std::vector<Event> events = test::make_trace_events(200);
  for (const TextFormat format : {TextFormat::jsonl, TextFormat::csv}) {
    options.format = format;
    const reports::EventText text(options.head.brief, format);
    std::string out = text.header();
    for (const Event& e : events) text.append(out, e);
    write_text(folder / "events", out);
    import_trace(options);
    CHECK(test::same_events(events_of(folder / "back"), events));
  }
}

TEST_CASE("A stream needs arrivals and kinds, and has defaults for the rest",
          "[scenarios][trace]") {
  for (const std::vector<Event>& events :
       {imported(
            "\xEF\xBB\xBFkind,arrived,subject,topic\r\nsearch,1.5d,7,toys\r\n\r\npage,P2D,7,\r\n",
            TextFormat::csv),
        imported(
            "{\"kind\": \"search\", \"arrived\": \"1.5d\", \"subject\": 7, \"topic\": \"toys\"}\n"
            "\n{\"kind\": 1, \"arrived_us\": 172800000000, \"subject\": \"7\"}",
            TextFormat::jsonl)}) {
    REQUIRE(events.size() == 2);
    CHECK(events[0].id == EventId{0});
    CHECK(events[1].id == EventId{1});
    CHECK(events[0].arrived == SimTime{36 * one_hour});
    CHECK(events[0].occurred == events[0].arrived);
    CHECK(events[1].arrived == SimTime{2 * one_day});
    CHECK(events[0].subject == SubjectId{7});
    CHECK(events[0].topic == OptionalTopic(TopicId{2}));
    CHECK_FALSE(events[1].topic.has_value());
    CHECK(events[0].kind == EventKind::search);
    CHECK(events[1].kind == EventKind::page);
    CHECK(events[0].source == Source::web);
    CHECK(events[0].stock == StockState::unknown);
    CHECK(events[0].ref == 0);
    CHECK(events[0].value == 0.0F);
  }
  CHECK(imported("arrived,kind\n", TextFormat::csv).empty());
  CHECK(imported("", TextFormat::jsonl).empty());
}

TEST_CASE("Names stand in for numbers of references and values", "[scenarios][trace]") {
  const std::vector<Event> events = imported(
      "arrived,kind,ref_name,value_name,value\n"
      "1s,consent_granted,push,,\n2s,profile,city,Mumbai,\n3s,touch_rejected,,budget,4\n",
      TextFormat::csv);
  REQUIRE(events.size() == 3);
  CHECK(events[0].ref == 1);
  CHECK(events[1].ref == 2);
  CHECK(events[1].value == 2.0F);
  CHECK(events[2].value == 4.0F);
}

TEST_CASE("Every mistake in a CSV is named with its line and column", "[scenarios][trace]") {
  const std::string header = "arrived_us,kind,source,topic,ref,value,value_name,subject,arrived\n";
  const std::vector<Mistake> mistakes{
      {"1,serach,,,,,,,\n", "2:3: kind", "did you mean \"search\"?"},
      {"1,300,,,,,,,\n", "2:3: kind", "is not known"},
      {"1,,,,,,,,\n", "2:1: kind", "needs a kind"},
      {",page,,,,,,,\n", "2:1: arrived", "needs arrived"},
      {"1,page,,,,,,,\n0,page,,,,,,,\n", "3:1: arrived", "sort the file"},
      {"-1,page,,,,,,,\n", "2:1: arrived", "sort the file"},
      {"99999999999999,page,,,,,,,\n", "2:1: arrived", "measured_weeks"},
      {"1.5,page,,,,,,,\n", "2:1: arrived_us", "no whole number"},
      {"9223372036854775807,page,,,,,,,\n", "2:1: arrived_us", "horizon"},
      {"99999999999999999999,page,,,,,,,\n", "2:1: arrived_us", "no whole number"},
      {"1,page,,,,,,,2s\n", "2:1: arrived_us", "another time"},
      {",page,,,,,,,tomorrow\n", "2:13: arrived", "no time since the start"},
      {"1,page,shop,,,,,,\n", "2:8: source", "is not known"},
      {"1,page,,shoe,,,,,\n", "2:9: topic", "did you mean \"shoes\"?"},
      {"1,page,,255,,,,,\n", "2:9: topic", "is not known"},
      {"1,page,,,-1,,,,\n", "2:10: ref", "no whole number"},
      {"1,page,,,4294967296,,,,\n", "2:10: ref", "no whole number"},
      {"1,page,,,,much,,,\n", "2:11: value", "no number"},
      {"1,page,,,,1e99,,,\n", "2:11: value", "no number"},
      {"1,page,,,,1,budget,,\n", "2:13: value_name", "no names"},
      {"1,touch_rejected,,,,1,budget,,\n", "2:23: value_name", "another code"},
      {"1,touch_rejected,,,,,bugdet,,\n", "2:22: value_name", "did you mean \"budget\"?"},
      {"1,page,,,,,,x,\n", "2:13: subject", "no whole number"},
      {"1,page\n", "2:1", "2 cells under a header of 9"},
      {"1,page,,,,,,,,\n", "2:1", "10 cells"},
      {"1,\"page,,,,,,,\n1,page,,,,,,,\n", "2:3", "never closed"},
      {"1,\"page\"x,,,,,,,\n", "2:9", "comma"},
      {"1,pa\"ge,,,,,,,\n", "2:3", "double it"},
      {"1,page,,caf\u00e9,x,,,,\n", "2:9: topic", "is not known"},
  };
  for (const Mistake& mistake : mistakes) {
    check_refused(header + mistake.text, TextFormat::csv, mistake);
  }
  check_refused("", TextFormat::csv, {"", "1:1", "empty"});
  check_refused("arrived,knid\n", TextFormat::csv, {"", "1:9: knid", "did you mean \"kind\"?"});
  check_refused("kind,kind\n", TextFormat::csv, {"", "1:6: kind", "twice"});
}

TEST_CASE("Every mistake in JSON lines is named with its line and column", "[scenarios][trace]") {
  const std::string first = "{\"arrived_us\": 0, \"kind\": \"page\"}\n";
  const std::vector<Mistake> mistakes{
      {"{\"arrived_us\": 1, \"kind\": \"pgae\"}\n", "2:27: kind", "did you mean \"page\"?"},
      {"{\"arrived_us\": 1, \"knid\": \"page\"}\n", "2:19: knid", "did you mean \"kind\"?"},
      {"{\"arrived_us\": 1, \"kind\": [\"page\"]}\n", "2:27: kind", "a text, a number or null"},
      {"{\"arrived_us\": 1, \"kind\": null}\n", "2:1: kind", "needs a kind"},
      {"[1]\n", "2:1", "one JSON object"},
      {"{\"arrived_us\": 1,}\n", "2:18", "remove the comma"},
      {"{\"arrived_us\": NaN, \"kind\": \"page\"}\n", "2:16", "NaN"},
      {"{\"arrived_us\": 1, \"arrived_us\": 1, \"kind\": \"page\"}\n", "2:19", "twice"},
      {"{\"arrived_us\": 1.5, \"kind\": \"page\"}\n", "2:16: arrived_us", "no whole number"},
      {"{\"arrived_us\": 1, \"kind\": \"page\", \"value\": 1e39}\n", "2:44: value", "no number"},
      {"{\"arrived_us\": 1, \"kind\": \"page\", \"topic\": \"\\ud800\"}\n", "2:", ""},
      {"{\"arrived_us\": 1, \"kind\": \"page\"", "2:", "ends too early"},
  };
  for (const Mistake& mistake : mistakes) {
    check_refused(first + mistake.text, TextFormat::jsonl, mistake);
  }
  const std::string endless(3'000'000, ' ');
  check_refused(first + endless, TextFormat::jsonl, {"", "2:1", "1 MiB"});
}

TEST_CASE("A file of events that is not there is an error of reading", "[scenarios][trace]") {
  const ScratchFolder folder;
  for (const char* name : {"none", "."}) {
    ImportOptions options;
    options.events = folder / name;
    options.trace = folder / "back";
    options.head = test::make_trace_head();
    try {
      import_trace(options);
      FAIL("read nothing");
    } catch (const ScenarioError& error) {
      CHECK(error.fault() == ScenarioFault::unreadable);
    }
  }
  CHECK(folder.entries() == 0);
}

}  // namespace shoal::scenarios
