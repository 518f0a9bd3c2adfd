// Traces as files: what is written is read back, equal inputs give equal bytes, damage is refused,
// and a disk that fills up leaves nothing behind.
#include "reports/atomic_file.hpp"
#include "reports/hdf5_reader.hpp"
#include "reports/report_error.hpp"
#include "reports/trace_reader.hpp"
#include "reports/trace_writer.hpp"
#include "tests/reports/file_size_limit.hpp"
#include "tests/reports/scratch_folder.hpp"
#include "tests/reports/trace_events.hpp"

#include <catch2/catch.hpp>

#include <sys/resource.h>

#include <algorithm>

using namespace shoal;
using namespace shoal::reports;

namespace {

void write(const std::filesystem::path& path, std::span<const Event> events,
           const RecordStorage& storage, std::size_t batch = 97) {
  TraceWriter writer(path, test::make_trace_head(), storage);
  for (std::size_t at = 0; at < events.size(); at += batch) {
    writer.append(events.subspan(at, std::min(batch, events.size() - at)));
  }
  CHECK(writer.rows() == events.size());
  writer.publish();
}

std::vector<Event> read(const std::filesystem::path& path) {
  TraceReader reader(path);
  std::vector<Event> all, block;
  while (reader.next(block)) all.insert(all.end(), block.begin(), block.end());
  CHECK(all.size() == reader.rows());
  return all;
}

std::string refusal(const std::filesystem::path& path) {
  try {
    read(path);
  } catch (const ReportError& error) {
    CHECK(error.kind() == ReportError::Kind::content);
    return error.what();
  }
  return "";
}

std::uint64_t peak_kib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss);
}

}  // namespace

