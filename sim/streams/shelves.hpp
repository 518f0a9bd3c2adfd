// Shelf stock: an (s, S) policy per store and topic under continuous review (Scarf 1960; Zipkin
// 2000, ch. 6): when the stock falls to s an order brings it back to S after a lead time.
#pragma once

#include "core/random.hpp"
#include "sim/delivery/delivery.hpp"
#include "sim/streams/stream_params.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace shoal::sim {

enum class ShelfId : std::uint32_t {};

class Shelves {
 public:
  Shelves(const ShelfParams& params, std::size_t topics);

  std::size_t size() const { return stock_.size(); }
  ShelfId shelf(std::uint16_t store, TopicId topic) const {
    return ShelfId{static_cast<std::uint32_t>(store * topics_ + index(topic))};
  }
  std::uint32_t stock(ShelfId s) const { return stock_[index(s)]; }

  struct Taken {
    bool sold = false;
    std::optional<SimTime> delivery_due;  // of an order that this sale set off
  };
  // Takes one unit, if there is one. Without stores there is always one.
  Taken take(ShelfId s, SimTime at, Seed seed);
  void restock(ShelfId s);  // the order of shelf s arrives

  // Emits the level now.
  void report(ShelfId s, SimTime at, Seed seed, Delivery& delivery) const;

 private:
  ShelfParams params_;
  std::size_t topics_;
  std::vector<std::uint32_t> stock_;  // (store x topic)
  std::vector<std::uint8_t> ordered_;
};

}  // namespace shoal::sim
