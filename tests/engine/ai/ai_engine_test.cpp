#include "engine/ai/ai_engine.hpp"

#include "engine/contract/terms.hpp"
#include "tests/engine/ai/toy_audience.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

using namespace shoal;
using namespace shoal::engine;

namespace {

bool same(const Decision& a, const Decision& b) {
  return a.subject == b.subject && a.segment == b.segment && a.eligible == b.eligible &&
         a.creative == b.creative && a.topic == b.topic && a.propensity == b.propensity &&
         a.predicted_uplift == b.predicted_uplift && a.deliver_after == b.deliver_after;
}

bool same(const SegmentChange& a, const SegmentChange& b) {
  return a.kind == b.kind && a.novel == b.novel && a.segment == b.segment && a.subject == b.subject;
}

void require_same(const toy::Log& a, const toy::Log& b) {
  REQUIRE(a.decisions.size() == b.decisions.size());
  for (std::size_t i = 0; i < a.decisions.size(); ++i) {
    if (!same(a.decisions[i].second, b.decisions[i].second)) FAIL("decision " << i << " differs");
  }
  REQUIRE(a.changes.size() == b.changes.size());
  for (std::size_t i = 0; i < a.changes.size(); ++i) {
    if (!same(a.changes[i].second, b.changes[i].second)) FAIL("change " << i << " differs");
  }
  REQUIRE(a.opened == b.opened);
  REQUIRE(a.predictions.size() == b.predictions.size());
}

// Share of decisions in weeks [from, to) of the measurement that were touches.
double touch_share(const toy::Log& log, const Brief& b, int from, int to) {
  double touches = 0.0;
  double all = 0.0;
  for (const auto& [at, d] : log.decisions) {
    const double week = in_weeks(at - b.measure_begin);
    if (week < from || week >= to) continue;
    all += 1.0;
    touches += d.creative ? 1.0 : 0.0;
  }
  return touches / all;
}

std::size_t novel_claims(const toy::Log& log) {
  return static_cast<std::size_t>(std::count_if(
      log.changes.begin(), log.changes.end(),
      [](const auto& c) { return c.second.kind == SegmentChangeKind::opened && c.second.novel; }));
}

}  // namespace

TEST_CASE("a clone goes on exactly as the original", "[engine][ai][slow]") {
  const toy::Options options{
      .people = 300, .touch_effect = 0.02, .unsubscribe = 0.002, .seed = Seed{61}};
  toy::Audience audience{options};
  AiEngine original{audience.brief(), {}};
  toy::Log before;
  audience.run(original, audience.brief().measure_begin + 4 * one_week, before);
  REQUIRE(before.decisions.size() > 1000);

  toy::Audience twin_audience = audience;
  const std::unique_ptr<Engine> twin = original.clone();
  toy::Log after;
  toy::Log twin_after;
  audience.run(original, audience.brief().run_end, after);
  twin_audience.run(*twin, audience.brief().run_end, twin_after);
  REQUIRE(after.decisions.size() > 1000);
  require_same(after, twin_after);
}

TEST_CASE("the same events give the same decisions, another seed others", "[engine][ai][slow]") {
  toy::Options options{.people = 200, .touch_weeks = 3, .seed = Seed{62}};
  toy::Log logs[3];
  for (int i = 0; i < 3; ++i) {
    toy::Audience audience{options};
    Brief b = audience.brief();
    if (i == 2) b.seed = Seed{999};
    AiEngine engine{b, {}};
    audience.run(engine, b.run_end, logs[i]);
  }
  require_same(logs[0], logs[1]);
  const std::size_t n = std::min(logs[0].decisions.size(), logs[2].decisions.size());
  std::size_t differ = 0;
  for (std::size_t i = 0; i < n; ++i) {
    differ += same(logs[0].decisions[i].second, logs[2].decisions[i].second) ? 0U : 1U;
  }
  REQUIRE(differ > n / 10);
}

