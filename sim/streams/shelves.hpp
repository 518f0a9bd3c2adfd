// Shelf stock under continuous review (Scarf 1960; Zipkin 2000, ch. 6). Each store has `facings`
// shelves a topic, one for each variant of the good. When the stock of a shelf falls to s, one
// order goes out: under (s, S) its delivery fills the shelf, under (s, Q) it brings Q units, up to
// what fits. It comes after an exponential lead time, in the hours of delivery.
//
// A buyer wants one variant. If that is out, they take another (`substitute_frac`), or else come
// back later once (`defer_frac`), or the sale is lost.
#pragma once

#include "core/random.hpp"
#include "engine/contract/event.hpp"
#include "sim/delivery/delivery.hpp"
#include "sim/streams/store_params.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace shoal::sim {

enum class ShelfId : std::uint32_t {};

class Shelves {
 public:
  // Stores are numbered from 0; what they send says first_store + number.
  Shelves(const ShelfParams& params, std::size_t topics, Seed seed, std::uint32_t first_store = 0);

  std::size_t size() const { return stock_.size(); }
  ShelfId shelf(std::uint16_t store, TopicId topic, std::uint32_t facing = 0) const {
    return ShelfId{
        static_cast<std::uint32_t>((store * topics_ + index(topic)) * params_.facings + facing)};
  }
  std::uint32_t stock(ShelfId s) const { return stock_[index(s)]; }

  // What a store shows of a topic: out when no shelf of it holds a unit, low when they hold no more
  // than their reorder points together; without stores nothing is known.
  StockState state(std::uint16_t store, TopicId topic) const;

  enum class Result : std::uint8_t { sold, deferred, lost };
  struct Sale {
    Result result = Result::sold;
    bool substituted = false;
    std::optional<ShelfId> shelf;         // that the unit was taken from
    std::optional<SimTime> delivery_due;  // of an order that this sale set off, for that shelf
    SimTime back_at{};                    // deferred: when the buyer tries again
  };
  // A buyer at a store. `draws` are the buyer's; a fixed number of them is used. Whoever came back
  // (`again`) and finds nothing is lost. Without stores everything is sold.
  Sale buy(std::uint16_t store, TopicId topic, SimTime at, Stream& draws, bool again);

  struct Taken {
    bool sold = false;
    std::optional<SimTime> delivery_due;  // of an order that was set off
  };
  // Takes one unit of one shelf, if there is one.
  Taken take(ShelfId s, SimTime at);
  // The order of shelf s arrives. Returns when the next one does, where Q leaves it at s or below.
  std::optional<SimTime> restock(ShelfId s, SimTime at);

  // Telemetry of a change: emits the level now.
  void report(ShelfId s, SimTime at, Delivery& delivery) const;
  // Periodic telemetry; before it, what vanished since the last one is taken. Returns when an order
  // that this set off is delivered.
  std::optional<SimTime> report_periodic(ShelfId s, SimTime at, Delivery& delivery);

  std::size_t bytes() const { return stock_.capacity() * 4 + ordered_.capacity(); }

 private:
  std::optional<SimTime> order(std::size_t i, SimTime at);
  Stream draws_of(Purpose purpose, std::size_t i, SimTime at) const;
  SimTime in_delivery_hours(SimTime due) const;
  void send(std::size_t i, SimTime at, Stream& draws, Delivery& delivery) const;

  ShelfParams params_;
  std::size_t topics_;
  Seed seed_;
  std::uint32_t first_store_;
  std::vector<std::uint32_t> stock_;  // (store x topic x facing)
  std::vector<std::uint8_t> ordered_;
};

}  // namespace shoal::sim
