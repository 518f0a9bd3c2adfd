// What one session or store visit emits: a page chain conditioned on the visitor's stage, with
// log-normal gaps; in a store, dwell at beacons. A whole session is generated at once.
#pragma once

#include "core/random.hpp"
#include "sim/delivery/delivery.hpp"
#include "sim/population/population.hpp"
#include "sim/streams/footfall.hpp"
#include "sim/streams/store_hours.hpp"
#include "sim/streams/stream_params.hpp"

#include <cstdint>
#include <optional>

namespace shoal::sim {

struct Visitor {
  PersonId person{};
  SubjectId subject{};
  Stage stage{};
  std::optional<TopicId> topic;  // what the session is about, if anything
};

struct Outcome {  // of the decision that a session ends with
  enum class Kind : std::uint8_t { none, cart, purchase } kind = Kind::none;
  std::int64_t paid_minor = 0;
};

class Sessions {
 public:
  Sessions(const StreamParams& streams, const PopulationParams& population);

  // Emits an online session, or a store visit where the person goes to a store: they come in by one
  // of `doors`, in its opening hours. Returns when its first event arrives, if any did. `session`
  // is its public number.
  std::optional<SimTime> visit(SimTime at, const Visitor& visitor, std::uint32_t session,
                               const Population& people, Stream& draws, Footfall& doors,
                               Delivery& delivery) const;

  // Emits the session in which a need is decided: a view, a cart, perhaps a checkout and purchase.
  void decide(SimTime at, const Visitor& visitor, std::uint32_t session, const Outcome& outcome,
              Stream& draws, Delivery& delivery) const;

 private:
  std::optional<SimTime> pages(SimTime at, const Visitor& visitor, std::uint32_t session,
                               const Population& people, Stream& draws, Delivery& delivery) const;
  std::optional<SimTime> zones(SimTime at, const Visitor& visitor, const Population& people,
                               Stream& draws, Delivery& delivery) const;

  const StreamParams* streams_;
  const PopulationParams* population_;
  StoreHours hours_;
};

}  // namespace shoal::sim