TEST_CASE("where touches do nothing, they decline", "[engine][ai][slow]") {
  toy::Audience audience{{.people = 2000, .touch_weeks = 16, .seed = Seed{63}}};
  AiEngine engine{audience.brief(), {}};
  toy::Log log;
  audience.run(engine, audience.brief().run_end, log);
  const double first = touch_share(log, audience.brief(), 0, 2);
  const double last = touch_share(log, audience.brief(), 12, 16);
  INFO("share of touches at first " << first << ", at last " << last);
  REQUIRE(first > 0.1);
  REQUIRE(last < 0.5 * first);
  REQUIRE(novel_claims(log) == 0);  // and nothing in it is new
}

TEST_CASE("where touches work, they go on", "[engine][ai][slow]") {
  toy::Audience audience{
      {.people = 2000, .touch_effect = 0.04, .touch_weeks = 16, .seed = Seed{64}}};
  AiEngine engine{audience.brief(), {}};
  toy::Log log;
  audience.run(engine, audience.brief().run_end, log);
  REQUIRE(touch_share(log, audience.brief(), 12, 16) > 0.6);
}

TEST_CASE("only the consented are touched, within the rules", "[engine][ai][slow]") {
  toy::Audience audience{{.people = 300, .touch_effect = 0.05, .seed = Seed{65}}};
  const Brief& b = audience.brief();
  AiEngine engine{b, {}};
  toy::Log log;
  audience.run(engine, b.run_end, log);
  std::map<SubjectId, std::vector<SimTime>> sent;
  for (const auto& [at, d] : log.decisions) {
    REQUIRE(at >= b.measure_begin);
    REQUIRE(d.propensity > 0.0F);
    REQUIRE(d.propensity <= 1.0F);
    if (!d.creative) continue;
    const Creative& c = b.creatives[index(*d.creative)];
    REQUIRE((d.eligible >> index(*d.creative) & 1U) == 1U);
    REQUIRE((c.channel == ChannelId{0} || index(d.subject) % 3 == 0));
    REQUIRE(d.deliver_after >= at);
    REQUIRE(d.deliver_after < b.touch_end);
    REQUIRE_FALSE(is_quiet(b.quiet_hours, d.deliver_after));
    sent[d.subject].push_back(d.deliver_after);
  }
  REQUIRE(sent.size() > 250);
  for (const auto& [subject, times] : sent) {
    for (std::size_t i = 1; i < times.size(); ++i) {
      REQUIRE(times[i] - times[i - 1] >= b.caps.min_gap);
    }
    for (std::size_t i = 3; i < times.size(); ++i) REQUIRE(times[i] - times[i - 3] >= one_week);
  }
}

TEST_CASE("the segment log keeps every subject in one open segment", "[engine][ai][slow]") {
  toy::Audience audience{{.people = 500, .touch_weeks = 4, .seed = Seed{66}}};
  AiEngine engine{audience.brief(), {}};
  toy::Log log;
  audience.run(engine, audience.brief().run_end, log);
  std::set<SegmentId> open;
  std::set<SegmentId> ever;
  std::map<SubjectId, SegmentId> in;
  std::map<SegmentId, int> size;
  for (const auto& [at, c] : log.changes) {
    if (c.kind == SegmentChangeKind::opened) {
      REQUIRE(ever.insert(c.segment).second);
      open.insert(c.segment);
    } else if (c.kind == SegmentChangeKind::assigned) {
      REQUIRE(open.contains(c.segment));
      if (const auto it = in.find(c.subject); it != in.end()) --size[it->second];
      in[c.subject] = c.segment;
      ++size[c.segment];
    } else {
      REQUIRE(open.erase(c.segment) == 1);
      REQUIRE(size[c.segment] == 0);
    }
  }
  REQUIRE(in.size() == 500);
  REQUIRE(log.opened.size() == ever.size());
  // Forecasts are said once a week for each: 6 weeks of measurement and run-out.
  REQUIRE(log.predictions.size() >= 500 * 5 * 2);
  REQUIRE(log.predictions.size() <= 500 * 7 * 2);
}

