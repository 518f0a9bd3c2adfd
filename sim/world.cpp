#include "sim/world.hpp"

#include "core/contracts.hpp"

#include <algorithm>

namespace shoal::sim {

namespace {

// Where fewer events are to be made, waking others takes longer than making them (.3 us each).
constexpr double events_worth_sharing = 200.0;

bool arrived_before(const Event& a, const Event& b) {
  return a.arrived != b.arrived ? a.arrived < b.arrived : a.id < b.id;
}

// Merges sorted runs that lie one behind the other.
void merge_runs(std::vector<Event>& events, std::vector<std::size_t> ends) {
  while (ends.size() > 2) {
    std::vector<std::size_t> merged{ends.front()};
    for (std::size_t i = 2; i < ends.size(); i += 2) {
      const auto at = [&](std::size_t k) {
        return events.begin() + static_cast<std::ptrdiff_t>(ends[k]);
      };
      std::inplace_merge(at(i - 2), at(i - 1), at(i), arrived_before);
      merged.push_back(ends[i]);
    }
    if (merged.back() != ends.back()) merged.push_back(ends.back());
    ends = std::move(merged);
  }
}

}  // namespace

World::World(std::shared_ptr<const WorldConfig> config, Seed seed)
    : setting_(std::make_shared<const Setting>(std::move(config), seed)) {
  const std::uint32_t markets = setting_->config->markets;
  markets_.reserve(markets);
  for (std::uint32_t m = 0; m < markets; ++m) markets_.emplace_back(setting_, m);
  arrivals_.resize(markets);
}

void World::advance(SimTime until, std::vector<Event>& arrived, Team* team) {
  require(until >= now_, "a world cannot live backwards");
  if (markets_.size() == 1) {
    now_ = until;
    markets_.front().advance(until, arrived);
    return note_purchases();
  }
  const double span_us = static_cast<double>((until - now_).count());
  if (events_per_us_ * span_us < events_worth_sharing) team = nullptr;
  const std::size_t old = arrived.size();
  now_ = until;
  const auto live = [&](std::size_t m) {
    arrivals_[m].clear();
    markets_[m].advance(until, arrivals_[m]);
    for (Event& e : arrivals_[m]) {  // a number of its own in the whole world
      e.id = EventId{static_cast<std::uint64_t>(e.id) * markets_.size() + m};
    }
  };
  run_parts(team, markets_.size(), live);
  std::vector<std::size_t> ends{arrived.size()};
  for (const std::vector<Event>& run : arrivals_) {
    arrived.insert(arrived.end(), run.begin(), run.end());
    ends.push_back(arrived.size());
  }
  merge_runs(arrived, std::move(ends));
  if (span_us > 0.0) events_per_us_ = static_cast<double>(arrived.size() - old) / span_us;
  note_purchases();
}

void World::note_purchases() {
  const auto old = static_cast<std::ptrdiff_t>(truth_.purchases.size());
  truth_.emitted = 0;
  truth_.sales_lost_to_stock = 0;
  truth_.bot_events = 0;
  truth_.delivery = {};
  for (Market& m : markets_) {
    const std::vector<TruePurchase> bought = m.take_purchases();
    truth_.purchases.insert(truth_.purchases.end(), bought.begin(), bought.end());
    truth_.emitted += m.sent();
    truth_.bot_events += m.bot_events();
    for (std::size_t s = 0; s < sources; ++s) truth_.delivery[s] += m.delivery_counts()[s];
    truth_.sales_lost_to_stock += m.sales_lost_to_stock();
  }
  if (markets_.size() == 1) return;
  std::stable_sort(truth_.purchases.begin() + old, truth_.purchases.end(),
                   [](const TruePurchase& a, const TruePurchase& b) { return a.at < b.at; });
}

void World::require_valid(const TouchOrder& order) const {
  require(index(order.person) < people().size(), "a touch for nobody");
  require(index(order.creative) < config().creatives.size(), "a touch with an unknown creative");
  require(index(order.topic) < config().streams.topics.size(), "a touch with an unknown topic");
}

void World::touch(const TouchOrder& order) {
  require_valid(order);
  truth_.touches.push_back(market(order.person).touch(order, now_));
}

void World::reject(const TouchOrder& order, Rejection why) {
  require(index(order.person) < people().size(), "a refusal for nobody");
  market(order.person).reject(order, why, now_);
}

void World::survey(std::span<const PersonId> sample) {
  for (const PersonId p : sample) market(p).survey(p, now_);
}

std::vector<TrueDrift> World::true_drifts() const {
  std::vector<TrueDrift> drifts;
  for (std::size_t d = 0; d < setting_->drifts.size(); ++d) {
    const DriftParams& params = setting_->drifts.params(d);
    const DriftWindow& window = setting_->drifts.window(d);
    drifts.push_back({.name = params.name,
                      .form = params.form,
                      .target = params.target,
                      .start = window.start,
                      .end = window.end,
                      .topic = params.topic,
                      .members = {},
                      .decoys = {}});
  }
  for (const Market& m : markets_) m.add_drifts(drifts, now_);
  for (TrueDrift& d : drifts) {
    std::sort(d.members.begin(), d.members.end(), [](const auto& a, const auto& b) {
      return a.onset != b.onset ? a.onset < b.onset : a.person < b.person;
    });
    std::sort(d.decoys.begin(), d.decoys.end());
  }
  return drifts;
}

const Need* World::strongest_need(PersonId p) const {
  if (!alive(p)) return nullptr;
  const Market& m = market(p);
  const NeedLink need = m.needs().strongest(m.first_need(p));
  return need ? &m.needs()[*need] : nullptr;
}

const Need* World::strongest_need(PersonId p, TopicId topic) const {
  if (!alive(p)) return nullptr;
  const Market& m = market(p);
  const NeedLink need = m.needs().strongest(m.first_need(p), topic);
  return need ? &m.needs()[*need] : nullptr;
}

std::vector<Need> World::needs_of(PersonId p) const {
  std::vector<Need> needs;
  const Market& m = market(p);
  if (!alive(p)) return needs;
  for (NeedLink link = m.first_need(p); link; link = m.needs()[*link].next) {
    needs.push_back(m.needs()[*link]);
  }
  return needs;
}

std::uint64_t World::tasks_done() const {
  std::uint64_t sum = 0;
  for (const Market& m : markets_) sum += m.tasks_done();
  return sum;
}

Footprint World::footprint() const {
  Footprint sum;
  sum.people = people().bytes();
  for (const Market& m : markets_) sum += m.footprint();
  return sum;
}

}  // namespace shoal::sim
