#include "engine/flat/campaign.hpp"

#include "engine/contract/terms.hpp"
#include "tests/engine/small_brief.hpp"

#include <catch2/catch.hpp>

namespace shoal::engine {
namespace {

constexpr ChannelId email{0};
constexpr ChannelId push{1};

GroupFacts hundred_people() {
  GroupFacts g;
  g.size = 100;
  g.reachable = 100;
  g.consented = {100, 100};
  g.consents = {{3, 100}};
  g.topic_votes = {1, 6, 3};
  g.channel_votes = {4, 6};
  g.bought = {50, 20, 30};
  g.purchases = 100;
  g.mean_intent = 3.0;
  g.sessions[23] = 90;  // quiet
  g.sessions[19] = 40;
  g.sessions[10] = 30;
  return g;
}

QuarterTerms thirteen_weeks(double money) {
  return {.begin = SimTime{8 * one_week},
          .end = SimTime{21 * one_week},
          .money = money,
          .touches_per_week = 2.0};
}

std::vector<std::optional<Campaign>> plan(const std::vector<GroupFacts>& groups,
                                          const QuarterTerms& terms,
                                          std::vector<CreativeResults> results = {}) {
  const Brief brief = test::make_small_brief();
  results.resize(brief.creatives.size());
  return plan_campaigns(brief, groups, results, terms, {});
}

// What a flight sends on the group's channel.
Creative message(const Flight& f) {
  return test::make_small_brief().creatives[index(f.creatives.front())];
}

// One in ten touches led to a purchase.
CreativeResults sent_with_margin(std::uint64_t sent, double margin_per_touch) {
  CreativeResults r;
  r.sent = sent;
  r.purchases = sent / 10;
  r.margin = margin_per_touch * static_cast<double>(sent);
  return r;
}

CreativeResults sent_with_unsubscribes(std::uint64_t sent, std::uint64_t unsubscribed) {
  CreativeResults r;
  r.sent = sent;
  r.unsubscribed = unsubscribed;
  return r;
}

}  // namespace

TEST_CASE("A campaign takes the group's stated topic and channel and its open hour",
          "[engine][flat]") {
  const auto campaigns = plan({hundred_people()}, thirteen_weeks(26.0));
  REQUIRE(campaigns[0].has_value());
  CHECK(campaigns[0]->topic == TopicId{1});
  CHECK(campaigns[0]->channels == std::vector{push, email});
  // 26 buy 13 pushes at .02 for each of 100 people.
  REQUIRE(campaigns[0]->flights.size() == 13);
  for (std::size_t i = 0; i < 13; ++i) {
    const Flight& f = campaigns[0]->flights[i];
    CHECK(f.at ==
          SimTime{(8 + static_cast<std::int64_t>(i)) * one_week + 3 * one_day + 19 * one_hour});
    const Stage expected[] = {Stage::curious, Stage::evaluating, Stage::ready};
    CHECK(message(f).stage == expected[i % 3]);
    CHECK(message(f).channel == push);
    CHECK(message(f).offer == OfferId{0});
  }
}

TEST_CASE("Money beyond the limit of touches stays in the purse", "[engine][flat]") {
  const auto campaigns = plan({hundred_people()}, thirteen_weeks(1000.0));
  REQUIRE(campaigns[0].has_value());
  CHECK(campaigns[0]->flights.size() == 26);
}

TEST_CASE("A channel that buys less than a touch a week is too dear", "[engine][flat]") {
  // 13 pushes cost .26 a head, 13 e-mails .13.
  CHECK(plan({hundred_people()}, thirteen_weeks(26.0))[0]->channels.front() == push);
  const auto tight = plan({hundred_people()}, thirteen_weeks(25.9));
  CHECK(tight[0]->channels == std::vector{email});
  CHECK(tight[0]->flights.size() == 25);
  // Neither is affordable: the cheaper one, as often as the money goes round.
  const auto poor = plan({hundred_people()}, thirteen_weeks(4.5));
  CHECK(poor[0]->channels == std::vector{email});
  CHECK(poor[0]->flights.size() == 4);
  CHECK_FALSE(plan({hundred_people()}, thirteen_weeks(0.5))[0].has_value());
}

TEST_CASE("Everyone gets the same money, and what one group cannot use goes to the other",
          "[engine][flat]") {
  GroupFacts mail = hundred_people();
  mail.channel_votes = {9, 0};
  const GroupFacts app = hundred_people();
  // 78 for 200 people: .39 each; e-mail is full at 26 x .01 = .26, so .52 a head is left for push.
  const auto campaigns = plan({mail, app}, thirteen_weeks(78.0));
  REQUIRE(campaigns[0].has_value());
  REQUIRE(campaigns[1].has_value());
  CHECK(campaigns[0]->flights.size() == 26);
  CHECK(campaigns[1]->flights.size() == 26);
  const auto tight = plan({mail, app}, thirteen_weeks(54.0));
  // .27 a head: e-mail is full at .26, so .28 a head is left for 14 pushes.
  CHECK(tight[0]->flights.size() == 26);
  CHECK(tight[1]->flights.size() == 14);
}

TEST_CASE("A quarter whose money comes only after its end has no campaign", "[engine][flat]") {
  // A survey drew on the last days' money: the quarter would begin when touches have ended.
  QuarterTerms late = thirteen_weeks(26.0);
  late.begin = late.end + 3 * one_day;
  CHECK_FALSE(plan({hundred_people()}, late)[0].has_value());
  late.begin = late.end;
  CHECK_FALSE(plan({hundred_people()}, late)[0].has_value());
  // Spent before it came.
  CHECK_FALSE(plan({hundred_people(), hundred_people()}, thirteen_weeks(-5.0))[0].has_value());
}

TEST_CASE("A channel that costs nothing is used to the limit, whatever money there is",
          "[engine][flat]") {
  Brief brief = test::make_small_brief();
  brief.channels[index(push)].cost = 0.0;
  const std::vector<CreativeResults> results(brief.creatives.size());
  for (const double money : {0.0, -1e-12, 26.0}) {
    const GroupFacts g = hundred_people();
    const auto campaigns =
        plan_campaigns(brief, std::vector{g, g, g}, results, thirteen_weeks(money), {});
    for (const auto& campaign : campaigns) {
      REQUIRE(campaign.has_value());
      CHECK(campaign->flights.size() == 26);
    }
  }
}

TEST_CASE("A group that nobody of can be reached has no campaign", "[engine][flat]") {
  GroupFacts silent = hundred_people();
  silent.reachable = 0;
  silent.consented = {0, 0};
  silent.consents = {{0, 100}};
  silent.channel_votes = {0, 0};
  const auto campaigns = plan({silent, hundred_people()}, thirteen_weeks(26.0));
  CHECK_FALSE(campaigns[0].has_value());
  CHECK(campaigns[1].has_value());
}

TEST_CASE("Members who did not consent to the group's channel get the message on another",
          "[engine][flat]") {
  GroupFacts g = hundred_people();
  g.consented = {60, 70};
  g.consents = {{0, 20}, {1, 10}, {2, 20}, {3, 50}};
  g.reachable = 80;
  // One flight: 70 pushes at .02 and 10 e-mails at .01 for 80 people; 15 flights cost 22.50.
  const auto campaigns = plan({g}, thirteen_weeks(22.5));
  REQUIRE(campaigns[0].has_value());
  CHECK(campaigns[0]->flights.size() == 15);
  CHECK_FALSE(channel_for_member(*campaigns[0], 0).has_value());
  CHECK(campaigns[0]->channels[channel_for_member(*campaigns[0], 1).value()] == email);
  CHECK(campaigns[0]->channels[channel_for_member(*campaigns[0], 2).value()] == push);
  CHECK(campaigns[0]->channels[channel_for_member(*campaigns[0], 3).value()] == push);
  const Brief brief = test::make_small_brief();
  for (const Flight& f : campaigns[0]->flights) {
    REQUIRE(f.creatives.size() == 2);
    const Creative& a = brief.creatives[index(f.creatives[0])];
    const Creative& b = brief.creatives[index(f.creatives[1])];
    CHECK(a.channel == push);
    CHECK(b.channel == email);
    CHECK(a.stage == b.stage);
    CHECK(a.offer == b.offer);
  }
}

TEST_CASE("Stated intent moves the start of the build-up", "[engine][flat]") {
  GroupFacts eager = hundred_people();
  eager.mean_intent = 4.0;
  GroupFacts cool = hundred_people();
  cool.mean_intent = 1.5;
  const auto campaigns = plan({eager, cool}, thirteen_weeks(52.0));
  CHECK(message(campaigns[0]->flights[0]).stage == Stage::evaluating);
  CHECK(message(campaigns[0]->flights[1]).stage == Stage::ready);
  CHECK(message(campaigns[0]->flights[2]).stage == Stage::evaluating);
  CHECK(message(campaigns[1]->flights[0]).stage == Stage::idle);
  CHECK(message(campaigns[1]->flights[3]).stage == Stage::ready);
}

TEST_CASE("A discount goes with the call to act, to groups that buy little", "[engine][flat]") {
  GroupFacts lapsed = hundred_people();
  lapsed.purchases = 10;
  lapsed.bought = {4, 3, 3};
  const auto campaigns = plan({lapsed, hundred_people()}, thirteen_weeks(52.0));
  for (const Flight& f : campaigns[0]->flights) {
    const bool ready = message(f).stage == Stage::ready;
    CHECK(message(f).offer == OfferId{static_cast<std::uint8_t>(ready ? 1 : 0)});
  }
  for (const Flight& f : campaigns[1]->flights) CHECK(message(f).offer == OfferId{0});
}

TEST_CASE("Last quarter's discounts decide when both were tried enough", "[engine][flat]") {
  GroupFacts lapsed = hundred_people();
  lapsed.purchases = 10;
  const std::vector<GroupFacts> groups{lapsed, hundred_people()};
  const auto discounts = [&](std::uint64_t sent, double plain, double discounted) {
    std::vector<CreativeResults> results(16);
    results[6] = sent_with_margin(sent, plain);       // e-mail, ready, plain
    results[7] = sent_with_margin(sent, discounted);  // e-mail, ready, 10% off
    std::vector<bool> any;
    for (const auto& campaign : plan(groups, thirteen_weeks(52.0), results)) {
      bool found = false;
      for (const Flight& f : campaign->flights) found = found || message(f).offer == OfferId{1};
      any.push_back(found);
    }
    return any;
  };
  CHECK(discounts(5000, 0.5, 0.4) == std::vector{false, false});
  CHECK(discounts(5000, 0.5, 0.6) == std::vector{true, true});
  CHECK(discounts(50, 0.5, 0.6) == std::vector{true, false});  // by chance: the rule of thumb
}

TEST_CASE("The worst stage of last quarter gives way to the best", "[engine][flat]") {
  GroupFacts g = hundred_people();
  g.channel_votes = {9, 0};
  std::vector<CreativeResults> results(16);
  results[2] = sent_with_margin(5000, 0.1);  // e-mail, curious
  results[4] = sent_with_margin(5000, 0.5);  // evaluating
  results[6] = sent_with_margin(5000, 0.3);  // ready
  const auto campaigns = plan({g}, thirteen_weeks(26.0), results);
  CHECK(message(campaigns[0]->flights[0]).stage == Stage::evaluating);
  CHECK(message(campaigns[0]->flights[1]).stage == Stage::evaluating);
  CHECK(message(campaigns[0]->flights[2]).stage == Stage::ready);
  for (CreativeResults& r : results) r = sent_with_margin(r.sent / 500, 0.3);
  results[2].margin = 0.0;  // ten touches without a purchase are no evidence
  const auto unsure = plan({g}, thirteen_weeks(26.0), results);
  CHECK(message(unsure[0]->flights[0]).stage == Stage::curious);
}

TEST_CASE("A channel that lost money gives way to one that did not", "[engine][flat]") {
  std::vector<CreativeResults> results(16);
  results[8] = sent_with_margin(5000, 0.01);  // push costs .02
  const auto campaigns = plan({hundred_people()}, thirteen_weeks(26.0), results);
  CHECK(campaigns[0]->channels == std::vector{email});
  results[8] = sent_with_margin(100, 0.0195);  // too close to say
  const auto unsure = plan({hundred_people()}, thirteen_weeks(26.0), results);
  CHECK(unsure[0]->channels.front() == push);
}

TEST_CASE("Unsubscribes halve the frequency, their absence raises it to the cap at most",
          "[engine][flat]") {
  const Brief brief = test::make_small_brief();
  std::vector<CreativeResults> results(16);
  CHECK(next_touches_per_week(2.0, brief, results, {}) == 2.0);
  results[0] = sent_with_unsubscribes(10000, 60);
  CHECK(next_touches_per_week(2.0, brief, results, {}) == 1.0);
  results[0].unsubscribed = 30;
  CHECK(next_touches_per_week(2.0, brief, results, {}) == 2.0);
  results[0].unsubscribed = 5;
  CHECK(next_touches_per_week(1.0, brief, results, {}) == 1.5);
  CHECK(next_touches_per_week(2.5, brief, results, {}) == 3.0);
  CHECK(next_touches_per_week(9.0, brief, {}, {}) == 3.0);
}

TEST_CASE("Any seven days of a calendar hold at most the weekly limit", "[engine][flat]") {
  for (const double per_week : {0.5, 1.0, 2.0, 3.0}) {
    QuarterTerms terms = thirteen_weeks(10000.0);
    terms.touches_per_week = per_week;
    const auto campaigns = plan({hundred_people(), hundred_people()}, terms);
    const auto& flights = campaigns[1]->flights;
    for (std::size_t i = 0; i < flights.size(); ++i) {
      std::size_t in_week = 0;
      for (std::size_t j = i; j < flights.size(); ++j) {
        if (flights[j].at - flights[i].at < one_week) ++in_week;
      }
      CHECK(static_cast<double>(in_week) <= std::max(1.0, per_week));
    }
    CHECK(flights.size() == static_cast<std::size_t>(per_week * 13.0));
  }
}

TEST_CASE("A late start leaves its first days free", "[engine][flat]") {
  QuarterTerms terms = thirteen_weeks(26.0);
  terms.begin += 2 * one_day + one_hour;
  const auto campaigns = plan({hundred_people()}, terms);
  CHECK(campaigns[0]->flights.front().at >= terms.begin);
  CHECK(campaigns[0]->flights.back().at < terms.end);
}

}  // namespace shoal::engine
