// Step 2, signals: how events change a subject's record. Counts decay exponentially, so that
//   value(t) = sum over events of weight exp(-(t - t_event) / memory),
// whatever the order the events come in: a late event is added with its age already taken off.
// Only the stage filter depends on order; it leaves late events out.
//
// Interest weights by kind (assumed): session start .5, search and product view 1, cart 2,
// checkout 2, beacon dwell up to 1, click 1. A purchase takes four fifths of the short interest in
// its topic away: the need is met.
//
// Cost: about 40 ns an event.
#pragma once

#include "core/time.hpp"
#include "engine/ai/options.hpp"
#include "engine/ai/record.hpp"
#include "engine/ai/stage_filter.hpp"
#include "engine/contract/event.hpp"

#include <optional>

namespace shoal::engine {

// Behaviour of the subject's own accord: what "active" means to the churn model.
bool is_activity(EventKind kind);
// How much an event says about what its subject wants, in product views; 0 for most kinds.
float interest_weight(const Event& e);

class Signals {
 public:
  explicit Signals(const SignalOptions& options) : options_(options) {}

  // Any event about the subject except feedback on touches.
  void apply(SignalRecord& record, const Event& event) const;
  // touch_delivered, touch_opened or touch_clicked on a channel.
  void apply_response(SignalRecord& record, const Event& event, ChannelId channel) const;
  // Brings decayed values forward to t; nothing happens when the record is already later.
  void age(SignalRecord& record, Seconds t) const;

 private:
  // Weight at the record's instant of something that happened at t.
  float late_weight(const SignalRecord& record, Seconds t, Duration memory) const;
  void add_interest(SignalRecord& record, TopicId topic, Seconds t, float weight) const;
  void filter_stage(SignalRecord& record, const Event& event) const;
  void note_session(SignalRecord& record, const Event& event, Seconds t) const;
  void note_purchase(SignalRecord& record, const Event& event, Seconds t) const;

  SignalOptions options_;
  StageModel stages_;
};

// Readings of a record, as of its instant.
std::optional<TopicId> strongest(const std::array<float, max_topics>& interest);
float total(const std::array<float, max_topics>& interest);
// The topic an action now should be about: the refill when the appliance is low, else the current
// intent while short interest lasts, else the strongest long interest.
// The same, without the long interest.
std::optional<TopicId> short_interest(const SignalRecord& record, const SignalOptions& options);
std::optional<TopicId> current_topic(const SignalRecord& record, const SignalOptions& options);
// Days until the appliance is empty at its usual rate, from the last reading; needs a rate.
std::optional<float> days_to_empty(const SignalRecord& record, Seconds t);
// The three-hour block (0..7) of the day in which the subject is most active; needs a session.
std::optional<int> favourite_block(const SignalRecord& record);

}  // namespace shoal::engine
