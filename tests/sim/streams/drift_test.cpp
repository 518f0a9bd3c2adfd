#include "sim/streams/drift.hpp"
#include "tests/sim/world/laws.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

namespace shoal::sim {
namespace {

constexpr SimTime measure_begin{8 * one_week};

Population crowd(std::uint32_t people, double arrivals_per_week) {
  PopulationParams p = detail::small_population();
  p.people = people;
  p.arrivals_per_week = arrivals_per_week;
  return Population(p,
                    {.topics = 4,
                     .channels = 3,
                     .stores = 1,
                     .visit_factor = {},
                     .run_end = SimTime{40 * one_week},
                     .joins_factor = {}},
                    Seed{2});
}

DriftParams drift_of(DriftForm form) {
  DriftParams d;
  d.form = form;
  d.start_weeks = 2.0;
  d.phase_weeks = 3.0;
  d.duration_weeks = form == DriftForm::abrupt ? 0.0 : 4.0;
  d.member_frac = 0.2;
  return d;
}

struct DriftPerson {
  PersonId person{};
  SimTime onset{};
  bool decoy = false;
};
struct ScheduledDrift {
  SimTime start{};
  SimTime end{};
  std::vector<DriftPerson> people;
  std::uint32_t code = 0;
};

std::vector<ScheduledDrift> schedule_drifts(const std::vector<DriftParams>& params,
                                            const Population& people, Seed seed) {
  const Drifts drifts(params, measure_begin, seed);
  std::vector<ScheduledDrift> out;
  for (std::size_t d = 0; d < drifts.size(); ++d) {
    const DriftWindow& w = drifts.window(d);
    out.push_back({.start = w.start, .end = w.end, .people = {}, .code = w.code});
    for (std::uint32_t i = 0; i < people.size(); ++i) {
      const PersonId p{i};
      const Part part = drifts.part(d, p, people);
      if (part == Part::none) continue;
      out.back().people.push_back({p, drifts.onset(d, p), part == Part::decoy});
    }
  }
  return out;
}

ScheduledDrift schedule(const DriftParams& d, const Population& people, Seed seed) {
  return schedule_drifts({d}, people, seed).front();
}

std::size_t members(const ScheduledDrift& d) {
  return static_cast<std::size_t>(
      std::count_if(d.people.begin(), d.people.end(), [](const auto& p) { return !p.decoy; }));
}

}  // namespace

TEST_CASE("An abrupt drift happens at one instant", "[sim][streams]") {
  const Population people = crowd(3'000, 0.0);
  const ScheduledDrift d = schedule(drift_of(DriftForm::abrupt), people, Seed{1});
  CHECK(d.end == d.start);
  for (const DriftPerson& p : d.people) REQUIRE(p.onset == d.start);
  laws::check_share(members(d), people.size(), 0.2);
}

TEST_CASE("A gradual drift starts and ends when it says, evenly in between", "[sim][streams]") {
  const Population people = crowd(3'000, 0.0);
  const ScheduledDrift d = schedule(drift_of(DriftForm::gradual), people, Seed{1});
  CHECK(d.end - d.start == 4 * one_week);
  std::vector<double> onsets;
  for (const DriftPerson& p : d.people) {
    REQUIRE((p.onset >= d.start && p.onset < d.end));
    REQUIRE_FALSE(p.decoy);
    onsets.push_back(in_weeks(p.onset - d.start));
  }
  laws::check_law(onsets, [](double x) { return x / 4.0; });
  laws::check_share(members(d), people.size(), 0.2);
}

TEST_CASE("A cohort joins within its onset time, with decoys who are never members",
          "[sim][streams]") {
  const Population people = crowd(6'000, 0.0);
  DriftParams params = drift_of(DriftForm::novel_cohort);
  params.member_frac = 0.1;
  params.decoy_ratio = 2.0;
  params.onset_hours = 3.0;
  const ScheduledDrift d = schedule(params, people, Seed{1});
  CHECK(d.end - d.start == 4 * one_week);
  std::set<PersonId> seen;
  std::vector<double> onsets;
  for (const DriftPerson& p : d.people) {
    REQUIRE(seen.insert(p.person).second);
    REQUIRE((p.onset >= d.start && p.onset < d.start + 3 * one_hour));
    onsets.push_back(in_seconds(p.onset - d.start) / 3600.0);
  }
  laws::check_law(onsets, [](double x) { return x / 3.0; });
  laws::check_share(members(d), people.size(), 0.1);
  laws::check_share(d.people.size() - members(d), people.size(), 0.2);
}

TEST_CASE("Membership does not depend on decoys", "[sim][streams]") {
  const Population people = crowd(3'000, 0.0);
  DriftParams params = drift_of(DriftForm::novel_cohort);
  const ScheduledDrift plain = schedule(params, people, Seed{1});
  params.decoy_ratio = 3.0;
  const ScheduledDrift with = schedule(params, people, Seed{1});
  CHECK(with.people.size() > plain.people.size());
  CHECK(members(with) == members(plain));
}

TEST_CASE("The phase of a drift is a whole number of days, another for another seed",
          "[sim][streams]") {
  const Population people = crowd(10, 0.0);
  std::vector<double> seen(21, 0.0);
  constexpr std::uint32_t seeds = 2'000;
  for (std::uint32_t s = 0; s < seeds; ++s) {
    const ScheduledDrift d = schedule(drift_of(DriftForm::abrupt), people, Seed{s});
    const Duration phase = d.start - (measure_begin + 2 * one_week);
    REQUIRE(phase % one_day == Duration{0});
    REQUIRE((phase >= Duration{0} && phase < 3 * one_week));
    seen[static_cast<std::size_t>(phase / one_day)] += 1.0;
  }
  laws::check_counts(seen, std::vector<double>(21, seeds / 21.0));
}

TEST_CASE("Nobody drifts before they join", "[sim][streams]") {
  const Population people = crowd(100, 60.0);
  std::size_t late = 0;
  for (const DriftForm form : {DriftForm::abrupt, DriftForm::gradual, DriftForm::novel_cohort}) {
    for (const DriftPerson& p : schedule(drift_of(form), people, Seed{4}).people) {
      REQUIRE(people.joined(p.person) <= p.onset);
      late += index(p.person) >= 100 ? 1U : 0U;
    }
  }
  CHECK(late > 100);
}

TEST_CASE("A drift of one archetype takes that share of it, and nobody else", "[sim][streams]") {
  const Population people = crowd(5'000, 0.0);
  DriftParams params = drift_of(DriftForm::gradual);
  params.archetype = 1;
  const ScheduledDrift d = schedule(params, people, Seed{1});
  std::size_t kind = 0;
  for (std::uint32_t i = 0; i < people.size(); ++i) kind += people[PersonId{i}].archetype;
  for (const DriftPerson& p : d.people) REQUIRE(people[p.person].archetype == 1);
  laws::check_share(members(d), kind, 0.2);
}

TEST_CASE("One drift more moves no other", "[sim][streams]") {
  const Population people = crowd(1'000, 0.0);
  const std::vector<DriftParams> one = {drift_of(DriftForm::gradual)};
  const std::vector<DriftParams> two = {drift_of(DriftForm::gradual), drift_of(DriftForm::gradual)};
  const auto a = schedule_drifts(one, people, Seed{1});
  const auto b = schedule_drifts(two, people, Seed{1});
  REQUIRE(b.size() == 2);
  CHECK(a[0].start == b[0].start);
  REQUIRE(a[0].people.size() == b[0].people.size());
  for (std::size_t i = 0; i < a[0].people.size(); ++i) {
    REQUIRE(a[0].people[i].person == b[0].people[i].person);
    REQUIRE(a[0].people[i].onset == b[0].people[i].onset);
  }
  CHECK(a[0].code != b[1].code);
  CHECK(b[0].people.size() != b[1].people.size());
}

namespace {

const std::vector<std::uint16_t> mostly_first = {45'000, 10'535, 10'000, 0};

// Share of the affinities that has moved to topic 3, which is otherwise never wanted.
double moved(const DriftParams& params, PersonId p, const Population& people, SimTime at) {
  const std::vector<DriftParams> drifts = {params};
  const Taste t = Drifts(drifts, measure_begin, Seed{1}).taste(p, people, mostly_first, at);
  double sum = 0.0;
  for (const float w : t.weights()) sum += w;
  CHECK(sum == Approx(1.0).epsilon(1e-5));
  return t.weight[3];
}

DriftParams to_topic_three(DriftForm form) {
  DriftParams d = drift_of(form);
  d.phase_weeks = 0.0;
  d.member_frac = 1.0;
  d.strength = 0.6;
  d.topic = TopicId{3};
  return d;
}

}  // namespace

TEST_CASE("An incremental drift moves everyone evenly and ends when it says", "[sim][streams]") {
  const Population people = crowd(3, 0.0);
  const DriftParams d = to_topic_three(DriftForm::incremental);
  const SimTime start = measure_begin + 2 * one_week;
  for (std::uint32_t i = 0; i < 3; ++i) {
    const PersonId p{i};
    CHECK(moved(d, p, people, start - one_day) == 0.0);
    CHECK(moved(d, p, people, start + one_week) == Approx(0.25 * 0.6).epsilon(1e-4));
    CHECK(moved(d, p, people, start + 3 * one_week) == Approx(0.75 * 0.6).epsilon(1e-4));
    CHECK(moved(d, p, people, start + 4 * one_week) == Approx(0.6).epsilon(1e-4));
    CHECK(moved(d, p, people, start + 9 * one_week) == Approx(0.6).epsilon(1e-4));
  }
}

TEST_CASE("A recurring drift goes on and off within its window", "[sim][streams]") {
  const Population people = crowd(1, 0.0);
  DriftParams d = to_topic_three(DriftForm::recurring);
  d.period_weeks = 2.0;
  d.on_frac = 0.25;
  const SimTime start = measure_begin + 2 * one_week;
  const PersonId p{0};
  for (int half_day = -4; half_day < 80; ++half_day) {
    const SimTime at = start + half_day * (one_day / 2);
    const double weeks_in = half_day / 14.0;
    const bool on =
        weeks_in >= 0.0 && weeks_in < 4.0 && weeks_in - 2.0 * std::floor(weeks_in / 2.0) < 0.5;
    CAPTURE(half_day);
    CHECK(moved(d, p, people, at) == Approx(on ? 0.6 : 0.0).margin(1e-4));
  }
}

TEST_CASE("A gradual drift changes its members one by one", "[sim][streams]") {
  const Population people = crowd(2'000, 0.0);
  const DriftParams d = to_topic_three(DriftForm::gradual);
  const SimTime start = measure_begin + 2 * one_week;
  for (const double gone : {0.0, 0.3, 0.7, 1.0}) {
    std::size_t changed = 0;
    for (std::uint32_t i = 0; i < people.size(); ++i) {
      const double m = moved(d, PersonId{i}, people, start + from_weeks(4.0 * gone));
      REQUIRE((m == 0.0 || m == Approx(0.6).epsilon(1e-4)));
      changed += m > 0.0 ? 1U : 0U;
    }
    if (gone > 0.0 && gone < 1.0) laws::check_share(changed, people.size(), gone);
    if (gone == 0.0) CHECK(changed == 0);
    if (gone == 1.0) CHECK(changed == people.size());
  }
}

TEST_CASE("Several drifts bend one taste at once", "[sim][streams]") {
  const Population people = crowd(1, 0.0);
  DriftParams second = to_topic_three(DriftForm::abrupt);
  second.topic = TopicId{2};
  second.strength = 0.5;
  const std::vector<DriftParams> both = {to_topic_three(DriftForm::abrupt), second};
  const Drifts drifts(both, measure_begin, Seed{1});
  const PersonId p{0};
  const Taste t = drifts.taste(p, people, mostly_first, measure_begin + 3 * one_week);
  CHECK(t.weight[3] == Approx(0.5 * 0.6).epsilon(1e-4));
  CHECK(t.weight[2] == Approx(0.5 * (0.4 * 10'000 / 65'535.0) + 0.5).epsilon(1e-4));
  CHECK(t.favourite() == TopicId{2});
}

TEST_CASE("Response, mixture and rhythm drift without touching tastes", "[sim][streams]") {
  const Population people = crowd(1, 0.0);
  const PersonId p{0};
  DriftParams response = to_topic_three(DriftForm::incremental);
  response.target = DriftTarget::response;
  response.open_shift = -1.0;
  response.click_shift = 0.5;
  response.boost_shift = 0.2;
  DriftParams mixture = to_topic_three(DriftForm::gradual);
  mixture.target = DriftTarget::mixture;
  mixture.archetype = people[p].archetype;
  mixture.activity_factor = 3.0;
  DriftParams rhythm = to_topic_three(DriftForm::abrupt);
  rhythm.target = DriftTarget::rhythm;
  rhythm.shift_hours = 4.0;
  const std::vector<DriftParams> all = {response, mixture, rhythm};
  const Drifts drifts(all, measure_begin, Seed{1});
  const SimTime middle = measure_begin + 4 * one_week;
  CHECK(drifts.taste(p, people, mostly_first, middle).weight[3] == 0.0F);
  const ResponseShift s = drifts.response(p, people, middle);
  CHECK(s.open == Approx(-0.5));
  CHECK(s.click == Approx(0.25));
  CHECK(s.boost == Approx(0.1));
  CHECK(drifts.mixture_factor(people[p].archetype, middle) == Approx(2.0));
  CHECK(drifts.mixture_factor(1U - people[p].archetype, middle) == 1.0);
  DayActivity before;
  drifts.bend(0, measure_begin, before);
  CHECK(before == DayActivity{});
  DayActivity day;
  drifts.bend(people[p].archetype, middle, day);
  CHECK(day.factor == Approx(2.0));
  CHECK(day.moved_frac == 1.0);
  CHECK(day.moved_hours == 4.0);
}

}  // namespace shoal::sim
