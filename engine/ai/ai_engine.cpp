#include "engine/ai/ai_engine.hpp"

#include "core/hash.hpp"
#include "engine/ai/activator.hpp"
#include "engine/ai/doorman.hpp"
#include "engine/ai/predictor.hpp"
#include "engine/ai/segmenter.hpp"
#include "engine/contract/terms.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace shoal::engine {

namespace {

bool is_touch_feedback(EventKind kind) {
  return kind >= EventKind::touch_delivered && kind <= EventKind::unsubscribed;
}

std::size_t horizon_hours(Duration review_every) {
  if (review_every < one_hour) {
    throw std::invalid_argument("ai engine: review_every must be at least an hour");
  }
  return static_cast<std::size_t>(review_every / one_hour) + 50;
}

SimTime next_full_hour(SimTime now) { return SimTime{(hour_index(now) + 1) * one_hour}; }

}  // namespace

AiParts default_parts(const Brief& brief, const AiOptions& options) {
  return {std::make_unique<SignalSegmenter>(brief, options),
          std::make_unique<SignalPredictor>(options.predictors, options.signals),
          std::make_unique<UpliftActivator>(brief, options)};
}

AiEngine::AiEngine(const Brief& brief, const AiOptions& options)
    : AiEngine(brief, options, default_parts(brief, options)) {}

AiEngine::AiEngine(const Brief& brief, const AiOptions& options, AiParts parts)
    : brief_(brief),
      options_(options),
      ingest_(brief, options.ingest),
      roster_(brief),
      signals_(options.signals),
      parts_(std::move(parts)),
      wheel_(horizon_hours(options.review_every)) {
  if (!parts_.segmenter || !parts_.predictor || !parts_.activator) {
    throw std::invalid_argument("ai engine: a segmenter, a predictor and an activator are needed");
  }
}

AiEngine::AiEngine(const AiEngine& other)
    : Engine(other),
      brief_(other.brief_),
      options_(other.options_),
      ingest_(other.ingest_),
      roster_(other.roster_),
      signals_(other.signals_),
      parts_{other.parts_.segmenter->clone(), other.parts_.predictor->clone(),
             other.parts_.activator->clone()},
      wheel_(other.wheel_),
      records_(other.records_),
      batch_(other.batch_),
      calls_(other.calls_),
      due_(other.due_) {}

std::unique_ptr<Engine> AiEngine::clone() const {
  return std::unique_ptr<Engine>(new AiEngine(*this));
}

void AiEngine::observe(std::span<const Event> events, Outbox& out) {
  for (const Event& e : events) {
    if (asks_erasure(e)) {
      forget(e.subject, out);
    } else if (ingest_.push(e) != Admission::accepted) {
      continue;  // counted and set aside
    }
  }
}

// At once, whatever is held back; what still comes of the subject is passed over.
void AiEngine::forget(SubjectId subject, Outbox& out) {
  const std::size_t i = index(subject);
  if (i >= records_.size()) records_.resize(i + 1);
  records_[i] = SignalRecord{};
  records_[i].mark(SignalRecord::forgotten);
  roster_.forget(subject);
  parts_.segmenter->forget(subject, out);
}

bool AiEngine::is_forgotten(SubjectId subject) const {
  return index(subject) < records_.size() && records_[index(subject)].has(SignalRecord::forgotten);
}

// The subject's record; a subject seen for the first time is put on the wheel, spread by a hash.
SignalRecord& AiEngine::meet(const Event& e) {
  const std::size_t i = index(e.subject);
  if (i >= records_.size()) records_.resize(i + 1);
  SignalRecord& record = records_[i];
  if (!record.has(SignalRecord::seen)) {
    record.mark(SignalRecord::seen);
    record.first_s = record.as_of_s = whole_seconds(e.occurred);
    const std::int64_t hours = options_.review_every / one_hour;
    const auto spread = static_cast<std::int64_t>(mix64(i) % static_cast<std::uint64_t>(hours));
    wheel_.schedule(e.subject, wheel_.next_hour() + spread);
  }
  return record;
}

// The consent gate: true when the event was about consent and has been dealt with.
bool AiEngine::gate(const Event& e) {
  if (e.kind == EventKind::consent_granted) {
    roster_.grant(roster_.admit(e.subject), ChannelId{static_cast<std::uint8_t>(e.ref)});
  } else if (e.kind == EventKind::consent_withdrawn) {
    roster_.withdraw(roster_.admit(e.subject), ChannelId{static_cast<std::uint8_t>(e.ref)});
  } else {
    return false;
  }
  meet(e);
  return true;
}

void AiEngine::feed_back(const Event& e) {
  parts_.activator->observe(e, roster_);
  if (const auto channel = parts_.activator->channel_of(DecisionId{e.ref})) {
    signals_.apply_response(meet(e), e, *channel);
  }
}

