#include "engine/ai/signals.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::engine {

namespace {

constexpr float unanswered = 0.9F;  // what is left of a long interest after a message about it

void count_hour(SignalRecord& record, SimTime at) {
  const int shift = 4 * (hour_of_day(at) / 3);
  if ((record.rhythm >> shift & 15U) == 15U) {
    record.rhythm = record.rhythm >> 1 & 0x77777777U;  // halve all eight
  }
  record.rhythm += 1U << shift;
}

void note_appliance(SignalRecord& record, const Event& e, Seconds t) {
  const auto topic = e.topic.get();
  if (!topic) return;
  const std::optional<TopicId> known = record.refill();
  if (known && *known != *topic && e.value >= record.level) return;  // the lower one matters
  if (known && *known == *topic) {
    if (t <= record.level_s) return;
    const float days = static_cast<float>(t - record.level_s) / 86400.0F;
    const float fall = (record.level - e.value) / days;
    if (e.value < record.level + 0.02F) {
      const float step = record.has(SignalRecord::appliance_slope) ? 0.3F : 1.0F;
      record.level_slope += step * (std::fmax(fall, 0.0F) - record.level_slope);
      record.mark(SignalRecord::appliance_slope);
    }
  } else {
    record.known &= static_cast<std::uint16_t>(~SignalRecord::appliance_slope);
    record.level_slope = 0.0F;
  }
  record.mark(SignalRecord::appliance);
  record.topics = static_cast<std::uint8_t>((record.topics & 15U) | (index(*topic) << 4));
  record.level = e.value;
  record.level_s = t;
}

void note_profile(SignalRecord& record, const Event& e) {
  if (e.ref >= profile_fields) return;
  record.profile[e.ref] = static_cast<std::uint8_t>(e.value);
  record.told_fields = static_cast<std::uint8_t>(record.told_fields | 1U << e.ref);
}

void raise(std::uint16_t& count) {
  count = static_cast<std::uint16_t>(std::min<unsigned>(count + 256U, 65535U));
}

}  // namespace

float interest_weight(const Event& e) {
  switch (e.kind) {
    case EventKind::session_start:
      return 0.5F;
    case EventKind::search:
    case EventKind::product_view:
    case EventKind::touch_clicked:
      return 1.0F;
    case EventKind::cart:
    case EventKind::checkout:
      return 2.0F;
    case EventKind::beacon_dwell:
      return std::fmin(e.value / 300.0F, 1.0F);
    default:
      return 0.0F;
  }
}

bool is_activity(EventKind kind) {
  return kind <= EventKind::sentiment || kind == EventKind::beacon_dwell ||
         kind == EventKind::qr_scan;
}

void Signals::age(SignalRecord& record, Seconds t) const {
  if (t <= record.as_of_s) return;
  const auto dt = static_cast<float>(t - record.as_of_s);
  const auto keep = [dt](Duration memory) {
    return std::exp(-dt / static_cast<float>(in_seconds(memory)));
  };
  const float fast = keep(options_.fast_memory);
  const float slow = keep(options_.slow_memory);
  const float rate = keep(options_.rate_memory);
  for (float& v : record.fast) v *= fast;
  for (float& v : record.slow) v *= slow;
  record.sessions *= rate;
  record.spend *= rate;
  record.dwell_min *= fast;
  record.fatigue *= keep(options_.fatigue_memory);
  record.stage =
      relax(stages_, record.stage, static_cast<double>(dt) / in_seconds(options_.stage_memory));
  record.as_of_s = t;
}

float Signals::late_weight(const SignalRecord& record, Seconds t, Duration memory) const {
  if (t >= record.as_of_s) return 1.0F;
  return static_cast<float>(
      std::exp(-static_cast<double>(record.as_of_s - t) / in_seconds(memory)));
}

void Signals::add_interest(SignalRecord& record, TopicId topic, Seconds t, float weight) const {
  record.fast[index(topic)] += weight * late_weight(record, t, options_.fast_memory);
  record.slow[index(topic)] += weight * late_weight(record, t, options_.slow_memory);
}

void Signals::filter_stage(SignalRecord& record, const Event& e) const {
  const std::optional<StageBelief> likelihood = stage_likelihood(e.kind);
  if (!likelihood) return;
  if (const auto topic = e.topic.get()) {
    if (record.intent() && *record.intent() != *topic) {
      for (std::size_t s = 0; s < stages; ++s) {
        record.stage[s] = 0.5F * (record.stage[s] + stages_.rest[s]);
      }
    }
    record.mark(SignalRecord::intent_topic);
    record.topics = static_cast<std::uint8_t>((record.topics & 0xF0U) | index(*topic));
  }
  record.stage = step_and_update(stages_, record.stage, *likelihood);
}

void Signals::note_session(SignalRecord& record, const Event& e, Seconds t) const {
  record.sessions += late_weight(record, t, options_.rate_memory);
  if (!record.has(SignalRecord::session) || t > record.session_s) record.session_s = t;
  record.mark(SignalRecord::session);
  count_hour(record, e.occurred);
}

