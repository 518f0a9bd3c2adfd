// Sessions of one lossless shop, told apart by their draws, for the tests of sessions.
#pragma once

#include "sim/streams/session.hpp"
#include "tests/sim/order_of_sending.hpp"
#include "tests/sim/world/small_world.hpp"

#include <array>
#include <optional>
#include <vector>

namespace shoal::sim {

inline constexpr SimTime noon{one_day / 2};
inline constexpr std::uint32_t a_session = 4711;
inline const std::vector<float> tastes{0.4F, 0.3F, 0.2F, 0.1F};

inline Visitor visitor(Stage stage, std::optional<TopicId> topic) {
  Visitor v;
  v.subject = SubjectId{7};
  v.stage = stage;
  v.topic = topic;
  v.affinity = tastes;
  return v;
}

inline std::optional<PageKind> page_kind(const Event& e) {
  switch (e.kind) {
    case EventKind::search:
      return PageKind::search;
    case EventKind::product_view:
      return PageKind::product;
    case EventKind::cart:
      return PageKind::cart;
    case EventKind::page:
      return e.value == 0.0F   ? PageKind::home
             : e.value == 1.0F ? PageKind::account
                               : PageKind::information;
    default:
      return std::nullopt;
  }
}

struct Shop {
  StreamParams streams = detail::small_streams();

  // The events of the nth visit, in the order in which they were sent.
  std::vector<Event> visit(const Visitor& v, std::uint32_t n,
                           std::optional<PageKind> landing = std::nullopt) const {
    Delivery delivery{DeliveryParams{}, Seed{1}};
    Stream draws(Seed{5}, Purpose{1}, n, 0);
    last = Sessions(streams).visit(noon, v, a_session, draws, delivery, landing);
    return sent(delivery);
  }
  std::vector<Event> decide(const Visitor& v, const Outcome& outcome, std::uint32_t n) const {
    Delivery delivery{DeliveryParams{}, Seed{1}};
    Stream draws(Seed{6}, Purpose{1}, n, 0);
    last = Sessions(streams).decide(noon, v, a_session, outcome, draws, delivery);
    return sent(delivery);
  }
  std::vector<PageKind> path(const Visitor& v, std::uint32_t n) const {
    std::vector<PageKind> kinds;
    for (const Event& e : visit(v, n)) {
      if (const auto kind = page_kind(e)) kinds.push_back(*kind);
    }
    return kinds;
  }
  // When each page opened, and the end of the last one.
  std::vector<SimTime> openings(const std::vector<Event>& events) const {
    std::vector<SimTime> at;
    for (const Event& e : events) {
      if (e.kind == EventKind::session_start) continue;
      at.push_back(e.kind == EventKind::product_view
                       ? e.occurred - from_seconds(static_cast<double>(e.value))
                       : e.occurred);
    }
    at.push_back(last.ended);
    return at;
  }

  mutable Visit last;

 private:
  static std::vector<Event> sent(Delivery& delivery) {
    std::vector<Event> events;
    delivery.receive(noon + 365 * one_day, events);
    in_order_of_sending(events);
    return events;
  }
};

}  // namespace shoal::sim
