#include "sim/streams/session.hpp"

#include "sim/streams/beacons.hpp"

#include <algorithm>
#include <array>

namespace shoal::sim {

namespace {

enum class Column : std::uint8_t { page, search, product_view, cart, exit };

constexpr std::array<EventKind, 4> kind_of_column = {EventKind::page, EventKind::search,
                                                     EventKind::product_view, EventKind::cart};

Column next_column(const std::array<double, page_columns>& row, double u) {
  for (std::size_t c = 0; c + 1 < page_columns; ++c) {
    if (u < row[c]) return static_cast<Column>(c);
    u -= row[c];
  }
  return Column::exit;
}

Event web_event(EventKind kind, SimTime at, const Visitor& visitor, std::uint32_t session) {
  Event e;
  e.occurred = at;
  e.subject = visitor.subject;
  e.ref = session;
  e.kind = kind;
  e.source = Source::web;
  return e;
}

}  // namespace

Sessions::Sessions(const StreamParams& streams, const PopulationParams& population)
    : streams_(&streams), population_(&population), hours_(streams.store_hours) {}

std::optional<SimTime> Sessions::visit(SimTime at, const Visitor& visitor, std::uint32_t session,
                                       const Population& people, Stream& draws, Footfall& doors,
                                       Delivery& delivery) const {
  const Archetype& a = population_->archetypes[people[visitor.person].archetype];
  const bool to_store = draws.bernoulli(a.store_visit_frac) && streams_->shelves.stores > 0;
  if (to_store) {
    const auto comes = hours_.is_open(at) ? at : hours_.visit(at, draws.uniform());
    if (comes) {
      doors.enter(people[visitor.person].store);
      return zones(*comes, visitor, people, draws, delivery);
    }
  }
  return pages(at, visitor, session, people, draws, delivery);
}

std::optional<SimTime> Sessions::pages(SimTime at, const Visitor& visitor, std::uint32_t session,
                                       const Population& people, Stream& draws,
                                       Delivery& delivery) const {
  const SessionParams& p = streams_->sessions;
  const auto& row = p.next_page[static_cast<std::size_t>(visitor.stage)];
  Event start = web_event(EventKind::session_start, at, visitor, session);
  if (visitor.topic) start.topic = *visitor.topic;
  const std::optional<SimTime> arrived = delivery.send(start, draws);
  for (std::uint32_t n = 0; n < p.max_pages; ++n) {
    const Column column = next_column(row, draws.uniform());
    if (column == Column::exit) break;
    const double gap_s = std::min(draws.log_normal(p.gap_log_mean, p.gap_log_sd), 1800.0);
    const bool on_topic = draws.bernoulli(streams_->intent.topic_fidelity);
    const double u = draws.uniform();
    at += from_seconds(gap_s);
    Event e = web_event(kind_of_column[static_cast<std::size_t>(column)], at, visitor, session);
    if (column != Column::page) {
      e.topic = visitor.topic && on_topic ? *visitor.topic : people.topic_at(visitor.person, u);
    }
    if (column == Column::product_view) e.value = static_cast<float>(gap_s);
    delivery.send(e, draws);
  }
  return arrived;
}

std::optional<SimTime> Sessions::zones(SimTime at, const Visitor& visitor, const Population& people,
                                       Stream& draws, Delivery& delivery) const {
  const auto topic_of = [&](double u, double v) {
    return visitor.topic && u < streams_->intent.topic_fidelity
               ? *visitor.topic
               : people.topic_at(visitor.person, v);
  };
  return walk(streams_->beacons,
              {.subject = visitor.subject,
               .store = people[visitor.person].store,
               .from = at,
               .closes = hours_.closes(at)},
              topic_of, draws, delivery);
}

void Sessions::decide(SimTime at, const Visitor& visitor, std::uint32_t session,
                      const Outcome& outcome, Stream& draws, Delivery& delivery) const {
  if (outcome.kind == Outcome::Kind::none) return;
  const bool buys = outcome.kind == Outcome::Kind::purchase;
  const std::array<EventKind, 5> steps = {EventKind::session_start, EventKind::product_view,
                                          EventKind::cart, EventKind::checkout,
                                          EventKind::purchase};
  const std::size_t count = buys ? steps.size() : 3;
  const SessionParams& p = streams_->sessions;
  // The purchase is the instant of the decision; what leads to it is emitted with it.
  for (std::size_t n = 0; n < count; ++n) {
    Event e = web_event(steps[n], at, visitor, session);
    if (visitor.topic) e.topic = *visitor.topic;
    if (steps[n] == EventKind::purchase) e.value = static_cast<float>(outcome.paid_minor);
    const double gap_s = std::min(draws.log_normal(p.gap_log_mean, p.gap_log_sd), 1800.0);
    if (steps[n] == EventKind::product_view) e.value = static_cast<float>(gap_s);
    delivery.send(e, draws);
    at += from_seconds(gap_s);
  }
}

}  // namespace shoal::sim
