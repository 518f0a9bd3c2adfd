#include "scenarios/calibration/table_reader.hpp"

#include "core/random.hpp"
#include "tests/scenarios/calibration/data_files.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace shoal;
using namespace shoal::scenarios;
using shoal::test::gzip;
using shoal::test::TemporaryFile;

namespace {

struct Rows {
  std::optional<std::vector<std::string>> header;
  std::size_t columns = 0;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::uint64_t> lines;
  TableInfo info;
};

Rows read_rows(const std::string& path, TableLimits limits = {}) {
  Rows rows;
  const TableSinks sinks{.begin =
                             [&](auto header, std::size_t columns) {
                               rows.header = std::move(header);
                               rows.columns = columns;
                             },
                         .row =
                             [&](const TableRow& row) {
                               rows.rows.emplace_back(row.fields.begin(), row.fields.end());
                               rows.lines.push_back(row.line);
                             }};
  rows.info = read_table(path, sinks, limits);
  return rows;
}

Rows read_text(std::string_view text) { return read_rows(TemporaryFile("table", text).path()); }

// The error that reading the text gives; fails the test where there is none.
DataError error_of(std::string_view text, TableLimits limits = {}) {
  const TemporaryFile file("bad", text);
  try {
    read_rows(file.path(), limits);
  } catch (const DataError& error) {
    CHECK(error.file() == file.path());
    return error;
  }
  FAIL("no DataError");
  throw std::logic_error("unreachable");
}

bool mentions(const DataError& error, std::string_view words) {
  return std::string_view(error.what()).find(words) != std::string_view::npos;
}

using Line = std::vector<std::string>;

}  // namespace

TEST_CASE("A comma-separated table with a header is read row by row", "[scenarios][calibration]") {
  const Rows rows = read_text("id,date,amount\n7,2020-01-02,3.5\n8, 2020-01-03 ,4\n");
  CHECK(rows.header == Line{"id", "date", "amount"});
  CHECK(rows.columns == 3);
  CHECK(rows.rows == std::vector<Line>{{"7", "2020-01-02", "3.5"}, {"8", "2020-01-03", "4"}});
  CHECK(rows.lines == std::vector<std::uint64_t>{2, 3});
  CHECK(rows.info.rows == 2);
}

TEST_CASE("A table of blanks without a header is read from its first row",
          "[scenarios][calibration]") {
  const Rows rows = read_text(" 00004 0001 19970101  2   29.33\r\n\r\n 5\t2 19970102 1 3\r\n");
  CHECK_FALSE(rows.header);
  CHECK(rows.rows == std::vector<Line>{{"00004", "0001", "19970101", "2", "29.33"},
                                       {"5", "2", "19970102", "1", "3"}});
  CHECK(rows.lines == std::vector<std::uint64_t>{1, 3});
}

TEST_CASE("Quoted fields keep commas, quotes and line ends", "[scenarios][calibration]") {
  const Rows rows = read_text("name,n\r\n\"a, \"\"b\"\"\nc\",1\r\n , \r\n\"\" ,2");
  CHECK(rows.rows == std::vector<Line>{{"a, \"b\"\nc", "1"}, {"", ""}, {"", "2"}});
  CHECK(rows.lines == std::vector<std::uint64_t>{2, 4, 5});
}

TEST_CASE("A byte-order mark is not part of the first column's name", "[scenarios][calibration]") {
  CHECK(read_text("\xef\xbb\xbfid,n\n1,2\n").header == Line{"id", "n"});
}

TEST_CASE("Gzip is told by its magic bytes and may have several members",
          "[scenarios][calibration]") {
  const std::string packed = gzip("id,n\n1,2\n") + gzip("3,4\n") + std::string(512, '\0');
  CHECK(read_text(packed).rows == std::vector<Line>{{"1", "2"}, {"3", "4"}});
}

TEST_CASE("The digest is that of the file's bytes", "[scenarios][calibration]") {
  // printf '1 2' | sha256sum
  CHECK(read_text("1 2").info.file_sha256 ==
        "f71998fe363b9c29116c80b5eecf33a2fedca3b6159724384485804b71651029");
}

