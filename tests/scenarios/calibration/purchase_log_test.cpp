#include "scenarios/calibration/purchase_log.hpp"

#include "scenarios/calibration/purchase_reader.hpp"
#include "tests/scenarios/calibration/data_files.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>

using namespace shoal::scenarios;
using shoal::test::real_data;
using shoal::test::TemporaryFile;

namespace {

PurchaseFile read_text(std::string_view text, const ReadPurchasesOptions& options = {}) {
  return read_purchases(TemporaryFile("log", text).path(), options);
}

ReadPurchasesOptions with_columns(std::string_view choices) {
  ReadPurchasesOptions options;
  options.table.columns = parse_column_choices(choices);
  return options;
}

std::string error_of(std::string_view text, const ReadPurchasesOptions& options = {}) {
  try {
    read_text(text, options);
  } catch (const DataError& error) {
    return (error.line() ? std::to_string(*error.line()) : "-") + ": " + error.message();
  }
  FAIL("no DataError");
  return {};
}

// The same purchases in every layout: A on days 0 (twice), 7 and 21, B on day 14.
void check_small_log(const PurchaseFile& file) {
  REQUIRE(file.log);
  const PurchaseLog& log = *file.log;
  CHECK(format_day(log.first_day) == "1997-01-01");
  CHECK(log.span_days() == 22);
  REQUIRE(log.customers.size() == 2);
  const CustomerPurchases& a = log.customers[0];
  REQUIRE(a.days.size() == 3);
  CHECK(a.days[0].day == 0);
  CHECK(a.days[0].amount == 30.0);
  CHECK(a.days[1].day == 7);
  CHECK(a.days[2].day == 21);
  CHECK(log.customers[1].days.front().day == 14);
}

}  // namespace

TEST_CASE("Every layout of transactions gives the same log", "[scenarios][calibration]") {
  check_small_log(
      read_text("04 1 19970108 1 5\n04 1 19970101 1 10\n04 1 19970101 2 20\n"
                "09 2 19970115 1 7\n04 1 19970122 1 5\n"));
  check_small_log(read_text(
      " customer_id date number_of_cds dollar_value\r\n 04 19970101 1 10\r\n"
      " 04 19970101 1 20\r\n 04 19970108 1 5\r\n 04 19970122 1 5\r\n 09 19970115 1 7\r\n"));
  check_small_log(
      read_text("Order Date,Amount,note,Customer ID\n1997-01-01,10,x,a\n1997-01-01 23:10,20,x,a\n"
                "1997-01-22,5,x,a\n1997-01-08,5,x,a\n1997-01-15,7,x,b\n"));
  check_small_log(read_text("04 19970101 30\n04 19970108 1\n04 19970122 1\n09 19970115 2\n"));
  check_small_log(
      read_text("who,when,paid\na,19970101,30\na,19970108,5\na,19970122,5\n"
                "b,19970115,7\n",
                with_columns("customer=who,time=when,value=paid")));
}

TEST_CASE("A log without amounts says so", "[scenarios][calibration]") {
  const PurchaseFile file = read_text("customer,date\na,1997-01-01\na,1997-01-09\n");
  CHECK_FALSE(file.log->has_amounts);
  CHECK(summarise_spend(*file.log, 30).empty());
}

TEST_CASE("Summaries count repeat days, recency and age to the last day of the period",
          "[scenarios][calibration]") {
  const auto file = read_text("a 19970101 30\na 19970108 1\na 19970122 3\nb 19970115 2\n");
  const auto all = summarise(*file.log, 21);
  REQUIRE(all.size() == 2);
  CHECK(all[0].repeats == 2);
  CHECK(all[0].recency_weeks == 3.0);
  CHECK(all[0].age_weeks == 3.0);
  CHECK(all[0].log_gaps == Approx(log_gap_of_days(7) + log_gap_of_days(14)));
  CHECK(all[1].repeats == 0);
  CHECK(all[1].recency_weeks == 0.0);
  CHECK(all[1].age_weeks == 1.0);
  const auto early = summarise(*file.log, 10);
  REQUIRE(early.size() == 1);
  CHECK(early[0].repeats == 1);
  CHECK(early[0].recency_weeks == 1.0);
  CHECK(early[0].age_weeks == Approx(10.0 / 7.0));
  const auto spend = summarise_spend(*file.log, 21);
  REQUIRE(spend.size() == 1);
  CHECK(spend[0].purchases == 2);
  CHECK(spend[0].mean_amount == 2.0);
  CHECK(spend[0].log_amounts == Approx(std::log(3.0)));
  CHECK(spend[0].squared_log_amounts == Approx(std::log(3.0) * std::log(3.0)));
}

