#include "engine/ai/activator.hpp"

#include "tests/engine/ai/toy_audience.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <map>
#include <vector>

using namespace shoal;
using namespace shoal::engine;

namespace {

// Noon of the first day on which touches are allowed.
SimTime noon(const Brief& b) { return b.measure_begin + 12 * one_hour; }

struct Desk {
  explicit Desk(const Brief& b) : brief(b), roster(b), activator(b, AiOptions{}) {
    record.mark(SignalRecord::seen);
    record.as_of_s = whole_seconds(noon(b));
    record.slow[1] = record.fast[1] = 3.0F;
    record.stage = {0.1F, 0.2F, 0.6F, 0.1F};
    Event e;  // orders are of 50, so that a touch can be worth its cost
    e.kind = EventKind::purchase;
    e.value = 5000.0F;
    activator.observe(e, roster);
  }
  void consent(std::uint32_t subject, std::uint8_t channel) {
    roster.grant(roster.admit(SubjectId{subject}), ChannelId{channel});
  }
  // True when it decided.
  bool consider(std::uint32_t subject, SimTime now) {
    const std::size_t before = out.decisions().size();
    const SubjectView view{SubjectId{subject}, record, {}, now};
    activator.consider({view, {0.05F, 0.2F}, Trigger::review}, roster, out);
    return out.decisions().size() > before;
  }
  // Considers until a touch comes of it.
  Decision touch(std::uint32_t subject, SimTime now) {
    for (int day = 0; day < 60; ++day) {
      if (consider(subject, now + day * one_day) && out.decisions().back().creative) break;
    }
    REQUIRE(out.decisions().back().creative);
    return out.decisions().back();
  }
  Event feedback(EventKind kind, std::uint32_t subject, SimTime at) const {
    Event e;
    e.kind = kind;
    e.subject = SubjectId{subject};
    e.ref = static_cast<std::uint32_t>(out.decisions().size() - 1);
    e.occurred = e.arrived = at;
    return e;
  }

  Brief brief;
  Roster roster;
  UpliftActivator activator;
  SignalRecord record;
  Outbox out;
};

}  // namespace

TEST_CASE("what is logged is the probability of what is drawn", "[engine][ai][statistical]") {
  Desk desk{toy::make_brief({.seed = Seed{51}})};
  constexpr std::uint32_t n = 20000;
  for (std::uint32_t s = 1; s <= n; ++s) {
    desk.consent(s, 0);
    desk.consent(s, 1);
    REQUIRE(desk.consider(s, noon(desk.brief)));
  }
  // Nothing was learned meanwhile and the records are equal: one distribution for all.
  std::map<int, std::pair<double, double>> arms;  // creative, -1 none: (propensity, count)
  for (const Decision& d : desk.out.decisions()) {
    REQUIRE(d.eligible == (std::uint64_t{1} << desk.brief.creatives.size()) - 1);
    REQUIRE(d.topic.has_value() == d.creative.has_value());
    auto& [propensity, count] = arms[d.creative ? static_cast<int>(*d.creative) : -1];
    if (count > 0.0) REQUIRE(propensity == static_cast<double>(d.propensity));
    propensity = static_cast<double>(d.propensity);
    count += 1.0;
  }
  REQUIRE(arms.size() == desk.brief.creatives.size() + 1);
  double sum = 0.0;
  double chi_square = 0.0;
  for (const auto& [arm, pair] : arms) {
    const auto& [propensity, count] = pair;
    sum += propensity;
    const double expected = n * propensity;
    chi_square += (count - expected) * (count - expected) / expected;
  }
  REQUIRE(sum == Approx(1.0).epsilon(1e-6));
  // 9 creatives and none: 9 degrees of freedom, alpha .001.
  REQUIRE(chi_square < 27.88);
}

TEST_CASE("without consent there is no decision, and only consented channels are eligible",
          "[engine][ai]") {
  Desk desk{toy::make_brief({.seed = Seed{52}})};
  REQUIRE_FALSE(desk.consider(1, noon(desk.brief)));
  desk.consent(1, 1);
  REQUIRE(desk.consider(1, noon(desk.brief)));
  for (std::size_t c = 0; c < desk.brief.creatives.size(); ++c) {
    const bool eligible = (desk.out.decisions().back().eligible >> c & 1U) != 0;
    REQUIRE(eligible == (desk.brief.creatives[c].channel == ChannelId{1}));
  }
}

TEST_CASE("an unsubscribe ends the channel", "[engine][ai]") {
  Desk desk{toy::make_brief({.seed = Seed{53}})};
  desk.consent(1, 0);
  desk.touch(1, noon(desk.brief));
  desk.activator.observe(desk.feedback(EventKind::unsubscribed, 1, noon(desk.brief)), desk.roster);
  REQUIRE_FALSE(desk.roster.consented(*desk.roster.find(SubjectId{1}), ChannelId{0}));
  REQUIRE_FALSE(desk.consider(1, noon(desk.brief) + 69 * one_day));
}

