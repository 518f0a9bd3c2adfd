#include "sim/delivery/damage.hpp"

#include <bit>
#include <limits>

namespace shoal::sim {

void damage(Event& event, Damage what, Stream& draws) {
  const std::uint32_t word = draws();
  const auto byte = static_cast<std::uint8_t>(word >> 24U);
  const std::uint32_t bit = 1U << (word % 32U);
  switch (what) {
    case Damage::value_missing:
      event.value = std::numeric_limits<float>::quiet_NaN();
      return;
    case Damage::value_flipped:
      event.value = std::bit_cast<float>(std::bit_cast<std::uint32_t>(event.value) ^ bit);
      return;
    case Damage::topic_garbled:
      event.topic = std::bit_cast<OptionalTopic>(byte);
      return;
    case Damage::kind_garbled:
      event.kind = static_cast<EventKind>(byte);
      return;
    case Damage::source_garbled:
      event.source = static_cast<Source>(byte);
      return;
    case Damage::subject_flipped:
      event.subject = SubjectId{static_cast<std::uint32_t>(index(event.subject)) ^ bit};
      return;
    case Damage::ref_flipped:
      event.ref ^= bit;
      return;
    case Damage::time_flipped:
      event.occurred = SimTime{
          Duration{event.occurred.time_since_epoch().count() ^ (std::int64_t{1} << (word % 56U))}};
      return;
  }
}

}  // namespace shoal::sim