TEST_CASE("A gap in days says of the logarithm what an exponential gap of its mean does",
          "[scenarios][calibration]") {
  constexpr double euler = 0.57721566490153286;
  CHECK(log_gap_of_days(1) == Approx(-euler - std::log(7.0)));
  for (const double p : {0.9, 0.3, 0.02}) {
    double sum = 0.0;
    for (int d = 1; d < 3'000; ++d) {
      sum += p * std::pow(1.0 - p, d - 1) * (log_gap_of_days(d) + std::log(7.0));
    }
    CHECK(sum == Approx(-std::log(p) - euler));
  }
}

TEST_CASE("The calibration period is half of the days in whole weeks, or what is asked",
          "[scenarios][calibration]") {
  PurchaseLog log;
  log.first_day = *parse_day("19970101");
  log.last_day = *parse_day("19980630");
  CHECK(log.span_days() == 546);
  CHECK(calibration_last_day(log, {}) == 272);
  CHECK(format_day(log.first_day + std::chrono::days(272)) == "1997-09-30");
  CHECK(calibration_last_day(log, {.weeks = 52, .last_day = {}}) == 363);
  CHECK(calibration_last_day(log, {.weeks = {}, .last_day = parse_day("19970930")}) == 272);
  CHECK(calibration_last_day(log, {.weeks = 78, .last_day = {}}) == 545);
  log.last_day = *parse_day("19980629");
  CHECK(calibration_last_day(log, {}) == 38 * 7 - 1);
  log.last_day = *parse_day("19970103");
  CHECK(calibration_last_day(log, {}) == 2);
}

