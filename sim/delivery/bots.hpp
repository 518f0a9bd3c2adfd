// Visitors that are no people: subjects of their own, beyond those of people, that crawl the shop
// in sessions of equal length at equal distances, one page after the other in equal steps, topic
// after topic. They never put anything into a cart, buy, open a message or answer.
//
// The world keeps one task for each bot: its next session.
#pragma once

#include "core/random.hpp"
#include "core/time.hpp"
#include "sim/delivery/delivery.hpp"
#include "sim/delivery/delivery_params.hpp"

#include <cstdint>
#include <functional>

namespace shoal::sim {

class Bots {
 public:
  struct Shape {
    std::uint32_t people = 0;                         // there at the start
    std::function<SubjectId(std::uint32_t)> subject;  // of a bot; no person's
    std::uint32_t topics = 0;
  };
  Bots(const BotParams& params, const Shape& shape, Seed seed);

  std::uint32_t size() const { return count_; }
  SubjectId subject(std::uint32_t bot) const { return shape_.subject(bot); }
  // When a bot's session of this ordinal begins.
  SimTime session_begin(std::uint32_t bot, std::uint32_t ordinal) const;
  // Emits it.
  void session(std::uint32_t bot, std::uint32_t ordinal, Delivery& delivery);
  // So far; what was lost on the way included.
  std::uint64_t events() const { return events_; }

 private:
  BotParams params_;
  Shape shape_;
  Seed seed_;
  std::uint32_t count_;
  std::uint64_t events_ = 0;
};

}  // namespace shoal::sim