TEST_CASE("touches wait for the end of the quiet hours", "[engine][ai]") {
  Desk desk{toy::make_brief({.seed = Seed{54}})};
  desk.consent(1, 0);
  const SimTime night = noon(desk.brief) + 11 * one_hour;
  const Decision d = desk.touch(1, night);
  REQUIRE_FALSE(is_quiet(desk.brief.quiet_hours, d.deliver_after));
  REQUIRE(hour_of_day(d.deliver_after) == 8);
  desk.consent(2, 0);
  const SimTime small_hours = noon(desk.brief) + 15 * one_hour;  // 3:00
  const Decision e = desk.touch(2, small_hours);
  REQUIRE(hour_of_day(e.deliver_after) == 8);
  REQUIRE(e.deliver_after - small_hours < 60 * one_day + 6 * one_hour);
}

TEST_CASE("gap, weekly cap and the decision gap bound touches", "[engine][ai]") {
  Desk desk{toy::make_brief({.touch_weeks = 30, .seed = Seed{55}})};
  desk.consent(1, 0);
  std::vector<SimTime> sent;
  std::optional<SimTime> decided;
  for (SimTime now = noon(desk.brief); now < desk.brief.touch_end; now += one_hour) {
    if (!desk.consider(1, now)) continue;
    if (decided) REQUIRE(now - *decided >= 6 * one_hour);
    decided = now;
    if (desk.out.decisions().back().creative) {
      sent.push_back(desk.out.decisions().back().deliver_after);
    }
  }
  REQUIRE(sent.size() > 20);
  const Caps caps = desk.brief.caps;
  for (std::size_t i = 1; i < sent.size(); ++i) REQUIRE(sent[i] - sent[i - 1] >= caps.min_gap);
  for (std::size_t i = caps.touches_per_week; i < sent.size(); ++i) {
    REQUIRE(sent[i] - sent[i - caps.touches_per_week] >= one_week);
  }
}

TEST_CASE("spending stays within the purse, and the shadow price rises when it is short",
          "[engine][ai]") {
  Brief b = toy::make_brief({.touch_weeks = 4, .seed = Seed{56}});
  b.weekly_budget = 5.0;  // a hundred mails
  Desk desk{b};
  for (std::uint32_t s = 1; s <= 1000; ++s) {
    desk.consent(s, 0);
    desk.consent(s, 1);
  }
  double spent = 0.0;
  std::size_t seen = 0;
  for (SimTime now = b.measure_begin + 9 * one_hour; now < b.touch_end; now += one_hour) {
    const auto shift = static_cast<std::uint32_t>(hour_index(now) % 7);
    for (std::uint32_t s = 1; s + 7 <= 1000; s += 7) desk.consider(s + shift, now);
    desk.activator.advance(now, {});
    for (; seen < desk.out.decisions().size(); ++seen) {
      const Decision& d = desk.out.decisions()[seen];
      if (d.creative) spent += b.channels[index(b.creatives[index(*d.creative)].channel)].cost;
    }
    const double weeks = std::floor(in_weeks(now - b.measure_begin)) + 1.0;
    REQUIRE(spent <= weeks * b.weekly_budget + 1e-9);
  }
  REQUIRE(spent > 0.8 * 4 * b.weekly_budget);
  REQUIRE(desk.activator.shadow_price() > 1.0);
}

TEST_CASE("nothing is decided outside the open period", "[engine][ai]") {
  Desk desk{toy::make_brief({.seed = Seed{57}})};
  desk.consent(1, 0);
  REQUIRE_FALSE(desk.consider(1, noon(desk.brief) - one_week));
  REQUIRE_FALSE(desk.consider(1, desk.brief.touch_end));
  REQUIRE_FALSE(desk.consider(1, desk.brief.touch_end - one_second));
  REQUIRE(desk.consider(1, noon(desk.brief)));
}

TEST_CASE("a rejected touch gives its money back and its consent up", "[engine][ai]") {
  Brief b = toy::make_brief({.seed = Seed{58}});
  b.weekly_budget = 0.05;  // one mail
  Desk desk{b};
  for (std::uint32_t subject = 1; subject <= 100; ++subject) desk.consent(subject, 0);
  std::uint32_t touched = 0;
  while (desk.consider(touched + 1, noon(b))) ++touched;  // until the purse is empty
  REQUIRE(touched > 0);
  REQUIRE(desk.out.decisions().back().creative);
  Event e = desk.feedback(EventKind::touch_rejected, touched, noon(b));
  e.value = static_cast<float>(Rejection::no_consent);
  desk.activator.observe(e, desk.roster);
  REQUIRE(desk.consider(touched + 1, noon(b)));
  REQUIRE_FALSE(desk.roster.reachable(*desk.roster.find(SubjectId{touched})));
}

TEST_CASE("a brief too large for the records is refused", "[engine][ai]") {
  Brief b = toy::make_brief({});
  SECTION("topics") { b.topics.resize(17); }
  SECTION("channels") { b.channels.resize(7); }
  SECTION("a creative of a channel that is not there") {
    b.creatives.push_back({ChannelId{5}, Stage::idle, OfferId{0}});
  }
  REQUIRE_THROWS_AS(UpliftActivator(b, AiOptions{}), std::invalid_argument);
}
