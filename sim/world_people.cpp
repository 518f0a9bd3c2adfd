// Lives, visits and things: what happens to a person by itself.
#include "sim/world.hpp"

#include "sim/purposes.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

namespace {

double visit_boost_peak(const IntentParams& p) {
  return std::max(1.0, *std::max_element(p.visit_boost.begin(), p.visit_boost.end()));
}

// A need that begins before its person joins may end after: the clock starts this much earlier.
Duration warm_up(const StreamParams& p) {
  double longest_s = 0.0;
  for (const Topic& t : p.topics) {
    longest_s =
        std::max(longest_s, 3600.0 * (t.dwell_hours[0] + t.dwell_hours[1] + t.dwell_hours[2]));
  }
  return from_seconds(6.0 * longest_s);
}

}  // namespace

void World::start_clocks(PersonId p) {
  const Person& person = people_[p];
  PersonState& state = state_[index(p)];
  state.consent = person.consent;
  state.mood_at = person.joined;
  Stream life = stream(purpose::lifetime, p, 0);
  state.hazard_left_days =
      7.0 * life.exponential() / std::max(static_cast<double>(person.mu_per_week), 1e-12);
  tasks_.push(person.joined, {TaskKind::enrol, static_cast<std::uint32_t>(index(p)), 0});
  schedule_drop_out(p, person.joined);
  schedule_need(p, 0, person.joined - warm_up(config_->streams));
  schedule_visit(p, 0, person.joined);
  if (config_->streams.scans.background_per_week > 0.0) {
    Stream s = stream(purpose::scan_clock, p, 0);
    const double weeks = s.exponential() / config_->streams.scans.background_per_week;
    tasks_.push(person.joined + from_weeks(weeks),
                {TaskKind::scan, static_cast<std::uint32_t>(index(p)), 0});
  }
  add_homes(p);
}

void World::enrol(PersonId p, SimTime at) {
  const Person& person = people_[p];
  Stream draws = stream(purpose::enrolment, p, 0);
  Event e;
  e.occurred = at;
  e.subject = subject_of(p);
  e.source = Source::crm;
  e.kind = EventKind::profile;
  const std::array<std::uint8_t, profile_fields> codes = {
      person.gender, person.age_band, person.city, person.income_band, person.device};
  for (std::uint32_t f = 0; f < profile_fields; ++f) {
    e.ref = f;
    e.value = static_cast<float>(codes[f]);
    send(e, draws);
  }
  e.kind = EventKind::consent_granted;
  e.value = 0.0F;
  for (std::uint32_t c = 0; c < config_->channels.size(); ++c) {
    if (((person.consent >> c) & 1U) == 0) continue;
    e.ref = c;
    send(e, draws);
  }
}

void World::schedule_visit(PersonId p, std::uint32_t candidate, SimTime from) {
  const StreamParams& streams = config_->streams;
  const double ceiling = streams.sessions.visits_per_week * people_[p].visit_factor *
                         rhythm(p).peak() * visit_boost_peak(streams.intent);
  if (ceiling <= 0.0) return;
  Stream s = stream(purpose::visit_clock, p, candidate);
  const SimTime at = from + from_weeks(std::min(s.exponential() / ceiling, 1e6));
  if (at >= run_end()) return;
  tasks_.push(at, {TaskKind::visit, static_cast<std::uint32_t>(index(p)), candidate});
}

// Thinning (Lewis & Shedler 1979): candidates of a common bounded clock, kept with the ratio of the
// rate now to its ceiling.
void World::visit(PersonId p, std::uint32_t candidate, SimTime at) {
  if (!state_[index(p)].alive) return;
  const IntentParams& intent = config_->streams.intent;
  const Visitor v = visitor(p);
  const double boost =
      v.stage == Stage::idle ? 1.0 : intent.visit_boost[static_cast<std::size_t>(v.stage) - 1];
  Stream s = stream(purpose::visit_session, p, candidate);
  if (s.uniform() < rhythm(p).at(at) / rhythm(p).peak() * boost / visit_boost_peak(intent)) {
    sessions_.visit(at, v, session_number(purpose::visit_session, p, candidate), people_, s, doors_,
                    delivery_);
  }
  schedule_visit(p, candidate + 1, at);
}

void World::scan(PersonId p, std::uint32_t ordinal, SimTime at) {
  if (!state_[index(p)].alive) return;
  const ScanParams& scans = config_->streams.scans;
  Stream s = stream(purpose::scan_clock, p, ordinal + 1);
  const double weeks = s.exponential() / scans.background_per_week;
  qr_scan(p, s.below(std::max<std::uint32_t>(scans.known_codes, 1)), at, s, nullptr);
  tasks_.push(at + from_weeks(weeks),
              {TaskKind::scan, static_cast<std::uint32_t>(index(p)), ordinal + 1});
}

void World::qr_scan(PersonId p, std::uint32_t code, SimTime at, Stream& draws,
                    std::optional<SimTime>* arrived) {
  Event e;
  e.occurred = at;
  e.subject = subject_of(p);
  e.ref = code;
  e.kind = EventKind::qr_scan;
  e.source = Source::venue;
  const auto when = delivery_.send(e, draws);
  if (arrived != nullptr) *arrived = when;
}

void World::add_homes(PersonId p) {
  const Person& person = people_[p];
  const auto& kinds = config_->streams.appliances;
  owned_[index(p)] = owned_appliances(kinds, person.archetype, seed_, p);
  for (std::uint8_t k = 0; k < kinds.size(); ++k) {
    if (((owned_[index(p)] >> k) & 1U) == 0) continue;
    const RefillPlan plan =
        refill_plan(kinds[k], person.lambda_per_week, config_->streams.intent.stock_loss_frac);
    homes_.add({.person = p,
                .joined = person.joined,
                .archetype = person.archetype,
                .kind = k,
                .cycle_days = plan.cycle_days});
  }
}

void World::start_homes() {
  homes_.start([this](HomeId home, SimTime at) {
    tasks_.push(at, {TaskKind::home_due, static_cast<std::uint32_t>(index(home)), 0});
  });
  plan_home_reports();
}

void World::home_due(HomeId home, SimTime at) {
  const Homes::Step step = homes_.run_due(home, at);
  if (step.next < run_end()) {
    tasks_.push(step.next, {TaskKind::home_due, static_cast<std::uint32_t>(index(home)), 0});
  }
  if (!step.low || !state_[index(step.low->person)].alive) return;
  const PersonId p = step.low->person;
  const StreamParams& streams = config_->streams;
  const RefillPlan plan = refill_plan(streams.appliances[step.low->kind],
                                      people_[p].lambda_per_week, streams.intent.stock_loss_frac);
  Need need;
  need.person = p;
  need.topic = step.low->topic;
  need.origin = Origin::replenishment;
  need.occasion = step.low->occasion;
  need.plain_time = true;
  need.conversion = static_cast<float>(plan.conversion);
  const double left_s = in_seconds(step.low->empty - at);
  need.dwell_s = {static_cast<float>(left_s / 2.0), static_cast<float>(left_s / 3.0),
                  static_cast<float>(left_s / 6.0)};
  open_need(need, at);
}

void World::home_reports(SimTime minute) {
  homes_.report(std::min(minute + one_minute, run_end()), delivery_);
  plan_home_reports();
}

// At the whole minute in which the next report falls, however the run is cut.
void World::plan_home_reports() {
  const auto next = homes_.next_report();
  if (!next || *next >= run_end()) return;
  tasks_.push(*next - next->time_since_epoch() % one_minute, {TaskKind::home_reports, 0, 0});
}

}  // namespace shoal::sim
