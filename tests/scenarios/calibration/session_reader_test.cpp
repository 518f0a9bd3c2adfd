// Tables of sessions and logs of clicks, and what their words mean.
#include "scenarios/calibration/session_calibration.hpp"
#include "scenarios/calibration/session_reader.hpp"
#include "tests/scenarios/calibration/data_files.hpp"

#include <catch2/catch.hpp>

namespace shoal::scenarios {
namespace {

using sim::PageKind;
using sim::VisitorType;

SessionData read_text(const std::string& text, const ReadSessionsOptions& options = {}) {
  const test::TemporaryFile file("sessions.csv", text);
  return read_sessions(file.path(), options);
}

}  // namespace

TEST_CASE("Words say what a page is", "[scenarios][calibration]") {
  const auto kind = [](std::string_view text) { return meaning_of_page(text).kind; };
  CHECK(kind("view") == PageKind::product);
  CHECK(kind("product_detail") == PageKind::product);
  CHECK(kind("addtocart") == PageKind::cart);
  CHECK(kind("/checkout/step2") == PageKind::cart);
  CHECK(kind("https://shop.example/account/login?next=/cart") == PageKind::account);
  CHECK(kind("https://shop.example/find?q=red+shoes") == PageKind::search);
  CHECK(kind("/help/faq") == PageKind::information);
  CHECK(kind("page_view") == PageKind::home);
  CHECK(kind("/") == PageKind::home);
  CHECK(meaning_of_page("transaction") == PageMeaning{std::nullopt, true});
  CHECK(meaning_of_page("Purchase").purchase);
  const auto given = parse_page_meanings("17=account,sold=purchase,ping=none");
  CHECK(given.at("17") == PageMeaning{PageKind::account, false});
  CHECK(given.at("sold").purchase);
  CHECK_FALSE(given.at("ping").kind.has_value());
  CHECK_THROWS_WITH(parse_page_meanings("17=shoe"),
                    Catch::Contains("17=shoe") && Catch::Contains("product"));
}

TEST_CASE("A table of sessions is read by its columns", "[scenarios][calibration]") {
  const SessionData data = read_text(
      "Administrative,Administrative_Duration,ProductRelated,ProductRelated_Duration,Month,"
      "VisitorType,"
      "Weekend,Revenue\n"
      "1,20.5,4,100,Feb,New_Visitor,FALSE,TRUE\n"
      "0,0,1,0,June,Returning_Visitor,TRUE,FALSE\n"
      "0,0,7,70,Dec,Other,TRUE,FALSE\n");
  REQUIRE(data.sessions.size() == 3);
  CHECK_FALSE(data.clicks.has_value());
  const SessionRecord& first = data.sessions[0];
  CHECK(first.length() == 5);
  CHECK(first.duration_s() == Approx(120.5));
  CHECK(first.visitor == VisitorType::fresh);
  CHECK(first.month == 2);
  CHECK(first.weekend == false);
  CHECK(first.purchase);
  CHECK(data.sessions[1].month == 6);
  CHECK_FALSE(data.sessions[2].visitor.has_value());
  CHECK_THROWS_WITH(read_text("pages,revenue\n-3,0\n"), Catch::Contains("number of pages"));
}

TEST_CASE("A log of clicks is cut into sessions at pauses", "[scenarios][calibration]") {
  const SessionData data = read_text(
      "visitorid,timestamp,event\n"
      "7,2024-03-02 10:00:00,view\n"
      "7,2024-03-02 10:01:00,addtocart\n"
      "8,2024-03-04 09:00:00,view\n"
      "7,2024-03-02 10:01:30,transaction\n"
      "7,2024-03-02 10:02:00,view\n"
      "7,2024-03-05 20:00:00,search\n"
      "7,2024-03-05 20:30:00,view\n"
      "7,2024-03-05 21:00:01,view\n");
  REQUIRE(data.clicks.has_value());
  REQUIRE(data.sessions.size() == 4);
  const SessionRecord& first = data.sessions[0];  // of user 7
  CHECK(first.visitor == VisitorType::fresh);
  CHECK(first.weekend == true);  // a Saturday
  CHECK(first.month == 3);
  CHECK(first.length() == 3);
  CHECK(first.cart);
  CHECK(first.purchase);
  CHECK(first.duration_s() == Approx(90.0));  // the purchase ends the cart's time
  CHECK(data.sessions[1].visitor == VisitorType::returning);
  CHECK(data.sessions[1].length() == 2);  // 30 minutes are no pause, 30 minutes 1 second are
  CHECK(data.sessions[2].length() == 1);
  CHECK(data.sessions[3].visitor == VisitorType::fresh);
  const ClickDetail& clicks = *data.clicks;
  CHECK(clicks.resolution_s == 1.0);
  CHECK(clicks.landing[0][static_cast<std::size_t>(PageKind::product)] == 2);
  CHECK(clicks.next[0][static_cast<std::size_t>(PageKind::product)]
                   [static_cast<std::size_t>(PageKind::cart)] == 1);
  CHECK(clicks.triples[2][5][2] == 1);
  REQUIRE(clicks.visits.size() == 2);
  CHECK(clicks.visits[0].size() == 3);
  CHECK(clicks.visits[0][1] - clicks.visits[0][0] == Approx(82.0));
  REQUIRE(clicks.gaps.size() == 3);
  const SessionData codes =
      read_text("user,time,page\n1,2024-03-02 10:00:00,17\n1,2024-03-02 10:01:00,18\n");
  CHECK_FALSE(codes.clicks->has_kinds);  // until --kinds says what they are
  CHECK_THROWS_WITH(read_text("user,date,page\n1,2024-03-02,home\n1,2024-03-03,home\n"),
                    Catch::Contains("no time of day"));
}

TEST_CASE("Tables of sessions in other hands: delimiters, missing columns, other names",
          "[scenarios][calibration]") {
  const SessionData semicolons = read_text(
      "Page Views;Session Duration;User Type;Conversion\n"
      "5;\"61,5\";New;0\n1;0;Returning;0\n12;\"300,25\";;49,90\n");
  REQUIRE(semicolons.sessions.size() == 3);
  CHECK(semicolons.sessions[0].length() == 5);
  CHECK(semicolons.sessions[0].duration_s() == Approx(61.5));
  CHECK(semicolons.sessions[0].visitor == VisitorType::fresh);
  CHECK_FALSE(semicolons.sessions[2].visitor.has_value());
  CHECK(semicolons.sessions[2].purchase);  // an amount
  CHECK_FALSE(semicolons.fields.groups);
  CHECK_FALSE(semicolons.sessions[0].month.has_value());
  const SessionData tabs = read_text("hits\tmonth\n3\t11\n4\tDecember\n");
  CHECK(tabs.sessions[1].month == 12);
  CHECK_FALSE(tabs.fields.purchase);
  CHECK_FALSE(tabs.fields.duration);
  ReadSessionsOptions chosen;
  chosen.table.columns = parse_column_choices("pages=how many,purchase=sold?");
  const SessionData pipes = read_text("how many|sold?|note\n2|yes|a,b\n9|no|c;d\n", chosen);
  CHECK(pipes.sessions[0].purchase);
  CHECK(pipes.sessions[1].length() == 9);
  CHECK_THROWS_WITH(read_text("month,revenue\nMay,1\n"), Catch::Contains("pages"));
  CHECK_THROWS_WITH(read_text("pages,month\n3,Smarch\n"), Catch::Contains("Smarch"));
}

TEST_CASE("Logs of clicks in other hands: delimiters, missing columns, other clocks",
          "[scenarios][calibration]") {
  // Milliseconds since 1970, addresses with commas, rows without a visitor.
  const SessionData epoch = read_text(
      "ts;cookie;url\n"
      "1709373600000;a;/product/red,blue?id=1\n"
      "1709373660500;a;/cart\n"
      "1709373661000;;/cart\n"
      "1709460000000;b;/help/faq\n");
  REQUIRE(epoch.sessions.size() == 2);
  CHECK(epoch.sessions[0].length() == 2);
  CHECK(epoch.sessions[0].cart);
  CHECK(epoch.sessions[0].duration_s() == Approx(60.5));
  CHECK(epoch.sessions[0].weekend == true);  // 2 March 2024
  CHECK(epoch.sessions[1].pages[2] == 1);
  CHECK(epoch.clicks->resolution_s < 1.0);
  // Without visitors every session is one of its own; without pages all are of one kind.
  const SessionData sessions = read_text(
      "session_id\tevent_time\n"
      "s1\t2019-10-01 00:00:00 UTC\ns1\t2019-10-01 00:00:40 UTC\ns2\t2019-10-01 00:01:00 UTC\n");
  REQUIRE(sessions.sessions.size() == 2);
  CHECK_FALSE(sessions.sessions[0].visitor.has_value());
  CHECK_FALSE(sessions.clicks->has_users);
  CHECK_FALSE(sessions.clicks->has_kinds);
  CHECK_FALSE(sessions.fields.purchase);
  // Day first, a type of event, codes for pages by --columns.
  ReadSessionsOptions chosen;
  chosen.table.columns = parse_column_choices("user=who,time=when,page=what");
  chosen.meanings = parse_page_meanings("17=account,sold=purchase");
  const SessionData codes =
      read_text("when|who|what\n31/12/2023 23:50|x|17\n01/01/2024 00:05|x|sold\n", chosen);
  REQUIRE(codes.sessions.size() == 1);
  CHECK(codes.sessions[0].month == 12);
  CHECK(codes.sessions[0].pages[1] == 1);
  CHECK(codes.sessions[0].purchase);
  CHECK_THROWS_WITH(read_text("time,page\n2024-03-02 10:00:00,home\n"), Catch::Contains("session"));
}

TEST_CASE("The published figures of online_shoppers come out", "[scenarios][calibration]") {
  const auto path = test::real_data("online_shoppers/online_shoppers_intention.csv.gz");
  if (!path) return;
  const SessionCalibration c = calibrate_sessions(read_sessions(*path));
  CHECK(c.sessions == 12'330);
  const auto share = [&](const std::string& name) {
    for (const ConversionShare& s : c.conversion) {
      if (s.name == name) return s;
    }
    return ConversionShare{};
  };
  CHECK(share("all").purchases == 1'908);
  CHECK(share("first visit").share == Approx(0.249).margin(0.0005));
  CHECK(share("returning").share == Approx(0.139).margin(0.0005));
  CHECK(share("month 11").share == Approx(0.254).margin(0.0005));
  CHECK(share("month 02").share == Approx(0.016).margin(0.0005));
  CHECK(share("weekend").share == Approx(0.174).margin(0.0005));
  CHECK(share("weekday").share == Approx(0.149).margin(0.0005));
  // Long tails: a law without one is refused.
  CHECK(c.lengths.front().form == LengthForm{sim::LengthLaw::weibull, true, true});
  CHECK(c.gaps->candidates.front().family == GapFamily::log_normal_paced);
  CHECK(c.mixes[0]->candidates.front().family == MixFamily::markov_errand);
}

}  // namespace shoal::scenarios
