// Homes, shelves and doors.
#include "sim/market.hpp"

#include <algorithm>

namespace shoal::sim {

void Market::run_thing(const Task& task, SimTime at) {
  switch (task.kind()) {
    case TaskKind::home_due:
      return home_due(HomeId{task.a}, at);
    case TaskKind::home_reports:
      homes_.report(
          std::min(at + one_minute, setting_->run_end),
          [this](PersonId p) { return setting_->identities.known(p); }, delivery_);
      return plan_home_reports();
    case TaskKind::restock:
      plan_restock(ShelfId{task.a}, shelves_.restock(ShelfId{task.a}, at));
      return shelves_.report(ShelfId{task.a}, at, delivery_);
    case TaskKind::shelf_report:
      plan_restock(ShelfId{task.a}, shelves_.report_periodic(ShelfId{task.a}, at, delivery_));
      return push(at + from_seconds(3600.0 * config().streams.shelves.report_hours),
                  TaskKind::shelf_report, task.a, 0);
    case TaskKind::footfall:
      doors_.report(at, delivery_);
      return push(at + doors_.interval(), TaskKind::footfall, 0, 0);
    case TaskKind::bot_session:
      bots_.session(task.a, task.b(), delivery_);
      return push(bots_.session_begin(task.a, task.b() + 1), TaskKind::bot_session, task.a,
                  task.b() + 1);
    case TaskKind::venue_minute:
      if (const auto next = venues_[task.a]->minute(at, delivery_)) {
        push(*next, TaskKind::venue_minute, task.a, 0);
      }
      return;
    default:
      return;
  }
}

void Market::add_homes(PersonId p) {
  const Person& who = person(p);
  const auto& kinds = config().streams.appliances;
  if (kinds.empty()) return;
  State& s = state(p);
  s.owned = owned_appliances(kinds, who.archetype, setting_->seed, p);
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    if (((s.owned >> k) & 1U) == 0) continue;
    const RefillPlan plan =
        refill_plan(kinds[k], who.lambda_per_week, config().streams.intent.stock_loss_frac);
    homes_.add({.person = p,
                .joined = setting_->people.joined(p) + one_second,  // homes live by whole seconds
                .rhythm = static_cast<std::uint8_t>(setting_->clock_number(who)),
                .kind = static_cast<std::uint8_t>(k),
                .cycle_days = plan.cycle_days});
  }
}

// Refills run by the clock: half of what is left in curious, a third evaluating, a sixth ready.
void Market::home_due(HomeId home, SimTime at) {
  const Homes::Step step = homes_.run_due(home, at);
  push(step.next, TaskKind::home_due, static_cast<std::uint32_t>(index(home)), 0);
  if (!step.low || !lives(step.low->person, at)) return;
  Need need;
  need.person = step.low->person;
  need.topic = step.low->topic;
  need.origin = Origin::replenishment;
  need.occasion = step.low->occasion;
  need.plain_time = true;
  const double left_s = in_seconds(step.low->empty - at);
  need.dwell = {CoarseSpan(left_s / 2.0), CoarseSpan(left_s / 3.0), CoarseSpan(left_s / 6.0)};
  open_need(need, at);
}

// At the whole minute in which the next report falls, however the run is cut.
void Market::plan_home_reports() {
  const auto next = homes_.next_report();
  if (!next || *next >= setting_->run_end) return;  // the run may end within a minute
  push(*next - next->time_since_epoch() % one_minute, TaskKind::home_reports, 0, 0);
}

// Every market has a venue of its own, and its part of the strangers.
void Market::plan_venue(std::uint32_t drift) {
  const DriftParams& p = setting_->drifts.params(drift);
  const DriftWindow& window = setting_->drifts.window(drift);
  if (p.signature != Signature::qr_scan || p.visitors <= 0.0) return;
  venues_[drift].emplace(
      LiveEvent{.number = number_ * static_cast<std::uint32_t>(max_drifts) + drift,
                .code = window.code,
                .start = window.start,
                .end = window.start + from_seconds(3600.0 * p.onset_hours),
                .visitors = p.visitors / config().markets,
                .scan_frac = p.visitor_scan_frac},
      setting_->seed);
  push(window.start, TaskKind::venue_minute, drift, 0);
}

void Market::plan_restock(std::optional<ShelfId> shelf, std::optional<SimTime> due) {
  if (shelf && due) push(*due, TaskKind::restock, static_cast<std::uint32_t>(index(*shelf)), 0);
}

}  // namespace shoal::sim
