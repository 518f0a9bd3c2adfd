#include "sim/streams/drift.hpp"
#include "tests/sim/world/laws.hpp"
#include "tests/sim/world/small_world.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
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
                     .visit_shape = 1.0,
                     .run_end = SimTime{40 * one_week}},
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

ScheduledDrift schedule(const DriftParams& d, const Population& people, Seed seed) {
  const std::vector<DriftParams> drifts = {d};
  return schedule_drifts(drifts, people, measure_begin, seed).front();
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
      REQUIRE(people[p.person].joined <= p.onset);
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
  const auto a = schedule_drifts(one, people, measure_begin, Seed{1});
  const auto b = schedule_drifts(two, people, measure_begin, Seed{1});
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

}  // namespace shoal::sim
