// Visits: on their own, brought about by visits, for the sake of a need, and to a cart left behind.
#include "sim/market.hpp"
#include "sim/purposes.hpp"
#include "sim/streams/echo.hpp"

#include <algorithm>
#include <array>

namespace shoal::sim {

namespace {

constexpr double week_s = 604800.0;

// What the shop shows of the shelves of a store.
std::span<const StockState> stock_view(const Shelves& shelves, const StreamParams& streams,
                                       std::uint16_t store,
                                       std::array<StockState, max_topics>& view) {
  if (streams.shelves.stores == 0) return {};
  const std::size_t n = std::min(streams.topics.size(), max_topics);
  for (std::size_t k = 0; k < n; ++k) {
    view[k] = shelves.state(store, TopicId{static_cast<std::uint16_t>(k)});
  }
  return {view.data(), n};
}

}  // namespace

// Immigrants of the Hawkes process: Poisson in the activity time of visits, so no candidate is
// thrown away.
void Market::schedule_visit(PersonId p, std::uint32_t ordinal, SimTime from) {
  const double per_week =
      immigrant_visits_per_week(config().streams.sessions) * person(p).visit_factor;
  if (per_week <= 0.0) return;
  Stream s = stream(purpose::visit_clock, p, ordinal);
  const double gap_s = std::min(s.exponential() * week_s / per_week, 1e10);
  push(setting_->visit_clock(p).after(from, gap_s), TaskKind::visit, number(p), ordinal);
}

void Market::visit(PersonId p, std::uint32_t ordinal, SimTime at) {
  if (!lives(p, at)) return;
  Stream s = stream(purpose::visit_session, p, ordinal);
  const std::uint32_t session = session_number(purpose::visit_session, p, ordinal);
  visit_shop(p, idle_visitor(p), session, at, s);
  schedule_echoes(p, session, at);
  schedule_visit(p, ordinal + 1, at);
}

void Market::schedule_echoes(PersonId p, std::uint32_t key, SimTime at) {
  for (const Echo& e : children(setting_->seed, p, key & Task::b_mask, config().streams.sessions)) {
    push(clock(p).after(at, in_seconds(e.delay)), TaskKind::echo, number(p), e.key);
  }
}

void Market::echo(PersonId p, std::uint32_t key, SimTime at) {
  if (!lives(p, at)) return;
  Stream draws = stream(purpose::visit_echo_session, p, key);
  visit_shop(p, idle_visitor(p), session_number(purpose::visit_echo_session, p, key), at, draws);
  schedule_echoes(p, key, at);
}

void Market::come_back(PersonId p, std::uint32_t session, const Visit& visit) {
  if (!visit.return_after) return;
  push(clock(p).after(visit.ended, in_seconds(*visit.return_after)), TaskKind::cart_return,
       number(p), session);
}

void Market::cart_return(PersonId p, std::uint32_t session, SimTime at) {
  if (!lives(p, at)) return;
  Stream draws = stream(purpose::cart_return, p, session);
  visit_shop(p, idle_visitor(p), session_number(purpose::cart_return, p, session), at, draws,
             PageKind::cart);
}

// About the strongest need, if there is one.
Visitor Market::idle_visitor(PersonId p) const {
  Visitor v;
  v.stage = Stage::idle;
  if (const NeedLink need = needs_.strongest(state(p).first_need)) {
    v.stage = needs_[*need].stage;
    v.topic = needs_[*need].topic;
  }
  return v;
}

void Market::complete(PersonId p, Visitor& visitor, const Taste& taste) {
  const State& s = state(p);
  visitor.affinity = taste.weights();
  visitor.device = person(p).device;
  visitor.type =
      s.visited || !setting_->people.newcomer(p) ? VisitorType::returning : VisitorType::fresh;
}

// The subject that the session is seen under; a log-in tells the loyalty number.
SubjectId Market::open_session(PersonId p, std::uint32_t session, SimTime at, Login login,
                               Stream& draws) {
  Identities::Session seen = setting_->identities.session(p, at, session);
  if (!setting_->identities.several()) seen.subject = subject_of(p);
  state(p).visited = true;
  if (setting_->identities.several() && (seen.logs_in || login == Login::certain)) {
    Event e;
    e.occurred = at;
    e.subject = seen.subject;
    e.ref = static_cast<std::uint32_t>(subject_of(p));
    e.kind = EventKind::identify;
    e.source = Source::web;
    delivery_.send(e, draws);
  }
  return seen.subject;
}

Visit Market::visit_shop(PersonId p, Visitor visitor, std::uint32_t session, SimTime at,
                         Stream& draws, std::optional<PageKind> landing) {
  const StreamParams& streams = config().streams;
  const Person& who = person(p);
  const Taste wants = taste(p, at);
  complete(p, visitor, wants);
  const Archetype& a = config().population.archetypes[who.archetype];
  if (!landing && streams.shelves.stores > 0 && draws.bernoulli(a.store_visit_frac)) {
    const auto comes = hours_.is_open(at) ? at : hours_.visit(at, draws.uniform());
    if (comes) {
      doors_.enter(who.store);
      visitor.subject = subject_of(p);
      const StoreVisit walk{.subject = visitor.subject,
                            .store = static_cast<std::uint16_t>(first_store() + who.store),
                            .from = *comes,
                            .closes = hours_.closes(*comes)};
      const auto arrived = setting_->sessions.zones(walk, visitor, draws, delivery_);
      return {.arrived = arrived, .ended = *comes, .return_after = {}};
    }
  }
  visitor.subject = open_session(p, session, at, Login::perhaps, draws);
  std::array<StockState, max_topics> view{};
  visitor.stock = stock_view(shelves_, streams, who.store, view);
  const Visit visit = setting_->sessions.visit(at, visitor, session, draws, delivery_, landing);
  come_back(p, session, visit);
  return visit;
}

Visit Market::decide_in_shop(PersonId p, Visitor visitor, std::uint32_t session,
                             const Outcome& outcome, SimTime at, Stream& draws) {
  const Taste wants = taste(p, at);
  complete(p, visitor, wants);
  const bool buys = outcome.kind == Outcome::Kind::purchase;
  visitor.subject = open_session(p, session, at, buys ? Login::certain : Login::perhaps, draws);
  const Visit visit = setting_->sessions.decide(at, visitor, session, outcome, draws, delivery_);
  come_back(p, session, visit);
  return visit;
}

// Scans of known codes: a Poisson process of each person, a week at a time, so that nobody needs a
// pending task; of who has not joined or has left it is none.
void Market::scan_week(std::uint32_t week, SimTime at) {
  const double mean = config().streams.scans.background_per_week;
  if (mean <= 0.0) return;
  for (std::uint32_t local = 0; local < states_.size(); ++local) {
    const PersonId p{(local << shift_) | number_};
    Stream s = stream(purpose::scan_week, p, week);
    const std::uint32_t scans = s.poisson(mean);
    for (std::uint32_t k = 0; k < scans; ++k) {
      push(at + from_weeks(s.uniform()), TaskKind::scan, number(p), week * most_scans + k);
    }
  }
  push(at + one_week, TaskKind::scan_week, week + 1, 0);
}

void Market::scan(PersonId p, std::uint32_t ordinal, SimTime at) {
  if (noted_at(p) > at || !lives(p, at)) return;
  Stream s = stream(purpose::scan, p, ordinal);
  qr_scan(p, s.below(std::max<std::uint32_t>(config().streams.scans.known_codes, 1)), at, s);
}

std::optional<SimTime> Market::qr_scan(PersonId p, std::uint32_t code, SimTime at, Stream& draws) {
  Event e = event_of(p, EventKind::qr_scan, Source::venue, at);
  e.ref = code;
  return delivery_.send(e, draws);
}

}  // namespace shoal::sim