TEST_CASE("A table of many buffers is read whole", "[scenarios][calibration]") {
  std::string text = "id,n\n";
  for (int i = 0; i < 40'000; ++i) text += std::to_string(i) + "," + std::to_string(2 * i) + "\n";
  for (const std::string& content : {text, gzip(text)}) {
    const Rows rows = read_text(content);
    REQUIRE(rows.rows.size() == 40'000);
    CHECK(rows.rows[39'999] == Line{"39999", "79998"});
    CHECK(rows.lines.back() == 40'001);
  }
}

TEST_CASE("A file that cannot be read is named with the reason", "[scenarios][calibration]") {
  for (const std::string path : {"/no/such/file.csv", "/tmp"}) {
    try {
      read_rows(path);
      FAIL("no DataError");
    } catch (const DataError& error) {
      CHECK(error.fault() == DataFault::unreadable);
      CHECK(error.file() == path);
      CHECK_FALSE(error.line());
    }
  }
}

TEST_CASE("An empty file and a lone header are refused", "[scenarios][calibration]") {
  CHECK(mentions(error_of(""), "no rows"));
  CHECK(mentions(error_of("\n  \n\r\n"), "no rows"));
  CHECK(mentions(error_of(gzip("")), "no rows"));
  CHECK(mentions(error_of("id,date\n"), "no row under it"));
}

TEST_CASE("Damaged gzip data are refused", "[scenarios][calibration]") {
  std::string text = "id,n\n";
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i * 7919 % 10'007) + ",1\n";
  const std::string packed = gzip(text);
  CHECK(mentions(error_of(packed.substr(0, packed.size() / 2)), "ends too early"));
  CHECK(mentions(error_of(packed.substr(0, 2)), "ends too early"));
  CHECK(mentions(error_of(packed.substr(0, packed.size() - 3)), "ends too early"));
  CHECK(mentions(error_of(packed + "rubbish"), "after the end"));
  std::string wrong_sum = packed;
  wrong_sum[packed.size() - 6] = static_cast<char>(wrong_sum[packed.size() - 6] ^ 1);
  CHECK(mentions(error_of(wrong_sum), "corrupt"));
}

TEST_CASE("Binary content is refused with its line", "[scenarios][calibration]") {
  const DataError error = error_of(std::string_view("id,n\n1,2\n3,\0\n", 13));
  CHECK(error.fault() == DataFault::malformed);
  CHECK(error.line() == 3);
  CHECK(mentions(error, "0x00"));
  CHECK(mentions(error_of("\x89PNG\r\n\x1a\n"), "not text"));
  CHECK(mentions(error_of("id,n\r1,2\r"), "0x0d"));
}

TEST_CASE("An over-long record and too many rows are refused", "[scenarios][calibration]") {
  const TableLimits limits{.max_record_bytes = 100, .max_rows = 3};
  CHECK(error_of("id,n\n" + std::string(101, '1') + ",2\n", limits).line() == 2);
  CHECK(mentions(error_of("id,n\n\"" + std::string(60, 'x') + "\n" + std::string(60, 'x'), limits),
                 "more than 100 bytes"));
  CHECK(error_of("1,2\n1,2\n1,2\n1,2\n", limits).line() == 4);
  CHECK(mentions(error_of(std::string(1 << 20, '7')), "more than 65536 bytes"));
}

TEST_CASE("Rows of another width and broken quotes are refused with their line",
          "[scenarios][calibration]") {
  CHECK(error_of("id,n\n1,2\n3\n").line() == 3);
  CHECK(error_of("id,n\n1,2,3\n").line() == 2);
  CHECK(mentions(error_of("1 2 3\n4 5\n"), "2 fields where the first row has 3"));
  CHECK(mentions(error_of("id,n\n\"1,2\n3,4\n"), "never closed"));
  CHECK(error_of("id,n\n\"1,2\n3,4\n").line() == 2);
  CHECK(mentions(error_of("id,n\n\"1\"x,2\n"), "follows a closing quote"));
}

TEST_CASE("No rubbish makes the reader do anything but answer or refuse",
          "[scenarios][calibration]") {
  const std::string base = "customer_id,date,amount\n1,2020-01-01,\"3,5\"\n2 2 2\n";
  const std::string packed = gzip(base);
  int refused = 0;
  for (std::uint32_t i = 0; i < 2'000; ++i) {
    Stream draws(Seed{11}, Purpose{1}, 0, i);
    std::string content = i % 2 == 0 ? base : packed;
    const std::uint32_t changes = 1 + draws.below(6);
    for (std::uint32_t k = 0; k < changes; ++k) {
      content[draws.below(static_cast<std::uint32_t>(content.size()))] =
          static_cast<char>(draws.below(256));
    }
    content.resize(1 + draws.below(static_cast<std::uint32_t>(content.size())));
    const TemporaryFile file("fuzz", content);
    try {
      const Rows rows = read_rows(file.path());
      CHECK(rows.info.rows == rows.rows.size());
      CHECK(rows.info.rows > 0);
    } catch (const DataError&) {
      ++refused;
    }
  }
  CHECK(refused > 1'000);
}

TEST_CASE("Numbers are whole fields and finite", "[scenarios][calibration]") {
  CHECK(parse_number("29.33") == 29.33);
  CHECK(parse_number("-1e3") == -1000.0);
  for (const auto* bad : {"", "nan", "inf", "1e999", "1,5", "$3", "3 ", "0x10", "12a"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_number(bad));
  }
}

TEST_CASE("Days are calendar days that exist", "[scenarios][calibration]") {
  const auto day = parse_day("19970930");
  REQUIRE(day);
  CHECK(format_day(*day) == "1997-09-30");
  CHECK(parse_day("1997-09-30") == day);
  CHECK(parse_day("1997/09/30") == day);
  CHECK(parse_day("1997-09-30 23:59:59") == day);
  CHECK(parse_day("1997-09-30T10:00Z") == day);
  CHECK(*parse_day("20000301") - *parse_day("20000228") == std::chrono::days(2));
  for (const auto* bad :
       {"", "19970931", "19000229", "18991231", "22000101", "1997-13-01", "1997-00-10", "97-09-30",
        "1997-9-30", "30/09/1997", "1997-09/30", "1997-09-30x", "0x970930", "99999999999"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_day(bad));
  }
}
