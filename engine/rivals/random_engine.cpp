#include "engine/rivals/random_engine.hpp"

#include "core/hash.hpp"
#include "core/random.hpp"
#include "engine/contract/roster.hpp"
#include "engine/contract/terms.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <vector>

namespace shoal::engine {
namespace {

inline constexpr Purpose purpose_review{0x524e0001};
inline constexpr std::uint64_t part_review_moment = 0x524e0002;

struct SentTouch {
  DecisionId decision{};
  ChannelId channel{};
};

struct EligibleCreatives {
  std::uint64_t mask = 0;
  std::uint32_t count = 0;

  // The n-th set bit, n < count.
  CreativeId nth(std::uint32_t n) const {
    std::uint64_t rest = mask;
    for (; n > 0; --n) rest &= rest - 1;
    return CreativeId{static_cast<std::uint16_t>(std::countr_zero(rest))};
  }
};

// Moments of a day, a step apart, that are out of quiet time until the next step.
std::vector<Duration> review_moments(const QuietHours& quiet, Duration step) {
  std::vector<Duration> moments;
  for (Duration t{0}; t + step <= one_day; t += step) {
    if (!is_quiet(quiet, SimTime{t}) && !is_quiet(quiet, SimTime{t + step})) moments.push_back(t);
  }
  return moments;
}

class RandomEngine final : public Engine {
 public:
  RandomEngine(const Brief& brief, const RandomOptions& options)
      : brief_(brief),
        options_(options),
        roster_(brief),
        purse_(brief),
        moments_(review_moments(brief.quiet_hours, options.review_step)),
        reviews_(moments_.size() * options.review_interval_days),
        day_(day_index(brief.measure_begin)) {
    while (next_review() < brief_.measure_begin) step_on();
  }

  void observe(std::span<const Event> events, Outbox&) override {
    for (const Event& e : events) note(e);
  }

  void advance(SimTime now, Outbox& out) override {
    while (next_review() <= now && touches_open(brief_, next_review())) {
      set_pace(now);
      for (const Slot slot : reviews_[review_index()]) review(slot, now, out);
      step_on();
    }
    if (touches_open(brief_, next_review())) out.wake_at(next_review());
  }

  std::unique_ptr<Engine> clone() const override { return std::make_unique<RandomEngine>(*this); }

 private:
  SimTime next_review() const { return SimTime{day_ * one_day + moments_[moment_]}; }
  std::size_t review_index() const {
    const auto interval = static_cast<std::int64_t>(options_.review_interval_days);
    return static_cast<std::size_t>(day_ % interval) * moments_.size() + moment_;
  }
  void step_on() {
    if (++moment_ == moments_.size()) {
      moment_ = 0;
      ++day_;
    }
  }

  void note(const Event& e) {
    if (asks_erasure(e)) roster_.forget(e.subject);
    if (!roster_.passes(e)) return;
    switch (e.kind) {
      case EventKind::profile:
        admit(e.subject);
        break;
      case EventKind::consent_granted:
        if (e.ref < brief_.channels.size()) roster_.grant(admit(e.subject), channel(e));
        break;
      case EventKind::consent_withdrawn:
        if (e.ref < brief_.channels.size()) roster_.withdraw(admit(e.subject), channel(e));
        break;
      case EventKind::unsubscribed:
        note_unsubscribed(e);
        break;
      default:
        break;
    }
  }
  static ChannelId channel(const Event& e) { return ChannelId{static_cast<std::uint8_t>(e.ref)}; }

  Slot admit(SubjectId subject) {
    const std::size_t known = roster_.size();
    const Slot slot = roster_.admit(subject);
    if (index(slot) == known) {
      const auto seed = static_cast<std::uint64_t>(derive_seed(brief_.seed, part_review_moment));
      reviews_[hash_combine(seed, index(subject)) % reviews_.size()].push_back(slot);
    }
    return slot;
  }

  void note_unsubscribed(const Event& e) {
    const DecisionId id{e.ref};
    const auto it =
        std::lower_bound(sent_.begin(), sent_.end(), id,
                         [](const SentTouch& t, DecisionId d) { return t.decision < d; });
    if (it != sent_.end() && it->decision == id) roster_.withdraw(admit(e.subject), it->channel);
  }

  double cost(const Creative& c) const { return brief_.channels[index(c.channel)].cost; }

