// Corruption: one field of an event comes out wrong. Which one and how is drawn from the event's
// own stream. The id and the arrival stay as they are: the transport
// vouches for those.
#pragma once

#include "core/random.hpp"
#include "engine/contract/event.hpp"

#include <cstdint>

namespace shoal::sim {

enum class Damage : std::uint8_t {
  value_missing,    // not a number
  value_flipped,    // one bit of the float
  topic_garbled,    // a random byte: often a topic that does not exist
  kind_garbled,     // a random byte: often a kind that does not exist
  source_garbled,   // a random byte: often a source that does not exist
  subject_flipped,  // one bit: another subject, or one that does not exist
  ref_flipped,      // one bit
  time_flipped,     // one of the low 56 bits of `occurred`: from nothing to a thousand years
};
inline constexpr std::size_t damages = 8;

void damage(Event& event, Damage what, Stream& draws);

}  // namespace shoal::sim