TEST_CASE("Events come back bit for bit, whatever the chunks and filters", "[reports][trace]") {
  const ScratchFolder folder;
  for (const std::size_t count : {0U, 1U, 99U, 100U, 101U, 5000U}) {
    const std::vector<Event> events = test::make_trace_events(count);
    for (const int level : {0, 1, 6}) {
      for (const std::size_t rows : {1U, 100U, 16'384U}) {
        if (rows == 1 && count > 101) continue;
        INFO(count << " events, level " << level << ", chunks of " << rows);
        write(folder / "a", events, {.chunk_rows = rows, .deflate_level = level});
        CHECK(test::same_events(read(folder / "a"), events));
      }
    }
  }
  CHECK(folder.entries() == 1);
}

TEST_CASE("The head comes back whole", "[reports][trace]") {
  const ScratchFolder folder;
  write(folder / "a", {}, {});
  const TraceHead wanted = test::make_trace_head();
  const TraceReader reader(folder / "a");
  const TraceHead& head = reader.head();
  CHECK(head.scenario == wanted.scenario);
  CHECK(head.scenario_text == wanted.scenario_text);
  CHECK(head.currency == wanted.currency);
  CHECK(head.arm == wanted.arm);
  CHECK(head.engine == wanted.engine);
  CHECK(head.seed == wanted.seed);
  CHECK(head.replication == wanted.replication);
  CHECK(head.build == wanted.build);
  const Brief& a = head.brief;
  const Brief& b = wanted.brief;
  CHECK(a.topics == b.topics);
  REQUIRE(a.channels.size() == b.channels.size());
  for (std::size_t i = 0; i < a.channels.size(); ++i) {
    CHECK(a.channels[i].name == b.channels[i].name);
    CHECK(a.channels[i].cost == b.channels[i].cost);
  }
  REQUIRE(a.offers.size() == b.offers.size());
  CHECK(a.offers[1].name == b.offers[1].name);
  CHECK(a.offers[1].discount_frac == b.offers[1].discount_frac);
  REQUIRE(a.creatives.size() == b.creatives.size());
  for (std::size_t i = 0; i < a.creatives.size(); ++i) {
    CHECK(a.creatives[i].channel == b.creatives[i].channel);
    CHECK(a.creatives[i].stage == b.creatives[i].stage);
    CHECK(a.creatives[i].offer == b.creatives[i].offer);
  }
  CHECK(a.profile_codes == b.profile_codes);
  CHECK(a.caps.touches_per_week == b.caps.touches_per_week);
  CHECK(a.caps.min_gap == b.caps.min_gap);
  CHECK(a.quiet_hours.begin == b.quiet_hours.begin);
  CHECK(a.quiet_hours.end == b.quiet_hours.end);
  CHECK(a.survey.cost_per_invitation == b.survey.cost_per_invitation);
  CHECK(a.survey.max_sample_frac == b.survey.max_sample_frac);
  CHECK(a.weekly_budget == b.weekly_budget);
  CHECK(a.margin_frac == b.margin_frac);
  CHECK(a.tick == b.tick);
  CHECK(a.measure_begin == b.measure_begin);
  CHECK(a.touch_end == b.touch_end);
  CHECK(a.run_end == b.run_end);
  CHECK(a.seed == b.seed);
}

TEST_CASE("Equal inputs give equal bytes, however they are handed over", "[reports][trace]") {
  const ScratchFolder folder;
  std::vector<Event> events = test::make_trace_events(3000);
  const RecordStorage storage{.chunk_rows = 256};
  write(folder / "a", events, storage, 1);
  write(folder / "b", events, storage, 700);
  write(folder / "c", events, storage, 3000);
  CHECK(read_whole(folder / "a") == read_whole(folder / "b"));
  CHECK(read_whole(folder / "a") == read_whole(folder / "c"));
  events[2999].ref ^= 1U;
  write(folder / "d", events, storage);
  CHECK_FALSE(read_whole(folder / "a") == read_whole(folder / "d"));
}

TEST_CASE("A NaN, an infinity and codes that nothing has are kept", "[reports][trace]") {
  const ScratchFolder folder;
  std::vector<Event> events = test::make_trace_events(5);
  events[0].value = std::bit_cast<float>(0x7fc12345U);
  events[1].value = -std::numeric_limits<float>::infinity();
  events[2].kind = static_cast<EventKind>(200);
  events[3].source = static_cast<Source>(99);
  events[4].topic = TopicId{254};
  write(folder / "a", events, {});
  CHECK(test::same_events(read(folder / "a"), events));
}

TEST_CASE("A trace that is not published leaves nothing", "[reports][trace]") {
  const ScratchFolder folder;
  {
    TraceWriter writer(folder / "a", test::make_trace_head(), {.chunk_rows = 64});
    writer.append(test::make_trace_events(1000));
    CHECK(folder.entries() == 1);
    CHECK_FALSE(std::filesystem::exists(folder / "a"));
  }
  CHECK(folder.entries() == 0);
}

TEST_CASE("Events out of order or outside the run are not written", "[reports][trace]") {
  const ScratchFolder folder;
  const auto refused = [&folder](const std::vector<Event>& events) {
    TraceWriter writer(folder / "a", test::make_trace_head(), {});
    CHECK_THROWS(writer.append(events));
  };
  std::vector<Event> events = test::make_trace_events(3);
  std::swap(events[0].arrived, events[2].arrived);
  refused(events);
  events = test::make_trace_events(3);
  events[2].arrived = test::make_trace_head().brief.run_end;
  refused(events);
  events = test::make_trace_events(3);
  events[0].occurred = SimTime{Duration::min()};
  refused(events);
}

TEST_CASE("A disk that fills up is said, and leaves the old file and nothing else",
          "[reports][trace]") {
  const ScratchFolder folder;
  const std::vector<Event> events = test::make_trace_events(40'000);
  write(folder / "a", std::span(events).first(10), {});
  const auto before = read_whole(folder / "a");
  for (const rlim_t bytes : {1000U, 20'000U, 60'000U, 100'000U, 1'000'000U, 1'599'000U}) {
    INFO("a disk of " << bytes);
    const FileSizeLimit limit(bytes);
    try {
      write(folder / "a", events, {.chunk_rows = 512, .deflate_level = 0});
      FAIL("written to a full disk");
    } catch (const ReportError& error) {
      CHECK(error.kind() == ReportError::Kind::io);
      CHECK_THAT(error.what(), Catch::Contains("free some space"));
    }
  }
  CHECK(read_whole(folder / "a") == before);
  CHECK(folder.entries() == 1);
  write(folder / "a", events, {});
  CHECK(test::same_events(read(folder / "a"), events));
}

TEST_CASE("A trace is refused at every length but its own", "[reports][trace]") {
  const ScratchFolder folder;
  write(folder / "a", test::make_trace_events(600), {.chunk_rows = 128});
  const std::vector<std::byte> whole = read_whole(folder / "a");
  for (std::size_t length = 0; length < whole.size(); length += 257) {
    write_atomically(folder / "b", std::span(whole).first(length));
    INFO(length << " of " << whole.size());
    CHECK_FALSE(refusal(folder / "b").empty());
  }
}

TEST_CASE("A missing file, a folder and a stranger are told apart", "[reports][trace]") {
  const ScratchFolder folder;
  const auto kind_of = [](const std::filesystem::path& path) {
    try {
      const TraceReader reader(path);
    } catch (const ReportError& error) {
      return error.kind();
    }
    throw std::runtime_error("read what is no trace");
  };
  CHECK(kind_of(folder / "none") == ReportError::Kind::io);
  CHECK(kind_of(folder.path()) == ReportError::Kind::io);
  CHECK(kind_of("/dev/zero") == ReportError::Kind::io);
  write_atomically(folder / "text", std::as_bytes(std::span("no HDF5 at all")));
  CHECK_THAT(refusal(folder / "text"), Catch::Contains("not an HDF5 file"));
}

TEST_CASE("A flipped bit anywhere is refused or harmless, never a crash",
          "[reports][trace][slow]") {
  const ScratchFolder folder;
  const std::vector<Event> events = test::make_trace_events(3000);
  write(folder / "a", events, {.chunk_rows = 1000});
  const std::vector<std::byte> whole = read_whole(folder / "a");
  std::size_t refused = 0;
  std::size_t changed = 0;
  const std::size_t step = std::max<std::size_t>(1, whole.size() / 4000);
  for (std::size_t at = 0; at < whole.size(); at += step) {
    std::vector<std::byte> spoilt = whole;
    spoilt[at] ^= std::byte{1} << (at % 8);
    write_atomically(folder / "b", spoilt);
    try {
      changed += test::same_events(read(folder / "b"), events) ? 0 : 1;
    } catch (const ReportError&) {
      ++refused;
    }
  }
  CHECK(refused > 1000);
  CHECK(changed == 0);  // zlib and HDF5 sum what they store
}

TEST_CASE("A million events are written and read in a few chunks' memory",
          "[reports][trace][slow]") {
  const ScratchFolder folder;
  const std::vector<Event> part = test::make_trace_events(10'000);
  const std::uint64_t before = peak_kib();
  TraceHead head = test::make_trace_head();
  head.brief.run_end = SimTime{1000 * one_week};
  std::vector<Event> batch = part;
  const Duration length = part.back().arrived - SimTime{} + one_second;
  {
    TraceWriter writer(folder / "a", head, {});
    for (int i = 0; i < 100; ++i) {
      writer.append(batch);
      for (Event& e : batch) {
        e.arrived += length;
        e.occurred += length;
      }
    }
    writer.publish();
  }
  TraceReader reader(folder / "a");
  std::size_t count = 0;
  std::vector<Event> block;
  while (reader.next(block)) count += block.size();
  CHECK(count == 1'000'000);
  // 40 MB of events: a chunk of 0.66 MB is held up to four times by the writer, twice by the
  // reader.
  CHECK(peak_kib() - before < 12 * 1024);
}
