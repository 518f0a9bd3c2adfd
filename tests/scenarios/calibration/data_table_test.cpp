#include "scenarios/calibration/data_table.hpp"

#include "tests/scenarios/calibration/data_files.hpp"

#include <catch2/catch.hpp>

#include <fmt/format.h>

#include <array>

using namespace shoal::scenarios;
using shoal::test::gzip;
using shoal::test::real_data;
using shoal::test::TemporaryFile;
using std::chrono::minutes;

namespace {

constexpr std::array<std::string_view, 1> who{"who"};
constexpr std::array<std::string_view, 2> when{"when", "date"};
constexpr std::array<std::string_view, 2> paid{"paid", "amount"};

std::string error_of(std::string_view text, const TableOptions& options = {}) {
  const TemporaryFile file("table", text);
  try {
    DataTable table(file.path(), options);
    const auto time = table.need("time", when);
    const auto value = table.need("value", paid);
    while (table.next()) {
      table.time(time);
      table.number(value);
    }
  } catch (const DataError& error) {
    CHECK(error.file() == file.path());
    return fmt::format("{}|{}|{}", error.line().value_or(0), error.column().value_or(""),
                       error.message());
  }
  FAIL("no DataError");
  return {};
}

struct Sums {
  std::string whos;
  std::string days;
  double paid = 0.0;
};

// Three purchases of 1,234.5 altogether, on two days of March 2021.
Sums sums_of(std::string_view text, const TableOptions& options = {}) {
  const TemporaryFile file("table", text);
  DataTable table(file.path(), options);
  table.expect_roles({"customer", "time", "value"});
  const auto customer = table.need("customer", who);
  const auto time = table.need("time", when);
  const auto value = table.need("value", paid);
  Sums sums;
  while (table.next()) {
    sums.whos += table.text(customer);
    sums.days += format_day(table.time(time).day()) + " ";
    sums.paid += table.number(value);
  }
  CHECK(table.info().rows == 3);
  return sums;
}

void check_sums(std::string_view text, const TableOptions& options = {}) {
  CAPTURE(text);
  const Sums sums = sums_of(text, options);
  CHECK(sums.whos == "aba");
  CHECK(sums.days == "2021-03-04 2021-03-04 2021-03-25 ");
  CHECK(sums.paid == Approx(1234.5));
}

LogTime time_of(std::string_view field, TimeFormat format) {
  const auto time = parse_time(field, format);
  CAPTURE(field);
  REQUIRE(time);
  return *time;
}

}  // namespace

TEST_CASE("The same purchases are read alike in every layout", "[scenarios][calibration]") {
  check_sums("who,when,paid\na,2021-03-04,1000\nb,2021-03-04,34.25\na,2021-03-25,200.25\n");
  check_sums("who;when;paid\na;04.03.2021;1.000,00\nb;4.3.2021;34,25\na;25.3.21;200,25\n");
  check_sums("who\twhen\tpaid\na\t04/03/2021\t1,000\nb\t04/03/2021\t34.25\na\t25/03/2021\t200.25");
  check_sums("who|when|paid\na|3/4/2021|$1,000\nb|3/4/2021|$34.25\na|3/25/2021|$200.25\n");
  check_sums(
      "who,when,paid\na,04-Mar-2021,\"1 000,00\"\nb,4 March 2021,\"34,25\"\n"
      "a,\"Mar 25, 2021\",\"200,25\"\n");
  check_sums("who,when,paid\na,1614816000,1000\nb,1614859200,34.25\na,1616630400.5,200.25\n");
  check_sums("paid,who,when\n1000,a,1614816000000\n34.25,b,1614859200000\n200.25,a,1616630400000");
  check_sums("  who   when  paid\n a 20210304  1000\n b 20210304   34.25\n a 20210325  200.25\n");
  check_sums(
      gzip("\xef\xbb\xbf\"who\",\"when\",\"paid\"\r\n\"a\",\"2021-03-04T23:59:59+05:30\","
           "1000\r\n\"b\",\"2021-03-04 00:00:00.000Z\",34.25\r\n"
           "\"a\",\"2021-03-25 7:05 PM\",200.25\r\n"));
  check_sums(
      "when\tpaid\twho\n------\t----\t---\n2021-03-04\t\t1000\ta\t\n"
      "2021-03-04\t34.25\t\tb\n2021-03-25\t200.25\ta\n");
  check_sums(
      "\"when\",\"paid\",\"who\"\n\"1\",2021-03-04,1000,a\n\"2\",2021-03-04,34.25,b\n"
      "\"3\",2021-03-25,200.25,a\n");
}

