// Sessions and what follows them: echoes, and looks at a cart that was left.
#include "sim/purposes.hpp"
#include "sim/streams/echo.hpp"
#include "sim/world.hpp"

#include <array>

namespace shoal::sim {

namespace {

constexpr std::size_t most_topics = 16;  // the loader's limit

// What the shop shows of the shelves of a person's store.
std::span<const StockState> stock_view(const Shelves& shelves, const ShelfParams& params,
                                       std::uint16_t store, std::size_t topics,
                                       std::array<StockState, most_topics>& view) {
  if (params.stores == 0) return {};
  const std::size_t n = std::min(topics, most_topics);
  for (std::size_t k = 0; k < n; ++k) {
    const std::uint32_t left =
        shelves.stock(shelves.shelf(store, TopicId{static_cast<std::uint16_t>(k)}));
    view[k] = left == 0                   ? StockState::out
              : left <= params.reorder_at ? StockState::low
                                          : StockState::available;
  }
  return {view.data(), n};
}

}  // namespace

Visit World::visit_shop(PersonId p, Visitor visitor, std::uint32_t session, SimTime at,
                        Stream& draws, std::optional<PageKind> landing) {
  const StreamParams& streams = config_->streams;
  const Person& person = people_[p];
  PersonState& state = state_[index(p)];
  visitor.subject = subject_of(p);
  visitor.affinity = people_.affinity(p);
  visitor.device = person.device;
  visitor.type =
      state.visited || person.joined <= SimTime{} ? VisitorType::returning : VisitorType::fresh;
  const Archetype& a = config_->population.archetypes[person.archetype];
  if (draws.bernoulli(a.store_visit_frac) && streams.shelves.stores > 0 && !landing) {
    const auto arrived = sessions_.zones(at, visitor, person.store, draws, delivery_);
    return {.arrived = arrived, .ended = at, .return_after = {}};
  }
  std::array<StockState, most_topics> view{};
  visitor.stock = stock_view(shelves_, streams.shelves, person.store, streams.topics.size(), view);
  state.visited = true;
  const Visit visit = sessions_.visit(at, visitor, session, draws, delivery_, landing);
  come_back(p, session, visit);
  return visit;
}

Visit World::decide_in_shop(PersonId p, Visitor visitor, std::uint32_t session,
                            const Outcome& outcome, SimTime at, Stream& draws) {
  const Person& person = people_[p];
  PersonState& state = state_[index(p)];
  visitor.subject = subject_of(p);
  visitor.affinity = people_.affinity(p);
  visitor.device = person.device;
  visitor.type =
      state.visited || person.joined <= SimTime{} ? VisitorType::returning : VisitorType::fresh;
  state.visited = true;
  const Visit visit = sessions_.decide(at, visitor, session, outcome, draws, delivery_);
  come_back(p, session, visit);
  return visit;
}

void World::come_back(PersonId p, std::uint32_t session, const Visit& visit) {
  if (!visit.return_after) return;
  const SimTime when = rhythm(p).after(visit.ended, in_seconds(*visit.return_after));
  if (when >= run_end()) return;
  tasks_.push(when, {TaskKind::cart_return, static_cast<std::uint32_t>(index(p)), session});
}

void World::cart_return(PersonId p, std::uint32_t session, SimTime at) {
  if (!state_[index(p)].alive) return;
  Stream draws = stream(purpose::cart_return, p, session);
  visit_shop(p, visitor(p), session_number(purpose::cart_return, p, session), at, draws,
             PageKind::cart);
}

void World::schedule_echoes(PersonId p, std::uint32_t parent_key, SimTime at) {
  for (const Echo& e : children(seed_, p, parent_key, config_->streams.sessions)) {
    const SimTime when = rhythm(p).after(at, in_seconds(e.delay));
    if (when >= run_end()) continue;
    tasks_.push(when, {TaskKind::echo, static_cast<std::uint32_t>(index(p)), e.key});
  }
}

void World::echo(PersonId p, std::uint32_t key, SimTime at) {
  if (!state_[index(p)].alive) return;
  Stream draws = stream(purpose::visit_echo_session, p, key);
  visit_shop(p, visitor(p), session_number(purpose::visit_echo_session, p, key), at, draws);
  schedule_echoes(p, key, at);
}

}  // namespace shoal::sim