void AiEngine::process(const Event& e, Outbox& out) {
  if (e.subject == SubjectId{}) {  // a shelf, a counter, a stranger at a venue
    parts_.activator->observe(e, roster_);
    return;
  }
  if (is_forgotten(e.subject)) return;
  if (gate(e)) return;
  SignalRecord& record = meet(e);
  const Stage before = most_likely(record.stage);
  if (is_touch_feedback(e.kind)) {
    feed_back(e);
  } else {
    signals_.apply(record, e);
    if (e.kind == EventKind::purchase || e.kind == EventKind::session_start)
      parts_.activator->observe(e, roster_);
  }
  if (const auto topic = e.topic.get()) {
    const float weight = interest_weight(e);
    if (weight > 0.0F) parts_.activator->note_interest(record, *topic, weight);
  }
  parts_.segmenter->observe(e.subject, record, e, out);
  const Stage after = most_likely(record.stage);
  const bool shows_up = e.kind == EventKind::session_start || e.kind == EventKind::beacon_dwell;
  if ((after > before && after >= Stage::evaluating) || e.kind == EventKind::cart ||
      (shows_up && e.topic.has_value())) {
    calls_.push_back({e.subject, Trigger::intent});
  } else if (e.kind == EventKind::appliance_level && e.value < options_.signals.low_level) {
    calls_.push_back({e.subject, Trigger::refill});
  }
}

void AiEngine::answer(const Call& call, SimTime now, Outbox& out) {
  if (is_forgotten(call.subject)) return;
  SignalRecord aged = records_[index(call.subject)];
  signals_.age(aged, whole_seconds(now));
  const SubjectView view{call.subject, aged, parts_.segmenter->membership(call.subject), now};
  parts_.activator->consider({view, parts_.predictor->forecast(view), call.trigger}, roster_, out);
}

void AiEngine::review(SubjectId subject, SimTime now, Outbox& out) {
  if (is_forgotten(subject)) return;
  SignalRecord aged = records_[index(subject)];
  signals_.age(aged, whole_seconds(now));
  wheel_.schedule(subject, next_review_hour(subject, aged, now));
  SubjectView view{subject, aged, parts_.segmenter->membership(subject), now};
  const Forecast forecast = parts_.predictor->forecast_and_remember(view);
  parts_.segmenter->review(view, forecast, out);
  view.membership = parts_.segmenter->membership(subject);
  // Said once a week: at the first review of each week.
  if (now >= brief_.measure_begin && week_index(now) != week_index(now - options_.review_every)) {
    out.predict({subject, PredictionKind::purchase, forecast.purchase});
    out.predict({subject, PredictionKind::churn, forecast.churn});
  }
  parts_.activator->consider({view, forecast, Trigger::review}, roster_, out);
}

// review_every from now, at an hour of the three in which the subject is most active.
std::int64_t AiEngine::next_review_hour(SubjectId subject, const SignalRecord& record,
                                        SimTime now) const {
  const SimTime then = now + options_.review_every;
  const auto block = favourite_block(record);
  if (!block || options_.review_every < 2 * one_day) return hour_index(then);
  const auto offset = static_cast<std::int64_t>(mix64(index(subject)) % 3);
  return day_index(then) * 24 + *block * 3 + offset;
}

// Asks for a record's cache lines ahead of their use.
void AiEngine::prefetch(SubjectId subject) const {
  if (index(subject) >= records_.size()) return;
  const char* record = reinterpret_cast<const char*>(&records_[index(subject)]);
  for (std::size_t line = 0; line < sizeof(SignalRecord); line += 64) {
    __builtin_prefetch(record + line);
  }
}

void AiEngine::advance(SimTime now, Outbox& out) {
  wheel_.take(hour_index(now), due_);
  ingest_.release(now, batch_);
  for (std::size_t i = 0; i < batch_.size(); ++i) {
    if (i + 1 < batch_.size()) prefetch(batch_[i + 1].subject);
    process(batch_[i], out);
  }
  parts_.segmenter->advance(now, out);
  for (const SubjectId s : parts_.segmenter->take_joined()) calls_.push_back({s, Trigger::cohort});
  parts_.predictor->advance(now, records_);
  parts_.activator->advance(now, records_);
  if (touches_open(brief_, now)) {
    for (const Call& call : calls_) answer(call, now, out);
  }
  calls_.clear();
  for (std::size_t i = 0; i < due_.size(); ++i) {
    if (i + 1 < due_.size()) prefetch(due_[i + 1]);
    review(due_[i], now, out);
  }
  out.wake_at(next_full_hour(now));
  if (const auto at = ingest_.next_release()) out.wake_at(*at);
  if (const auto at = parts_.segmenter->next_wake()) out.wake_at(*at);
}

std::unique_ptr<Engine> make_ai(const Brief& brief, const AiOptions& options) {
  return std::make_unique<Doorman>(std::make_unique<AiEngine>(brief, options));
}

}  // namespace shoal::engine
