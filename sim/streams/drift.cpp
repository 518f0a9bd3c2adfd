#include "sim/streams/drift.hpp"

#include "sim/purposes.hpp"
#include "sim/streams/venues.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

namespace {

Duration draw_phase(const DriftParams& d, std::uint32_t number, Seed seed) {
  Stream s(seed, purpose::drift_phase, number, 0);
  return from_days(std::floor(s.uniform() * d.phase_weeks * 7.0));
}

Duration share_of(Duration window, double u) {
  return Duration{static_cast<std::int64_t>(static_cast<double>(window.count()) * u)};
}

}  // namespace

TopicId Taste::favourite() const {
  const auto most = std::max_element(weight.begin(), weight.begin() + static_cast<int>(topics));
  return TopicId{static_cast<std::uint16_t>(most - weight.begin())};
}

TopicId Taste::at(double u) const {
  auto left = static_cast<float>(u);
  std::size_t last = 0;
  for (std::size_t k = 0; k < topics; ++k) {
    if (weight[k] <= 0.0F) continue;
    last = k;
    if (left < weight[k]) break;
    left -= weight[k];
  }
  return TopicId{static_cast<std::uint16_t>(last)};
}

Drifts::Drifts(std::span<const DriftParams> params, SimTime measure_begin, Seed seed)
    : params_(params), seed_(seed) {
  for (std::uint32_t k = 0; k < params.size(); ++k) {
    const DriftParams& d = params[k];
    DriftWindow w;
    w.start = measure_begin + from_weeks(d.start_weeks) + draw_phase(d, k, seed);
    w.end = d.form == DriftForm::abrupt ? w.start : w.start + from_weeks(d.duration_weeks);
    w.code = venue_code(seed, k);
    windows_.push_back(w);
    if (d.form == DriftForm::novel_cohort) continue;
    if (d.target == DriftTarget::topic) bends_taste_.push_back(static_cast<std::uint8_t>(k));
    if (d.target == DriftTarget::response) bends_response_.push_back(static_cast<std::uint8_t>(k));
  }
}

Part Drifts::part(std::size_t d, PersonId p, const Population& people) const {
  const DriftParams& drift = params_[d];
  if (drift.archetype && people[p].archetype != *drift.archetype) return Part::none;
  Stream s(seed_, purpose::drift_member, static_cast<std::uint32_t>(index(p)),
           static_cast<std::uint32_t>(d));
  const double u = s.uniform();
  const double decoys =
      drift.form == DriftForm::novel_cohort ? drift.decoy_ratio * drift.member_frac : 0.0;
  if (u >= drift.member_frac + decoys) return Part::none;
  // Nobody's onset is before the start: only newcomers need to know theirs.
  const SimTime joined = people.joined(p);
  if (joined > windows_[d].start && joined > onset(d, p)) return Part::none;
  return u < drift.member_frac ? Part::member : Part::decoy;
}

SimTime Drifts::onset(std::size_t d, PersonId p) const {
  const DriftParams& drift = params_[d];
  const DriftWindow& w = windows_[d];
  Duration spread{0};
  if (drift.form == DriftForm::gradual) spread = w.end - w.start;
  if (drift.form == DriftForm::novel_cohort) spread = from_seconds(drift.onset_hours * 3600.0);
  if (spread == Duration{0}) return w.start;
  Stream s(seed_, purpose::drift_onset, static_cast<std::uint32_t>(index(p)),
           static_cast<std::uint32_t>(d));
  return w.start + share_of(spread, s.uniform());
}

double Drifts::gone(std::size_t d, SimTime at) const {
  const DriftWindow& w = windows_[d];
  if (at < w.start) return 0.0;
  if (at >= w.end) return 1.0;
  return in_seconds(at - w.start) / in_seconds(w.end - w.start);
}

bool Drifts::is_on(std::size_t d, SimTime at) const {
  const DriftWindow& w = windows_[d];
  if (at < w.start || at >= w.end) return false;
  const double periods = in_weeks(at - w.start) / params_[d].period_weeks;
  return periods - std::floor(periods) < params_[d].on_frac;
}

double Drifts::amount(std::size_t d, PersonId p, SimTime at) const {
  if (params_[d].form != DriftForm::gradual) return amount(d, at);
  if (at < windows_[d].start) return 0.0;
  return at >= windows_[d].end || at >= onset(d, p) ? 1.0 : 0.0;
}

double Drifts::amount(std::size_t d, SimTime at) const {
  switch (params_[d].form) {
    case DriftForm::abrupt:
    case DriftForm::novel_cohort:
      return at >= windows_[d].start ? 1.0 : 0.0;
    case DriftForm::gradual:
    case DriftForm::incremental:
      return gone(d, at);
    case DriftForm::recurring:
      return is_on(d, at) ? 1.0 : 0.0;
  }
  return 0.0;
}

Taste Drifts::taste(PersonId p, const Population& people, std::span<const std::uint16_t> affinity,
                    SimTime at) const {
  Taste taste;
  taste.topics = affinity.size();
  for (std::size_t k = 0; k < affinity.size(); ++k) {
    taste.weight[k] = static_cast<float>(affinity[k]) * (1.0F / 65535.0F);
  }
  for (const std::uint8_t d : bends_taste_) {
    const auto moved = static_cast<float>(params_[d].strength * amount(d, p, at));
    if (moved <= 0.0F || part(d, p, people) != Part::member) continue;
    for (std::size_t k = 0; k < affinity.size(); ++k) taste.weight[k] *= 1.0F - moved;
    taste.weight[index(params_[d].topic)] += moved;
  }
  return taste;
}

ResponseShift Drifts::response(PersonId p, const Population& people, SimTime at) const {
  ResponseShift shift;
  for (const std::uint8_t d : bends_response_) {
    const double on = amount(d, p, at);
    if (on <= 0.0 || part(d, p, people) != Part::member) continue;
    shift.open += on * params_[d].open_shift;
    shift.click += on * params_[d].click_shift;
    shift.boost += on * params_[d].boost_shift;
  }
  return shift;
}

double Drifts::mixture_factor(std::size_t archetype, SimTime at) const {
  double factor = 1.0;
  for (std::size_t d = 0; d < size(); ++d) {
    const DriftParams& drift = params_[d];
    if (drift.target != DriftTarget::mixture || drift.form == DriftForm::novel_cohort) continue;
    if (drift.archetype && *drift.archetype != archetype) continue;
    factor *= 1.0 + amount(d, at) * (drift.activity_factor - 1.0);
  }
  return factor;
}

void Drifts::bend(std::size_t archetype, SimTime day, DayActivity& activity) const {
  activity.factor *= mixture_factor(archetype, day);
  for (std::size_t d = 0; d < size(); ++d) {
    const DriftParams& drift = params_[d];
    if (drift.target != DriftTarget::rhythm || drift.form == DriftForm::novel_cohort) continue;
    if (drift.archetype && *drift.archetype != archetype) continue;
    const double on = amount(d, day);
    if (on <= activity.moved_frac) continue;  // of several, the one that has gone farthest
    activity.moved_frac = on;
    activity.moved_hours = drift.shift_hours;
  }
}

}  // namespace shoal::sim