  // What touching this subject once costs on average over its consented creatives.
  double mean_cost(Slot slot) const {
    double sum = 0.0;
    int n = 0;
    for (const Creative& c : brief_.creatives) {
      if (!roster_.consented(slot, c.channel)) continue;
      sum += cost(c);
      ++n;
    }
    return n == 0 ? 0.0 : sum / n;
  }

  void set_pace(SimTime now) {
    const std::int64_t week = (next_review() - brief_.measure_begin) / one_week;
    if (week < next_paced_week_) return;
    next_paced_week_ = week + 1;
    double one_round = 0.0;
    for (std::uint32_t s = 0; s < roster_.size(); ++s) one_round += mean_cost(Slot{s});
    const double full = one_round * 7.0 / options_.review_interval_days;
    const double money = std::max(0.0, purse_.available(now));
    const double limit = options_.max_touch_probability;
    touch_probability_ = full * limit <= money ? limit : money / full;
  }

  EligibleCreatives eligible(Slot slot, SimTime now) const {
    EligibleCreatives set;
    if (touch_probability_ <= 0.0 || is_quiet(brief_.quiet_hours, now)) return set;
    if (!touches_open(brief_, now) || !roster_.within_caps(slot, now)) return set;
    for (std::size_t c = 0; c < brief_.creatives.size(); ++c) {
      const Creative& creative = brief_.creatives[c];
      if (!roster_.consented(slot, creative.channel)) continue;
      if (!purse_.affords(cost(creative), now)) continue;
      set.mask |= std::uint64_t{1} << c;
      ++set.count;
    }
    return set;
  }

  void review(Slot slot, SimTime now, Outbox& out) {
    if (roster_.forgotten(slot)) return;
    const SubjectId subject = roster_.subject(slot);
    const EligibleCreatives set = eligible(slot, now);
    Decision d;
    d.subject = subject;
    d.eligible = set.mask;
    d.deliver_after = now;
    if (set.count == 0) {
      out.decide(d);
      return;
    }
    Stream draws{brief_.seed, purpose_review, static_cast<std::uint32_t>(index(subject)),
                 static_cast<std::uint32_t>(day_)};
    if (!draws.bernoulli(touch_probability_)) {
      d.propensity = static_cast<float>(1.0 - touch_probability_);
      out.decide(d);
      return;
    }
    const auto topics = static_cast<std::uint32_t>(brief_.topics.size());
    d.creative = set.nth(draws.below(set.count));
    d.topic = TopicId{static_cast<std::uint16_t>(draws.below(topics))};
    d.propensity = static_cast<float>(touch_probability_ / set.count / topics);
    const Creative& chosen = brief_.creatives[index(*d.creative)];
    purse_.spend(cost(chosen));
    roster_.note_touch(slot, now);
    sent_.push_back({out.decide(d), chosen.channel});
  }

  Brief brief_;
  RandomOptions options_;
  Roster roster_;
  Purse purse_;
  std::vector<Duration> moments_;
  std::vector<std::vector<Slot>> reviews_;  // (day of the interval x moment), who is reviewed then
  std::vector<SentTouch> sent_;             // in order of decision
  std::int64_t day_;
  std::size_t moment_ = 0;
  std::int64_t next_paced_week_ = 0;
  double touch_probability_ = 0.0;
};

}  // namespace

std::unique_ptr<Engine> make_random(const Brief& brief, const RandomOptions& options) {
  const double p = options.max_touch_probability;
  if (options.review_interval_days == 0 || !(p > 0.0 && p < 1.0)) {
    throw std::invalid_argument(
        "random engine: review_interval_days must be at least 1 and max_touch_probability in "
        "(0, 1)");
  }
  if (options.review_step < brief.tick || options.review_step > one_day) {
    throw std::invalid_argument("random engine: review_step must be between one tick and a day");
  }
  if (brief.creatives.size() > max_creatives ||
      (!brief.creatives.empty() && brief.topics.empty())) {
    throw std::invalid_argument(
        "random engine: the brief has too many creatives or no topic; allow at most 64 creatives "
        "and at least one topic");
  }
  if (review_moments(brief.quiet_hours, options.review_step).empty()) {
    throw std::invalid_argument(
        "random engine: the quiet hours leave no review moment; shorten them or review_step");
  }
  return std::make_unique<RandomEngine>(brief, options);
}

}  // namespace shoal::engine
