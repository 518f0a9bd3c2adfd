#include "sim/delivery/bots.hpp"

#include "core/hash.hpp"
#include "sim/purposes.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

Bots::Bots(const BotParams& params, const Shape& shape, Seed seed)
    : params_(params),
      shape_(shape),
      seed_(seed),
      count_(params.sessions_per_day > 0.0
                 ? static_cast<std::uint32_t>(std::lround(params.per_person * shape.people))
                 : 0) {}

SimTime Bots::session_begin(std::uint32_t bot, std::uint32_t ordinal) const {
  Stream draws(seed_, purpose::bot, bot, 0);
  return SimTime{} + from_days((draws.uniform() + ordinal) / params_.sessions_per_day);
}

void Bots::session(std::uint32_t bot, std::uint32_t ordinal, Delivery& delivery) {
  Stream draws(seed_, purpose::bot_session, bot, ordinal);
  Event e;
  e.subject = subject(bot);
  e.source = Source::web;
  e.ref = static_cast<std::uint32_t>(hash_combine(index(e.subject), ordinal));
  e.kind = EventKind::session_start;
  e.occurred = session_begin(bot, ordinal);
  delivery.send(e, draws);
  e.kind = EventKind::product_view;
  e.value = static_cast<float>(params_.gap_s);
  const auto pages = static_cast<std::uint32_t>(params_.pages);
  for (std::uint32_t n = 0; n < pages; ++n) {
    e.occurred += from_seconds(params_.gap_s);
    e.topic = TopicId{static_cast<std::uint16_t>(n % std::max(shape_.topics, 1U))};
    delivery.send(e, draws);
  }
  events_ += pages + 1;
}

}  // namespace shoal::sim
