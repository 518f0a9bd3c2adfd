#include "engine/flat/flat_engine.hpp"

#include "tests/engine/flat/tribes.hpp"
#include "tests/engine/rules.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>
#include <string>
#include <tuple>

namespace shoal::engine {
namespace {

using test::Host;

// What a touch is, without its decision's number.
using Touch = std::tuple<SimTime, SubjectId, CreativeId, TopicId>;

template <class Member, class Value>
FlatOptions options_with(Member member, Value value) {
  FlatOptions o;
  o.*member = value;
  return o;
}

std::vector<Touch> plan_of(const test::Said& said) {
  std::vector<Touch> plan;
  for (const auto& t : said.touches()) {
    plan.emplace_back(t.at, t.decision.subject, *t.decision.creative, *t.decision.topic);
  }
  return plan;
}

std::map<SegmentId, std::string> descriptors(const test::Said& said) {
  std::map<SegmentId, std::string> text;
  for (const auto& c : said.changes) {
    if (c.change.kind == SegmentChangeKind::opened) text[c.change.segment] = c.descriptor;
  }
  return text;
}

}  // namespace

TEST_CASE("The survey goes out once a quarter, two weeks ahead, within its terms",
          "[engine][flat]") {
  const Brief brief = test::make_small_brief();
  Host host = test::host_with_tribes(brief);
  host.run_until(brief.run_end);
  const auto& surveys = host.said().surveys;
  REQUIRE(surveys.size() == 2);
  CHECK(surveys[0].at == brief.measure_begin - 2 * one_week);
  CHECK(surveys[1].at == brief.measure_begin + 11 * one_week);
  for (const auto& s : surveys) {
    CHECK(s.sample.size() == test::tribes * test::tribe_size / 10);
    CHECK(std::set<SubjectId>(s.sample.begin(), s.sample.end()).size() == s.sample.size());
  }
  CHECK(surveys[0].sample != surveys[1].sample);
}

TEST_CASE("The survey costs at most its share of the quarter's budget", "[engine][flat]") {
  Brief brief = test::make_small_brief();
  brief.survey.cost_per_invitation = 1.0;  // a tenth of 13 weeks at 30: 39 invitations
  Host host = test::host_with_tribes(brief);
  host.run_until(brief.measure_begin);
  REQUIRE(host.said().surveys.size() == 1);
  CHECK(host.said().surveys[0].sample.size() == 30);  // the first week's budget holds no more
  host.run_until(brief.run_end);
  REQUIRE(host.said().surveys.size() == 2);
  CHECK(host.said().surveys[1].sample.size() == 39);
  CHECK(test::count_broken_rules(brief, host.said()).all() == 0);
}

TEST_CASE("Groups are opened at the quarter's start, at most twelve, and closed at its end",
          "[engine][flat]") {
  const Brief brief = test::make_small_brief();
  Host host = test::host_with_tribes(brief);
  host.run_until(brief.run_end);
  std::map<SimTime, int> opened;
  std::map<SimTime, int> closed;
  std::map<SimTime, std::set<SubjectId>> assigned;
  for (const auto& c : host.said().changes) {
    CHECK_FALSE(c.change.novel);
    if (c.change.kind == SegmentChangeKind::opened) ++opened[c.at];
    if (c.change.kind == SegmentChangeKind::closed) ++closed[c.at];
    if (c.change.kind == SegmentChangeKind::assigned) assigned[c.at].insert(c.change.subject);
  }
  const SimTime first = brief.measure_begin;
  const SimTime second = brief.measure_begin + 13 * one_week;
  REQUIRE(opened.size() == 2);
  CHECK(opened.at(first) >= 2);
  CHECK(opened.at(first) <= 12);
  CHECK(opened.at(second) <= 12);
  CHECK(closed.size() == 1);
  CHECK(closed.at(second) == opened.at(first));
  CHECK(assigned.at(first).size() == test::tribes * test::tribe_size);
  CHECK(assigned.at(second).size() == test::tribes * test::tribe_size);
}

TEST_CASE("Each tribe gets its topic on its channel at its hour", "[engine][flat]") {
  const Brief brief = test::make_small_brief();
  Host host = test::host_with_tribes(brief);
  host.run_until(brief.measure_begin + 13 * one_week);
  std::map<std::uint32_t, std::map<std::tuple<std::size_t, std::size_t, int>, int>> sent;
  std::map<std::uint32_t, int> total;
  for (const auto& t : host.said().touches()) {
    const Creative& c = brief.creatives[index(*t.decision.creative)];
    const std::uint32_t tribe = test::tribe_of(t.decision.subject);
    ++sent[tribe][{index(*t.decision.topic), index(c.channel), hour_of_day(t.at)}];
    ++total[tribe];
  }
  // Those who answered wrongly sit with another tribe: at most one in ten of the one in ten asked.
  CHECK(sent[0][{0, 0, 20}] > 0.97 * total[0]);
  CHECK(sent[1][{1, 1, 9}] > 0.97 * total[1]);
  CHECK(sent[2][{2, 0, 18}] > 0.97 * total[2]);
  std::set<std::string> texts;
  for (const auto& [segment, text] : descriptors(host.said())) texts.insert(text.substr(9));
  CHECK(texts.count("female 25-34 in Pune who want shoes, e-mail") == 1);
  CHECK(texts.count("male 35-54 in Delhi who want books, push") == 1);
  CHECK(texts.count("female 55+ in Mumbai who want toys, e-mail") == 1);
}

TEST_CASE("The plan keeps every term and spends its budget evenly", "[engine][flat]") {
  const Brief brief = test::make_small_brief();
  Host host = test::host_with_tribes(brief);
  host.run_until(brief.run_end);
  CHECK(test::count_broken_rules(brief, host.said()).all() == 0);
  std::map<std::int64_t, double> by_week;
  double spent = 0.0;
  for (const auto& t : host.said().touches()) {
    spent += test::cost_of(brief, t.decision);
    by_week[(t.at - brief.measure_begin) / one_week] += test::cost_of(brief, t.decision);
  }
  const double surveys = 2 * 120 * brief.survey.cost_per_invitation;
  CHECK(spent + surveys <= brief.weekly_budget * 26 + 1e-9);
  CHECK(spent + surveys > 0.8 * brief.weekly_budget * 26);
  CHECK(by_week.size() == 26);
  // A flight is a whole group, so a week may hold one flight more or less than the next.
  for (const auto& [week, money] : by_week) {
    CHECK(money > 0.3 * brief.weekly_budget);
    CHECK(money < 1.7 * brief.weekly_budget);
  }
}

TEST_CASE("A flight sends its whole group the same, and says so for whom it leaves out",
          "[engine][flat]") {
  const Brief brief = test::make_small_brief();
  Host host = test::host_with_tribes(brief);
  for (std::uint32_t s = 1; s <= 60; ++s) {
    for (std::uint32_t channel = 0; channel < 2; ++channel) {
      host.add(test::make_event(EventKind::consent_withdrawn, SubjectId{s},
                                brief.measure_begin + one_hour, channel));
    }
  }
  host.run_until(brief.measure_begin + 13 * one_week);
  std::map<SegmentId, std::size_t> members;
  for (const auto& c : host.said().changes) {
    if (c.change.kind == SegmentChangeKind::assigned) ++members[c.change.segment];
  }
  std::map<std::pair<SimTime, SegmentId>, std::size_t> decided;
  std::map<std::pair<SimTime, SegmentId>, std::set<std::pair<CreativeId, TopicId>>> sent;
  std::size_t left_out = 0;
  for (const auto& d : host.said().decisions) {
    REQUIRE(d.decision.segment.has_value());
    const std::pair flight{d.at, *d.decision.segment};
    ++decided[flight];
    CHECK(d.decision.propensity == 1.0F);
    if (d.decision.creative) {
      CHECK(index(d.decision.subject) > 60);
      CHECK(d.decision.eligible == std::uint64_t{1} << index(*d.decision.creative));
      sent[flight].insert({*d.decision.creative, *d.decision.topic});
    } else {
      CHECK(d.decision.eligible == 0);
      ++left_out;
    }
  }
  CHECK(left_out > 0);
  for (const auto& [flight, n] : decided) CHECK(n == members.at(flight.second));
  for (const auto& [flight, messages] : sent) CHECK(messages.size() == 1);
}

TEST_CASE("Nothing that happens within a quarter changes its plan", "[engine][flat]") {
  const Brief brief = test::make_small_brief();
  Host calm = test::host_with_tribes(brief);
  Host busy = test::host_with_tribes(brief);
  for (std::uint32_t s = 1; s <= test::tribes * test::tribe_size; ++s) {
    const SimTime at = brief.measure_begin + 3 * one_week + s * one_minute;
    const SubjectId subject{s};
    for (int day = 0; day < 5; ++day) {  // at noon, which is nobody's habit
      const SimTime noon = brief.measure_begin + (21 + day) * one_day + 12 * one_hour;
      busy.add(test::make_event(EventKind::session_start, subject, noon, 9));
    }
    busy.add(test::make_event(EventKind::product_view, subject, at, 9, TopicId{2}, 60.0F));
    busy.add(test::make_event(EventKind::purchase, subject, at, 9, TopicId{2}, 9900.0F));
    busy.add(test::make_event(EventKind::qr_scan, subject, at, 77));
    busy.add(test::make_event(EventKind::survey_response, subject, at, 1, TopicId{2}, 5.0F));
  }
  const SimTime end = brief.measure_begin + 13 * one_week - one_minute;
  calm.run_until(end);
  busy.run_until(end);
  REQUIRE(plan_of(calm.said()).size() > 1000);
  const bool same_quarter = plan_of(calm.said()) == plan_of(busy.said());
  CHECK(same_quarter);
  calm.run_until(brief.run_end);
  busy.run_until(brief.run_end);
  const bool same_next_quarter = plan_of(calm.said()) == plan_of(busy.said());
  CHECK_FALSE(same_next_quarter);  // the next plan moves to noon
}

TEST_CASE("Who arrives joins the nearest group and its next flights", "[engine][flat]") {
  const Brief brief = test::make_small_brief();
  Host host = test::host_with_tribes(brief);
  const SimTime arrival = brief.measure_begin + 4 * one_week;
  const SubjectId late{3001};  // of tribe 1
  test::add_member(host, late, arrival);
  host.run_until(brief.measure_begin + 13 * one_week - one_minute);
  std::optional<SegmentId> segment;
  std::map<SegmentId, std::map<std::uint32_t, int>> tribes_in;
  for (const auto& c : host.said().changes) {
    if (c.change.kind != SegmentChangeKind::assigned) continue;
    ++tribes_in[c.change.segment][test::tribe_of(c.change.subject)];
    if (c.change.subject == late) {
      CHECK(c.at == arrival + brief.tick);
      segment = c.change.segment;
    }
  }
  REQUIRE(segment.has_value());
  CHECK(tribes_in[*segment][1] > tribes_in[*segment][0] + tribes_in[*segment][2]);
  std::size_t touched = 0;
  for (const auto& t : host.said().touches()) touched += t.decision.subject == late ? 1 : 0;
  CHECK(touched > 0);
}

TEST_CASE("An arrival without a full profile is placed a day later", "[engine][flat]") {
  const Brief brief = test::make_small_brief();
  Host host = test::host_with_tribes(brief);
  const SimTime arrival = brief.measure_begin + 4 * one_week;
  host.add(test::make_event(EventKind::profile, SubjectId{3001}, arrival, 0, {}, 1.0F));
  for (int hour = 1; hour < 48; ++hour) {
    host.add(test::make_event(EventKind::page, SubjectId{1}, arrival + hour * one_hour));
  }
  host.run_until(arrival + 2 * one_day);
  const auto& last = host.said().changes.back();
  REQUIRE(last.change.kind == SegmentChangeKind::assigned);
  CHECK(last.change.subject == SubjectId{3001});
  CHECK(last.at >= arrival + one_day);
  CHECK(last.at <= arrival + one_day + 2 * one_hour);
}

TEST_CASE("An unsubscribe ends the channel at once", "[engine][flat]") {
  const Brief brief = test::make_small_brief();
  Host host = test::host_with_tribes(brief);
  std::map<SubjectId, std::pair<SimTime, ChannelId>> left;
  host.on_touch([&](Host& h, const test::SaidDecision& d) {
    if (index(d.decision.subject) > 100 || left.contains(d.decision.subject)) return;
    left[d.decision.subject] = {d.at, brief.creatives[index(*d.decision.creative)].channel};
    h.add(test::make_event(EventKind::unsubscribed, d.decision.subject, d.at,
                           static_cast<std::uint32_t>(d.id), d.decision.topic.value()));
  });
  host.run_until(brief.run_end);
  REQUIRE(left.size() == 100);
  for (const auto& t : host.said().touches()) {
    const auto it = left.find(t.decision.subject);
    if (it == left.end() || t.at <= it->second.first) continue;
    CHECK(brief.creatives[index(*t.decision.creative)].channel != it->second.second);
  }
}

TEST_CASE("Without answers the plan rests on what is known", "[engine][flat]") {
  const Brief brief = test::make_small_brief();
  Host host = test::host_with_tribes(brief);
  host.on_survey([](Host&, const test::SaidSurvey&) {});
  host.run_until(brief.measure_begin + 13 * one_week - one_minute);
  CHECK(test::count_broken_rules(brief, host.said()).all() == 0);
  std::size_t right = 0;
  std::size_t buyers = 0;
  for (const auto& t : host.said().touches()) {
    const std::uint32_t tribe = test::tribe_of(t.decision.subject);
    if (tribe == 2) continue;  // never bought: nothing tells their topic
    ++buyers;
    right += index(*t.decision.topic) == tribe ? 1 : 0;
  }
  REQUIRE(buyers > 0);
  CHECK(right == buyers);
}

TEST_CASE("Without a history the first plan waits for the answers", "[engine][flat]") {
  Brief brief = test::make_small_brief();
  brief.measure_begin = SimTime{};
  brief.touch_end = SimTime{20 * one_week};
  Host host = test::host_with_tribes(brief);
  host.run_until(brief.run_end);
  REQUIRE(host.said().surveys.size() == 2);
  CHECK(host.said().surveys[0].at == SimTime{one_day});
  REQUIRE_FALSE(host.said().touches().empty());
  CHECK(host.said().touches().front().at >= SimTime{one_day + 2 * one_week});
  CHECK(test::count_broken_rules(brief, host.said()).all() == 0);
}

TEST_CASE("A budget of nothing plans groups and sends nothing", "[engine][flat]") {
  Brief brief = test::make_small_brief();
  brief.weekly_budget = 0.0;
  Host host = test::host_with_tribes(brief);
  host.run_until(brief.run_end);
  CHECK(host.said().surveys.empty());
  CHECK(host.said().touches().empty());
  CHECK_FALSE(host.said().changes.empty());
}

TEST_CASE("A clone of the flat engine goes on identically", "[engine][flat]") {
  const Brief brief = test::make_small_brief();
  Host host = test::host_with_tribes(brief);
  host.run_until(brief.measure_begin + 5 * one_week + 9 * one_hour);
  Host fork = host.fork();
  host.run_until(brief.run_end);
  fork.run_until(brief.run_end);
  const bool same_touches = plan_of(host.said()) == plan_of(fork.said());
  CHECK(same_touches);
  REQUIRE(host.said().changes.size() == fork.said().changes.size());
  for (std::size_t i = 0; i < host.said().changes.size(); ++i) {
    REQUIRE(host.said().changes[i].change.subject == fork.said().changes[i].change.subject);
    REQUIRE(host.said().changes[i].change.segment == fork.said().changes[i].change.segment);
    REQUIRE(host.said().changes[i].descriptor == fork.said().changes[i].descriptor);
  }
}

TEST_CASE("The flat engine sleeps between its flights", "[engine][flat]") {
  const Brief brief = test::make_small_brief();
  Host host = test::host_with_tribes(brief);
  host.run_until(brief.measure_begin);
  const std::uint64_t before = host.calls();
  std::set<SimTime> moments;
  host.run_until(brief.run_end);
  for (const auto& d : host.said().decisions) moments.insert(d.at);
  // One call per flight time, two for the survey and its answers, one for the second plan.
  CHECK(host.calls() - before <= moments.size() + 3);
}

TEST_CASE("The flat engine refuses options without sense", "[engine][flat]") {
  const Brief brief = test::make_small_brief();
  CHECK_THROWS_AS(make_flat(brief, options_with(&FlatOptions::quarter, one_hour)),
                  std::invalid_argument);
  CHECK_THROWS_AS(make_flat(brief, options_with(&FlatOptions::survey_wait, 13 * one_week)),
                  std::invalid_argument);
  CHECK_THROWS_AS(make_flat(brief, options_with(&FlatOptions::max_groups, 0)),
                  std::invalid_argument);
  CHECK_THROWS_AS(make_flat(brief, options_with(&FlatOptions::survey_budget_frac, 1.5)),
                  std::invalid_argument);
  Brief always_quiet = brief;
  always_quiet.quiet_hours = {Duration{0}, one_day};
  CHECK_THROWS_AS(make_flat(always_quiet), std::invalid_argument);
}

}  // namespace shoal::engine