void Signals::note_purchase(SignalRecord& record, const Event& e, Seconds t) const {
  const float amount = e.value / 100.0F;  // minor to major units
  record.spend += amount * late_weight(record, t, options_.rate_memory);
  record.paid += amount;
  record.orders = static_cast<std::uint16_t>(std::min<unsigned>(record.orders + 1U, 65535U));
  if (!record.has(SignalRecord::purchase) || t > record.purchase_s) record.purchase_s = t;
  record.mark(SignalRecord::purchase);
  if (const auto topic = e.topic.get()) record.fast[index(*topic)] *= 0.2F;
}

void Signals::apply(SignalRecord& record, const Event& e) const {
  const Seconds t = whole_seconds(e.occurred);
  if (!record.has(SignalRecord::seen)) {
    record.mark(SignalRecord::seen);
    record.first_s = record.as_of_s = t;
  }
  const bool in_order = t >= record.as_of_s;
  age(record, t);
  if (is_activity(e.kind)) {
    if (!record.has(SignalRecord::activity) || t > record.activity_s) record.activity_s = t;
    record.mark(SignalRecord::activity);
  }
  const float weight = interest_weight(e);
  if (const auto topic = e.topic.get(); topic && weight > 0.0F) {
    add_interest(record, *topic, t, weight);
  }
  if (in_order) filter_stage(record, e);
  switch (e.kind) {
    case EventKind::session_start:
      note_session(record, e, t);
      break;
    case EventKind::purchase:
      note_purchase(record, e, t);
      if (in_order) record.stage = stages_.after_purchase;
      break;
    case EventKind::sentiment:
      record.sentiment = static_cast<std::int8_t>(
          std::lround(0.7 * record.sentiment + 30.0 * std::clamp(e.value, -1.0F, 1.0F)));
      break;
    case EventKind::beacon_dwell:
      record.dwell_min += e.value / 60.0F * late_weight(record, t, options_.fast_memory);
      break;
    case EventKind::qr_scan:
      record.qr_code = e.ref;
      record.qr_s = t;
      record.mark(SignalRecord::qr);
      break;
    case EventKind::appliance_level:
      note_appliance(record, e, t);
      break;
    case EventKind::profile:
      note_profile(record, e);
      break;
    default:
      break;
  }
}

void Signals::apply_response(SignalRecord& record, const Event& e, ChannelId channel) const {
  const Seconds t = whole_seconds(e.occurred);
  const bool in_order = t >= record.as_of_s;
  age(record, t);
  ChannelResponse& r = record.response[index(channel)];
  if (e.kind == EventKind::touch_delivered) {
    for (std::uint16_t* count : {&r.sends, &r.opens, &r.clicks}) {
      *count = static_cast<std::uint16_t>(*count - *count / 24U);
    }
    raise(r.sends);
    // A message that goes unanswered is evidence against its topic; a click takes it back.
    if (const auto topic = e.topic.get()) record.slow[index(*topic)] *= unanswered;
    record.fatigue += late_weight(record, t, options_.fatigue_memory);
  } else if (e.kind == EventKind::touch_opened) {
    raise(r.opens);
  } else if (e.kind == EventKind::touch_clicked) {
    raise(r.clicks);
    if (const auto topic = e.topic.get()) add_interest(record, *topic, t, 1.0F);
    if (in_order) filter_stage(record, e);
  }
}

std::optional<TopicId> strongest(const std::array<float, max_topics>& interest) {
  const auto it = std::max_element(interest.begin(), interest.end());
  if (!(*it > 0.0F)) return std::nullopt;
  return TopicId{static_cast<std::uint16_t>(it - interest.begin())};
}

float total(const std::array<float, max_topics>& interest) {
  float sum = 0.0F;
  for (const float v : interest) sum += v;
  return sum;
}

std::optional<TopicId> short_interest(const SignalRecord& record, const SignalOptions& options) {
  constexpr float lasting = 0.05F;  // short interest below this is over
  if (record.has(SignalRecord::appliance) && record.level < options.low_level) {
    return record.refill();
  }
  if (const auto fast = strongest(record.fast); fast && record.fast[index(*fast)] > lasting) {
    return fast;
  }
  return std::nullopt;
}

std::optional<TopicId> current_topic(const SignalRecord& record, const SignalOptions& options) {
  const auto now = short_interest(record, options);
  return now ? now : strongest(record.slow);
}

std::optional<float> days_to_empty(const SignalRecord& record, Seconds t) {
  constexpr float slowest = 1e-3F;  // level per day
  if (!record.has(SignalRecord::appliance_slope) || record.level_slope < slowest) {
    return std::nullopt;
  }
  const float days = t > record.level_s ? static_cast<float>(t - record.level_s) / 86400.0F : 0.0F;
  return std::fmax(0.0F, record.level / record.level_slope - days);
}

std::optional<int> favourite_block(const SignalRecord& record) {
  if (record.rhythm == 0) return std::nullopt;
  int best = 0;
  for (int b = 1; b < 8; ++b) {
    if ((record.rhythm >> (4 * b) & 15U) > (record.rhythm >> (4 * best) & 15U)) best = b;
  }
  return best;
}

}  // namespace shoal::engine