TEST_CASE("A calibration period outside the data is refused", "[scenarios][calibration]") {
  PurchaseLog log;
  log.first_day = *parse_day("19970101");
  log.last_day = *parse_day("19980630");
  CHECK_THROWS_AS(calibration_last_day(log, {.weeks = 79, .last_day = {}}), CalibrationError);
  CHECK_THROWS_AS(calibration_last_day(log, {.weeks = 0, .last_day = {}}), CalibrationError);
  CHECK_THROWS_AS(calibration_last_day(log, {.weeks = -2'000'000'000, .last_day = {}}),
                  CalibrationError);
  CHECK_THROWS_AS(calibration_last_day(log, {.weeks = {}, .last_day = parse_day("19961231")}),
                  CalibrationError);
  CHECK_THROWS_AS(calibration_last_day(log, {.weeks = 39, .last_day = parse_day("19970930")}),
                  CalibrationError);
}

TEST_CASE("A bad row of purchases is refused with its line and its content",
          "[scenarios][calibration]") {
  const std::string head = "customer_id,date,amount\n";
  CHECK_THAT(error_of(head + "1,2020-02-30,5\n"), Catch::StartsWith("2: \"2020-02-30\" is not a"));
  CHECK_THAT(error_of(head + "1,2020-02-03,5\n1,soon,5\n"), Catch::StartsWith("3: \"soon\""));
  CHECK_THAT(error_of(head + "1,2020-02-03,five\n"), Catch::StartsWith("2: \"five\" is not a num"));
  CHECK_THAT(error_of(head + "1,2020-02-03,nan\n"), Catch::StartsWith("2: the amount is empty"));
  CHECK_THAT(error_of(head + ",2020-02-03,5\n"), Catch::StartsWith("2: the customer is empty"));
  CHECK_THAT(error_of(head + "1,2020-02-03,-5\n"), Catch::Contains("no row is a purchase"));
}

TEST_CASE("Incomplete rows are left out where that is asked, and counted",
          "[scenarios][calibration]") {
  ReadPurchasesOptions options;
  options.incomplete = IncompleteRows::leave_out;
  const auto file = read_text(
      "id,date,amount\n1,2020-02-03,5\n,2020-02-03,5\n1,NULL,5\n2,2020-02-04,"
      "\n",
      options);
  CHECK(file.incomplete_rows == 3);
  CHECK(file.log->customers.size() == 1);
  CHECK(file.table.rows == 4);
}

TEST_CASE("Negative amounts and rows of a refund's type are refunds, not purchases",
          "[scenarios][calibration]") {
  const auto signs = read_text(
      "id,date,amount\n1,2020-02-03,5\n1,2020-02-09,-3\n1,2020-02-05,-1\n"
      "2,2020-02-04,-7\n");
  REQUIRE(signs.log->customers.size() == 1);
  CHECK(signs.log->has_refunds);
  CHECK(signs.log->refunds_without_purchase == 1);
  CHECK(signs.log->span_days() == 1);
  const auto& refunds = signs.log->customers[0].refunds;
  REQUIRE(refunds.size() == 2);
  CHECK(refunds[0].day == 2);
  CHECK(refunds[0].amount == 1.0);
  CHECK(refunds[1].amount == 3.0);
  const auto types = read_text(
      "user_id,event_time,event_type,amount\n1,2020-02-03 10:00:00,view,5\n"
      "1,2020-02-03 10:05:00,cart,5\n1,2020-02-03 10:09:00,purchase,5\n"
      "1,2020-02-08 10:09:00,Return,5\n");
  CHECK(types.other_rows == 2);
  CHECK(types.log->customers[0].days.size() == 1);
  CHECK(types.log->customers[0].refunds.size() == 1);
  const auto units = read_text(
      "InvoiceNo,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
      "1,6,12/1/2010 8:26,2.55,17850\nC1,-2,12/13/2010 8:26,2.55,17850\n");
  CHECK(units.log->customers[0].days[0].amount == Approx(15.3));
  CHECK(units.log->customers[0].refunds[0].amount == Approx(5.1));
  CHECK(units.log->customers[0].refunds[0].day == 12);
}

TEST_CASE("A table without the columns of purchases, or with several, is refused",
          "[scenarios][calibration]") {
  CHECK_THAT(error_of("foo,date\n1,2020-01-01\n"), Catch::Contains("no customer column"));
  CHECK_THAT(error_of("id,foo\n1,2\n"), Catch::Contains("no time column"));
  CHECK_THAT(error_of("id,foo,bar\n1,2020-01-01,2020-02-01\n"), Catch::Contains("all hold dates"));
  CHECK_THAT(error_of("1 2 3 4 5 6\n"), Catch::Contains("no column holds dates"));
  CHECK_THAT(error_of("1 20200101 2.5 3.5\n"), Catch::Contains("--columns value="));
  CHECK_THAT(error_of("id,date,price,quantity\n1,2020-01-01,2,3\n"),
             Catch::Contains("--columns unit_price=price,quantity=quantity"));
  CHECK_THAT(error_of("id,date,kind\n1,2020-01-01,x\n", with_columns("type=kind")),
             Catch::Contains("neither purchases"));
  CHECK_THAT(error_of("id,date\n1,2020-01-01\n", with_columns("time=when")),
             Catch::Contains("no column \"when\""));
}

TEST_CASE("Days may be mere numbers where that is said", "[scenarios][calibration]") {
  ReadPurchasesOptions options;
  options.table.time_format = TimeFormat::day_number;
  const auto file = read_text("household_key,DAY,SALES_VALUE\n1,51,1.5\n1,60,2\n", options);
  CHECK_FALSE(file.log->has_calendar);
  CHECK(file.log->customers[0].days[1].day == 9);
}

TEST_CASE("Summarised customers are read as they are", "[scenarios][calibration]") {
  const auto file = read_text("ID,frequency,recency,T\n1,2,30.43,38.86\n3,0,0.0,38.86\n");
  CHECK_FALSE(file.log);
  REQUIRE(file.summaries.size() == 2);
  CHECK(file.summaries[0].repeats == 2);
  CHECK(file.summaries[0].recency_weeks == 30.43);
  CHECK(file.summaries[0].age_weeks == 38.86);
  CHECK_FALSE(file.summaries[0].log_gaps);
  CHECK(file.summaries[1].log_gaps == 0.0);
  const auto gaps = read_text("ID,frequency,recency,T,log_gaps\n1,2,3,38,0.5\n3,1,2,38,0\n");
  CHECK(gaps.summaries[0].log_gaps == 0.5);
  CHECK(gaps.summaries[1].log_gaps == std::log(2.0));
}

TEST_CASE("Summaries that cannot be are refused", "[scenarios][calibration]") {
  const std::string head = "ID,frequency,recency,T\n";
  CHECK_THAT(error_of(head + "1,2,40,38\n"), Catch::Contains("cannot be"));
  CHECK_THAT(error_of(head + "1,0,4,38\n"), Catch::Contains("cannot be"));
  CHECK_THAT(error_of(head + "1,3,0,38\n"), Catch::Contains("cannot be"));
  CHECK_THAT(error_of(head + "1,1,1,1e9\n"), Catch::Contains("cannot be"));
  CHECK_THAT(error_of(head + "1,1.5,3,38\n"), Catch::Contains("not a count"));
  CHECK_THAT(error_of(head + "1,1e300,3,38\n"), Catch::Contains("not a count"));
  CHECK_THAT(error_of("ID,frequency,recency,T,log_gaps\n1,2,3,38,5\n"),
             Catch::Contains("cannot be the sum of the logarithms"));
  CHECK_THAT(error_of(head + "1,1,3,38\n1,1,3,38\n"), Catch::StartsWith("3: customer 1 appears"));
}

TEST_CASE("The CDNOW sample summarises to the published customers",
          "[scenarios][calibration][real]") {
  const auto sample = real_data("cdnow/CDNOW_sample.txt.gz");
  const auto published = real_data("cdnow/cdnow_customers_summary.csv");
  if (!sample || !published) return;
  const PurchaseFile file = read_purchases(*sample);
  CHECK(file.table.rows == 6919);
  CHECK(file.table.file_sha256 ==
        "5acfc85900e7fd346702395083244873ae3f156a3dcad1547b4ae723262bdad2");
  const std::int32_t last_day = calibration_last_day(*file.log, {});
  CHECK(format_day(file.log->first_day + std::chrono::days(last_day)) == "1997-09-30");
  const auto customers = summarise(*file.log, last_day);
  const auto wanted = read_purchases(*published).summaries;
  REQUIRE(customers.size() == 2357);
  REQUIRE(wanted.size() == 2357);
  std::array<int, 8> counts{};
  std::uint32_t repeats = 0;
  double worst = 0.0;
  for (std::size_t i = 0; i < customers.size(); ++i) {
    REQUIRE(customers[i].repeats == wanted[i].repeats);
    worst = std::max(worst, std::abs(customers[i].recency_weeks - wanted[i].recency_weeks));
    worst = std::max(worst, std::abs(customers[i].age_weeks - wanted[i].age_weeks));
    repeats += customers[i].repeats;
    if (customers[i].repeats < counts.size()) ++counts[customers[i].repeats];
  }
  CHECK(worst < 0.0051);  // the published table has two decimals
  CHECK(counts == std::array<int, 8>{1411, 439, 214, 100, 62, 38, 29, 23});
  CHECK(repeats == 2457);
}

TEST_CASE("The CDNOW master is read whole", "[scenarios][calibration][real]") {
  const auto master = real_data("cdnow/CDNOW_master.txt.gz");
  if (!master) return;
  const PurchaseFile file = read_purchases(*master);
  CHECK(file.table.rows == 69'659);
  CHECK(file.log->customers.size() == 23'570);
  CHECK(file.log->span_days() == 546);
}