TEST_CASE("Columns are chosen by name, and by number where there is no header",
          "[scenarios][calibration]") {
  check_sums("2021-03-04,9,a,1000\n2021-03-04,9,b,34.25\n2021-03-25,9,a,200.25\n",
             {.dialect = {},
              .time_format = {},
              .decimal = {},
              .columns = parse_column_choices("customer=3,time=1,value=4"),
              .limits = {}});
  check_sums(
      "date,amount,Order Sum,Client\n2021-03-04,1,1000,a\n2021-03-04,2,34.25,b\n"
      "2021-03-25,3,200.25,a\n",
      {.dialect = {},
       .time_format = {},
       .decimal = {},
       .columns = parse_column_choices("customer=client,value=order_sum"),
       .limits = {}});
  CHECK_THROWS_WITH(parse_column_choices("customer"), Catch::Contains("role=column"));
  CHECK_THROWS_WITH(sums_of("who,when,paid\na,2021-03-04,1\n", {.dialect = {},
                                                                .time_format = {},
                                                                .decimal = {},
                                                                .columns = {{"buyer", "who"}},
                                                                .limits = {}}),
                    Catch::Contains("no role \"buyer\"") && Catch::Contains("customer, time"));
}

TEST_CASE("What is detected can be overridden", "[scenarios][calibration]") {
  TableOptions options;
  options.time_format = TimeFormat::day_first;
  options.decimal = DecimalMark::comma;
  const std::string text =
      "who;when;paid\na;04/03/2021;1,000\nb;04/03/2021;2,000\n"
      "a;05/03/2021;1,000\n";
  const Sums sums = sums_of(text, options);
  CHECK(sums.days == "2021-03-04 2021-03-04 2021-03-05 ");
  CHECK(sums.paid == 4.0);
  options.time_format = TimeFormat::month_first;
  options.decimal = DecimalMark::point;
  CHECK(sums_of(text, options).days == "2021-04-03 2021-04-03 2021-05-03 ");
  CHECK(sums_of(text, options).paid == 4000.0);
  TableOptions headless;
  headless.dialect.header = HeaderLine::present;
  headless.columns = parse_column_choices("customer=1,time=2,value=3");
  CHECK(sums_of("7 20200101 3\n1 20200102 1\n2 20200102 1\n3 20200102 5\n", headless).paid == 7.0);
  TableOptions semicolon;
  semicolon.dialect.delimiter = Delimiter::semicolon;
  semicolon.columns = parse_column_choices("customer=1,time=2,value=3");
  CHECK(sums_of("a,b;2020-01-01;3\na,b;2020-01-02;1\na;2020-01-02;1\n", semicolon).paid == 5.0);
}