TEST_CASE("a cohort that scans a new code is claimed by the whole engine and decided upon",
          "[engine][ai][slow]") {
  toy::Audience audience{{.people = 1000, .touch_weeks = 3, .seed = Seed{67}}};
  const Brief& b = audience.brief();
  const SimTime launch = b.measure_begin + one_week + 12 * one_hour;
  std::set<SubjectId> members;
  for (std::uint32_t i = 0; i < 120; ++i) {
    Stream draw{Seed{68}, Purpose{1}, i, 0};
    const std::uint32_t p = 1 + 8 * i;
    const SimTime at = launch + from_seconds(3600.0 * draw.uniform());
    Event e = audience.event(EventKind::qr_scan, p, at);
    e.ref = 4711;
    audience.inject(e);
    if (i % 2 == 0) continue;
    members.insert(SubjectId{p});
    e = audience.event(EventKind::session_start, p, at + from_seconds(900.0 * draw.exponential()));
    e.topic = TopicId{2};
    audience.inject(e);
  }
  AiEngine engine{b, {}};
  toy::Log log;
  audience.run(engine, launch + 2 * one_hour, log);
  REQUIRE(novel_claims(log) == 1);
  std::optional<SegmentId> claimed;
  std::set<SubjectId> assigned;
  for (const auto& [at, c] : log.changes) {
    if (c.kind == SegmentChangeKind::opened && c.novel) claimed = c.segment;
    if (c.kind != SegmentChangeKind::assigned || !claimed) continue;
    if (c.segment == *claimed) assigned.insert(c.subject);
    if (c.segment != *claimed) assigned.erase(c.subject);
  }
  std::size_t hits = 0;
  for (const SubjectId s : assigned) hits += members.contains(s) ? 1U : 0U;
  const double f1 =
      2.0 * static_cast<double>(hits) / static_cast<double>(assigned.size() + members.size());
  INFO("claimed " << assigned.size() << ", of them members " << hits);
  REQUIRE(f1 > 0.7);
  const bool decided = std::any_of(log.decisions.begin(), log.decisions.end(), [&](const auto& d) {
    return d.second.segment == claimed && (!d.second.creative || d.second.topic == TopicId{2});
  });
  REQUIRE(decided);
}

TEST_CASE("duplicates and nonsense change nothing", "[engine][ai]") {
  toy::Options options{.people = 50, .history_weeks = 1, .touch_weeks = 2, .seed = Seed{69}};
  toy::Audience clean{options};
  toy::Audience dirty{options};
  AiEngine a{clean.brief(), {}};
  AiEngine b{dirty.brief(), {}};
  Event nonsense = dirty.event(EventKind::purchase, 3, SimTime{one_day});
  nonsense.id = EventId{2};  // the id of the first profile event: 1 went to this one
  nonsense.value = 1e6F;
  dirty.inject(nonsense);
  nonsense.id = EventId{999999999};
  nonsense.topic = TopicId{77};
  dirty.inject(nonsense);
  toy::Log log_a;
  toy::Log log_b;
  clean.run(a, clean.brief().run_end, log_a);
  dirty.run(b, dirty.brief().run_end, log_b);
  require_same(log_a, log_b);
  REQUIRE(b.ingest_counts().duplicate == 1);
  REQUIRE(b.ingest_counts().bad == 1);
}

TEST_CASE("an engine without its parts is refused", "[engine][ai]") {
  const Brief b = toy::make_brief({});
  AiParts parts = default_parts(b, {});
  parts.predictor.reset();
  REQUIRE_THROWS_AS(AiEngine(b, {}, std::move(parts)), std::invalid_argument);
}
