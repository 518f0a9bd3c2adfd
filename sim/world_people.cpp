// Lives, visits and things: what happens to a person by itself.
#include "sim/world.hpp"

#include "sim/purposes.hpp"
#include "sim/world_form.hpp"

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
  state.touched_at = person.joined;
  state.type = sim::response_type(config_->response.types, type_traits(person, config_->population),
                                  seed_, p);
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
  if (person.owns_appliance) start_appliance(p);
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
    sessions_.visit(at, v, session_number(purpose::visit_session, p, candidate), people_, s,
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

// An owner's refills keep lambda: a filling lasts `refill_cycle_days` on average, and its end
// brings a purchase here with probability demand_share x lambda x cycle (elsewhere otherwise).
double World::refill_cycle_days(PersonId p) const {
  const StreamParams& streams = config_->streams;
  const double share_per_day = streams.appliances.demand_share * people_[p].lambda_per_week / 7.0;
  const double longest = (1.0 - streams.intent.stock_loss_frac) / std::max(share_per_day, 1e-12);
  return std::min(streams.appliances.cycle_days, longest);
}

// The filling in use when its owner joins is a length-biased one (Cox 1962, "Renewal Theory", 5.4):
// gamma with one more shape, used by a uniform share.
void World::start_appliance(PersonId p) {
  const ApplianceParams& params = config_->streams.appliances;
  appliance_of_[index(p)] = static_cast<std::uint32_t>(appliances_.size());
  appliances_.emplace_back();
  Stream s = stream(purpose::cycle, p, 0);
  const double used = s.uniform();
  const SimTime joined = people_[p].joined;
  tasks_.push(joined + from_seconds(3600.0 * params.report_hours * s.uniform()),
              {TaskKind::appliance_report, static_cast<std::uint32_t>(index(p)), 0});
  const double days = refill_cycle_days(p) * s.gamma(params.cycle_shape + 1.0) / params.cycle_shape;
  begin_filling(p, {.filled = joined - from_days(used * days),
                    .empty = joined + from_days((1.0 - used) * days),
                    .cycle = 1,
                    .refilled_early = false});
}

void World::next_cycle(PersonId p, std::uint32_t cycle, SimTime filled) {
  const ApplianceParams& params = config_->streams.appliances;
  Stream s = stream(purpose::cycle, p, cycle);
  const double days = refill_cycle_days(p) * s.gamma(params.cycle_shape) / params.cycle_shape;
  begin_filling(p, {.filled = filled,
                    .empty = filled + from_days(days),
                    .cycle = cycle,
                    .refilled_early = false});
}

void World::begin_filling(PersonId p, const Appliance& filling) {
  appliances_[*appliance_of_[index(p)]] = filling;
  const double life_us = static_cast<double>((filling.empty - filling.filled).count());
  const double low_level = config_->streams.appliances.low_level;
  const SimTime low =
      filling.filled + Duration{static_cast<std::int64_t>(life_us * (1.0 - low_level))};
  tasks_.push(std::max(low, people_[p].joined),
              {TaskKind::appliance_low, static_cast<std::uint32_t>(index(p)), filling.cycle});
}

void World::appliance_low(PersonId p, std::uint32_t cycle, SimTime at) {
  const StreamParams& streams = config_->streams;
  const Appliance& a = appliances_[*appliance_of_[index(p)]];
  if (state_[index(p)].alive) {
    Need need;
    need.person = p;
    need.topic = *streams.appliances.topic;
    need.origin = Origin::replenishment;
    need.occasion = cycle;
    need.plain_time = true;
    need.conversion = static_cast<float>(
        std::min(1.0, streams.appliances.demand_share * people_[p].lambda_per_week *
                          refill_cycle_days(p) / 7.0 / (1.0 - streams.intent.stock_loss_frac)));
    const double left_s = in_seconds(a.empty - at);
    need.dwell_s = {static_cast<float>(left_s / 2.0), static_cast<float>(left_s / 3.0),
                    static_cast<float>(left_s / 6.0)};
    open_need(need, at);
  }
  if (a.empty < run_end()) {
    tasks_.push(a.empty,
                {TaskKind::appliance_refill, static_cast<std::uint32_t>(index(p)), cycle + 1});
  }
}

void World::appliance_report(PersonId p, std::uint32_t report, SimTime at) {
  const ApplianceParams& params = config_->streams.appliances;
  const Appliance& a = appliances_[*appliance_of_[index(p)]];
  const double span = std::max(in_days(a.empty - a.filled), 1e-6);
  const double gone = in_days(at - a.filled) / span;
  const double level = a.refilled_early ? 1.0 : std::clamp(1.0 - gone, 0.0, 1.0);
  Stream s = stream(purpose::telemetry, p, report);
  Event e;
  e.occurred = at;
  e.subject = subject_of(p);
  e.ref = 0;
  e.topic = *params.topic;
  e.source = Source::home;
  e.kind = EventKind::appliance_level;
  e.value = static_cast<float>(std::clamp(level + params.level_noise_sd * s.normal(), 0.0, 1.0));
  send(e, s);
  e.kind = EventKind::appliance_use;
  e.value = static_cast<float>(params.report_hours / 24.0 / span * s.gamma(4.0) / 4.0);
  send(e, s);
  const SimTime next = at + from_seconds(3600.0 * params.report_hours);
  if (next < run_end()) {
    tasks_.push(next,
                {TaskKind::appliance_report, static_cast<std::uint32_t>(index(p)), report + 1});
  }
}

}  // namespace shoal::sim