TEST_CASE("Ambiguity is decided late in the file, or refused with what to pass",
          "[scenarios][calibration]") {
  std::string text = "date,amount\n";
  for (int i = 0; i < 3'000; ++i) text += fmt::format("0{}/0{}/2021,\"1,234\"\n", i % 9 + 1, 3);
  CHECK_THAT(error_of(text), Catch::Contains("dd/mm/yyyy") &&
                                 Catch::Contains("--date-format mm/dd/yyyy") &&
                                 Catch::StartsWith("0|date|"));
  CHECK_THAT(error_of(text + "03/25/2021,\"1,234\"\n"),
             Catch::Contains("--decimal comma") && Catch::StartsWith("2|amount|"));
  const TemporaryFile file("late", text + "03/25/2021,\"1,2\"\n");
  DataTable table(file.path());
  constexpr std::size_t day_column = 0;
  REQUIRE(table.next());
  CHECK(format_day(table.time(day_column).day()) == "2021-01-03");
  CHECK(table.number(1) == 1.234);
  CHECK_THAT(error_of("date,amount\n13/02/2021,1\n02/13/2021,1\n"),
             Catch::Contains("line 2 is dd/mm/yyyy") && Catch::Contains("line 3"));
  CHECK_THAT(error_of("date;amount\n2021-01-01;1,5\n2021-01-02;1.5\n"),
             Catch::Contains("decimal point") && Catch::StartsWith("3|amount|"));
  CHECK_THAT(error_of("a;b,c\nx;y,z\n"), Catch::Contains("--delimiter"));
}

TEST_CASE("A wrong field is named with line and column", "[scenarios][calibration]") {
  CHECK_THAT(error_of("date,amount\n2021-01-01,1\n2021-01-32,1\n"),
             Catch::StartsWith("3|date|\"2021-01-32\" is not a date or time of the form iso"));
  CHECK_THAT(error_of("date,amount\n2021-01-01,1\n2021-01-02,five\n"),
             Catch::StartsWith("3|amount|\"five\" is not a number"));
  CHECK_THAT(error_of("date,amount\nsoon,1\n"), Catch::StartsWith("2|date|\"soon\" is not a date"));
  CHECK_THAT(error_of("when,total\n2021-01-01,1\n"),
             Catch::Contains("no value column") && Catch::Contains("--columns value=NAME"));
  CHECK_THAT(error_of("2021-01-01,1\n2021-01-02,2\n"),
             Catch::Contains("--columns time=N") && Catch::Contains("from 1 to 2"));
}

TEST_CASE("Instants keep their wall clock, their zone and fractions of seconds",
          "[scenarios][calibration]") {
  const LogTime india = time_of("2021-03-04T23:59:59.25+05:30", TimeFormat::iso);
  CHECK(india.utc_offset == minutes(330));
  CHECK(format_day(india.day()) == "2021-03-04");
  CHECK(india.local.time_since_epoch().count() % 1'000'000 == 250'000);
  CHECK(india.local - india.shared_clock() == minutes(330));
  CHECK(time_of("2021-03-04 12:05 AM", TimeFormat::iso).local ==
        time_of("20210304 0005", TimeFormat::compact).local);
  CHECK(time_of("3/4/21 12:05 pm", TimeFormat::month_first).local ==
        time_of("04-MAR-2021:12:05:00 -0700", TimeFormat::named_month).local);
  CHECK(time_of("1614859500", TimeFormat::unix_seconds).local ==
        time_of("2021-03-04 12:05Z", TimeFormat::iso).local);
  CHECK_FALSE(time_of("2021-03-04", TimeFormat::iso).has_clock);
  CHECK(time_of("2021-03-04 00:00", TimeFormat::iso).has_clock);
  for (const auto* bad : {"2021-03-04 24:00", "2021-03-04 10:60", "2021-03-04 13:00 PM",
                          "2021-03-04 10", "2021-03-04 10:00 XYZ", "2021-02-29", "2021-03-04x"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_time(bad, TimeFormat::iso));
  }
  CHECK_FALSE(parse_time("19970101", TimeFormat::unix_seconds));
  CHECK_FALSE(parse_time("875577600", TimeFormat::compact));
}

TEST_CASE("Amounts are read as people write them", "[scenarios][calibration]") {
  CHECK(parse_number("$1,234.50", DecimalMark::point) == 1234.5);
  CHECK(parse_number("1.234,50 \xe2\x82\xac", DecimalMark::comma) == 1234.5);
  CHECK(parse_number("(12.5)", DecimalMark::point) == -12.5);
  CHECK(parse_number("-$3", DecimalMark::point) == -3.0);
  CHECK(parse_number("1 234 567", DecimalMark::point) == 1234567.0);
  CHECK(parse_number("1'234.5", DecimalMark::point) == 1234.5);
  CHECK(parse_number("1e-3", DecimalMark::point) == 1e-3);
  for (const auto* bad : {"", ".", "1,23.4", "12,34", "1..2", "$", "--1", "1,,234", "1,2345"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_number(bad, DecimalMark::point));
  }
  CHECK(decimal_evidence("0,125") == DecimalEvidence::comma);
  CHECK(decimal_evidence("1.125") == DecimalEvidence::ambiguous);
  CHECK(decimal_evidence("1.125.000") == DecimalEvidence::comma);
  CHECK(is_missing("NaN"));
  CHECK(is_missing(""));
  CHECK_FALSE(is_missing("0"));
}

TEST_CASE("Real tables of every kind are laid out as they are", "[scenarios][calibration][real]") {
  struct Expected {
    std::string_view file;
    Delimiter delimiter;
    bool header;
    std::size_t columns;
    std::uint64_t rows;
  };
  for (const Expected& expected :
       {Expected{"cdnow/CDNOW_sample.txt.gz", Delimiter::blanks, false, 5, 6'919},
        Expected{"cdnow/CDNOW_master.txt.gz", Delimiter::blanks, true, 4, 69'659},
        Expected{"hillstrom/hillstrom.csv.gz", Delimiter::comma, true, 12, 64'000},
        Expected{"online_shoppers/online_shoppers_intention.csv.gz", Delimiter::comma, true, 18,
                 12'330},
        Expected{"occupancy/datatraining.txt.gz", Delimiter::comma, true, 8, 8'143},
        Expected{"ordonez_adl/OrdonezA_Sensors.txt", Delimiter::tab_runs, true, 5, 409},
        Expected{"ordonez_adl/OrdonezA_ADLs.txt", Delimiter::tab_runs, true, 3, 248}}) {
    const auto path = real_data(expected.file);
    if (!path) continue;
    CAPTURE(expected.file);
    DataTable table(*path);
    CHECK(table.dialect().delimiter == expected.delimiter);
    CHECK(table.has_header() == expected.header);
    CHECK(table.columns() == expected.columns);
    while (table.next()) {
    }
    CHECK(table.info().rows == expected.rows);
  }
}
