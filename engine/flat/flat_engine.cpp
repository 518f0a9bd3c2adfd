#include "engine/flat/flat_engine.hpp"

#include "engine/contract/terms.hpp"
#include "engine/flat/quarter_plan.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <utility>

namespace shoal::engine {
namespace {

inline constexpr Purpose purpose_sample{0x464c0001};
inline constexpr std::uint64_t part_grouping = 0x464c0003;

class FlatEngine final : public Engine {
 public:
  FlatEngine(const Brief& brief, const FlatOptions& options)
      : brief_(brief),
        options_(options),
        book_(brief),
        results_(brief),
        purse_(brief),
        touches_per_week_(options.campaign.touches_per_week) {
    schedule_quarter(0);
  }

  void observe(std::span<const Event> events, Outbox&) override {
    for (const Event& e : events) note(e);
  }

  void advance(SimTime now, Outbox& out) override {
    if (survey_at_ && *survey_at_ <= now) survey(now, out);
    if (plan_at_ && *plan_at_ <= now) start_quarter(now, out);
    if (!plan_) return ask_to_wake(out);
    place_arrivals(now, out);
    while (next_flight_ < plan_->calendar.size() && plan_->calendar[next_flight_].at <= now) {
      fly(plan_->calendar[next_flight_++], now, out);
    }
    ask_to_wake(out);
  }

  std::unique_ptr<Engine> clone() const override { return std::make_unique<FlatEngine>(*this); }

 private:
  struct Arrival {
    Slot slot{};
    SimTime seen{};
  };

  SimTime quarter_begin(std::int64_t q) const {
    return brief_.measure_begin + q * options_.quarter;
  }
  SimTime quarter_end(std::int64_t q) const {
    return std::min(quarter_begin(q + 1), brief_.touch_end);
  }

  // Sets when the survey and the plan of a quarter are due; nothing once touches have ended.
  void schedule_quarter(std::int64_t q) {
    survey_at_.reset();
    plan_at_.reset();
    if (quarter_begin(q) >= brief_.touch_end) return;
    quarter_ = q;
    // People must be known before they can be invited, so never on the very first day.
    survey_at_ = std::max(quarter_begin(q) - options_.survey_wait, SimTime{one_day});
    plan_at_ = std::max(quarter_begin(q), *survey_at_ + options_.survey_wait);
  }

  void ask_to_wake(Outbox& out) const {
    if (survey_at_) out.wake_at(*survey_at_);
    if (plan_at_) out.wake_at(*plan_at_);
    if (plan_ && next_flight_ < plan_->calendar.size()) {
      out.wake_at(plan_->calendar[next_flight_].at);
    }
  }

  void note(const Event& e) {
    book_.note(e);
    const bool is_result = e.kind == EventKind::purchase || e.kind == EventKind::touch_opened ||
                           e.kind == EventKind::touch_clicked || e.kind == EventKind::unsubscribed;
    if (!is_result) return;
    const std::optional<Slot> slot = book_.roster().find(e.subject);
    if (!slot) return;
    results_.note(e, *slot);
    if (e.kind != EventKind::unsubscribed) return;
    if (const auto creative = results_.creative_of(DecisionId{e.ref})) {
      book_.roster().withdraw(*slot, brief_.creatives[index(*creative)].channel);
    }
  }

  // As many as the terms and a share of the quarter's budget allow.
  std::size_t sample_size(std::int64_t q, double money) const {
    const auto most = static_cast<std::size_t>(
        std::floor(brief_.survey.max_sample_frac * static_cast<double>(book_.size())));
    const double weeks = std::max(0.0, in_weeks(quarter_end(q) - quarter_begin(q)));
    const double share = options_.survey_budget_frac * brief_.weekly_budget * weeks;
    const double limit = std::max(0.0, std::min(share, money));
    const double cost = brief_.survey.cost_per_invitation;
    if (cost * static_cast<double>(most) <= limit) return most;
    return static_cast<std::size_t>(std::floor(limit / cost));
  }

  void survey(SimTime now, Outbox& out) {
    survey_at_.reset();
    book_.forget_answers_before(now - options_.quarter);
    const std::size_t wanted = sample_size(quarter_, purse_.available(now));
    if (wanted == 0) return;
    std::vector<SubjectId> everyone;
    for (std::uint32_t s = 0; s < book_.size(); ++s) {
      if (!book_.roster().forgotten(Slot{s})) everyone.push_back(book_.roster().subject(Slot{s}));
    }
    const std::size_t asked = std::min(wanted, everyone.size());
    Stream draws{brief_.seed, purpose_sample, 0, static_cast<std::uint32_t>(quarter_)};
    for (std::size_t i = 0; i < asked; ++i) {
      const auto left = static_cast<std::uint32_t>(everyone.size() - i);
      std::swap(everyone[i], everyone[i + draws.below(left)]);
    }
    everyone.resize(asked);
    std::sort(everyone.begin(), everyone.end());
    purse_.spend(brief_.survey.cost_per_invitation * static_cast<double>(asked));
    out.request_survey(std::move(everyone));
  }

  // The money for touches until the quarter ends: what is there and what will come, less what the
  // next quarter's survey will take. A first week that a survey has drawn on starts later.
  QuarterTerms terms(SimTime now) const {
    QuarterTerms t{.begin = now, .end = quarter_end(quarter_)};
    t.touches_per_week = touches_per_week_;
    const double there = purse_.available(now);
    t.money = there + purse_.accrued(t.end - Duration{1}) - purse_.accrued(now);
    if (quarter_begin(quarter_ + 1) < brief_.touch_end) {
      const auto invited = static_cast<double>(sample_size(quarter_ + 1, t.money));
      t.money -= invited * brief_.survey.cost_per_invitation;
    }
    if (there < brief_.weekly_budget) {
      t.begin += from_weeks(1.0 - std::max(0.0, there) / brief_.weekly_budget);
    }
    return t;
  }

  void start_quarter(SimTime now, Outbox& out) {
    for (const SegmentId s : segments_) out.close_segment(s);
    touches_per_week_ =
        next_touches_per_week(touches_per_week_, brief_, results_.by_creative(), options_.campaign);
    const auto part = part_grouping + static_cast<std::uint64_t>(quarter_);
    const GroupingOptions grouping{.max_groups = options_.max_groups,
                                   .min_answers = options_.min_answers,
                                   .weights = options_.weights,
                                   .seed = derive_seed(brief_.seed, part)};
    plan_.emplace(draw_up(brief_, book_, now, results_.by_creative(), terms(now), grouping,
                          options_.campaign));
    next_flight_ = 0;
    segments_.clear();
    for (const PlannedGroup& g : plan_->groups) {
      segments_.push_back(SegmentId{next_segment_++});
      out.open_segment(segments_.back(), g.descriptor, false);
      for (const Slot slot : g.members) out.assign(book_.roster().subject(slot), segments_.back());
    }
    arrivals_.clear();
    seen_ = book_.size();
    results_.start_quarter();
    schedule_quarter(quarter_ + 1);
  }

  bool profile_complete(Slot slot) const {
    for (std::size_t f = 0; f < profile_fields; ++f) {
      if (!brief_.profile_codes[f].empty() && !book_.customer(slot).profile[f]) return false;
    }
    return true;
  }

  // New people join a group once their profile is complete, or a day later with what is known.
  void place_arrivals(SimTime now, Outbox& out) {
    for (; seen_ < book_.size(); ++seen_) {
      arrivals_.push_back({Slot{static_cast<std::uint32_t>(seen_)}, now});
    }
    std::erase_if(arrivals_, [&](const Arrival& a) {
      if (book_.roster().forgotten(a.slot)) return true;
      if (!profile_complete(a.slot) && now - a.seen < one_day) return false;
      const GroupId group = plan_->grouping.group_of(book_, a.slot);
      plan_->groups[index(group)].members.push_back(a.slot);
      out.assign(book_.roster().subject(a.slot), segments_[index(group)]);
      return true;
    });
  }

  // The creative that reaches a member now, if any.
  std::optional<CreativeId> creative_for(const Campaign& campaign, const Flight& flight, Slot slot,
                                         SimTime now) const {
    const auto at = channel_for_member(campaign, book_.roster().consents(slot));
    if (!at || !book_.roster().within_caps(slot, now)) return std::nullopt;
    if (!purse_.affords(brief_.channels[index(campaign.channels[*at])].cost, now)) {
      return std::nullopt;
    }
    return flight.creatives[*at];
  }

  void fly(const CalendarEntry& entry, SimTime now, Outbox& out) {
    const PlannedGroup& group = plan_->groups[index(entry.group)];
    const Flight& flight = group.campaign->flights[entry.flight];
    const bool open = touches_open(brief_, now) && !is_quiet(brief_.quiet_hours, now);
    for (const Slot slot : group.members) {
      if (book_.roster().forgotten(slot)) continue;
      Decision d;
      d.subject = book_.roster().subject(slot);
      d.segment = segments_[index(entry.group)];
      d.deliver_after = now;
      if (open) d.creative = creative_for(*group.campaign, flight, slot, now);
      if (!d.creative) {
        out.decide(d);
        continue;
      }
      d.eligible = std::uint64_t{1} << index(*d.creative);
      d.topic = group.campaign->topic;
      purse_.spend(brief_.channels[index(brief_.creatives[index(*d.creative)].channel)].cost);
      book_.roster().note_touch(slot, now);
      results_.note_sent(slot, out.decide(d), *d.creative, now);
    }
  }

  Brief brief_;
  FlatOptions options_;
  CustomerBook book_;
  CampaignResults results_;
  Purse purse_;
  double touches_per_week_;
  std::int64_t quarter_ = 0;  // that is surveyed or planned next
  std::optional<SimTime> survey_at_;
  std::optional<SimTime> plan_at_;
  std::optional<QuarterPlan> plan_;
  std::vector<SegmentId> segments_;  // (group) of the plan
  std::size_t next_flight_ = 0;
  std::uint32_t next_segment_ = 0;
  std::size_t seen_ = 0;  // customers placed or waiting
  std::vector<Arrival> arrivals_;
};

}  // namespace

std::unique_ptr<Engine> make_flat(const Brief& brief, const FlatOptions& options) {
  if (options.quarter < one_week || options.quarter % one_day != Duration{0} ||
      options.survey_wait < Duration{0} || options.survey_wait >= options.quarter) {
    throw std::invalid_argument(
        "flat engine: a quarter must be whole days, at least a week, and longer than survey_wait");
  }
  if (options.max_groups == 0 || !(options.survey_budget_frac >= 0.0) ||
      !(options.survey_budget_frac < 1.0) || !(options.campaign.touches_per_week >= 0.0)) {
    throw std::invalid_argument(
        "flat engine: max_groups must be at least 1, survey_budget_frac in [0, 1) and "
        "touches_per_week not negative");
  }
  if (brief.creatives.size() > max_creatives) {
    throw std::invalid_argument("flat engine: the brief has more than 64 creatives");
  }
  bool has_hour = false;
  for (int h = 0; h < hours_of_day; ++h) {
    has_hour = has_hour || is_allowed_hour(brief.quiet_hours, h);
  }
  if (!has_hour) {
    throw std::invalid_argument(
        "flat engine: the quiet hours leave no whole clock hour for touches; shorten them");
  }
  return std::make_unique<FlatEngine>(brief, options);
}

}  // namespace shoal::engine
