#include "engine/ai/activator.hpp"

#include "core/random.hpp"
#include "engine/ai/signals.hpp"
#include "engine/learn/choice.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>

namespace shoal::engine {

namespace {

constexpr Purpose purpose_choice{0x41490001};
constexpr double answer_prior = 4.0;  // sends' worth of the channel's mean in a subject's rate
constexpr double order_prior = 2.0;   // orders' worth of everyone's mean in a subject's amount
constexpr double expected_memory = 5000.0;  // reviews in the running mean of expected orders
constexpr double uplift_step = 0.001;
constexpr float stock_step = 0.02F;
constexpr Duration pace_every = one_hour;

float share_of(const std::array<float, max_topics>& interest, TopicId topic) {
  const float sum = total(interest);
  return sum > 0.0F ? interest[index(topic)] / (sum + 0.1F) : 0.0F;
}

}  // namespace

UpliftActivator::UpliftActivator(const Brief& brief, const AiOptions& options)
    : brief_(brief),
      options_(options.activation),
      signals_(options.signals),
      model_(options.activation, brief.margin_frac),
      clicks_(options.activation.click_window),
      topics_(brief),
      purse_(brief),
      pacing_(options.activation.pace_gain) {
  if (brief.channels.size() > max_channels || brief.topics.size() > max_topics ||
      brief.creatives.size() > max_creatives) {
    throw std::invalid_argument(
        "ai engine: the brief has more than 6 channels, 16 topics or 64 creatives; give it fewer");
  }
  for (const Creative& c : brief.creatives) {
    if (index(c.channel) >= brief.channels.size() || index(c.offer) >= brief.offers.size()) {
      throw std::invalid_argument("ai engine: a creative names an unknown channel or offer");
    }
  }
  if (!(options_.touch_floor > 0.0) || !(options_.touch_ceiling < 1.0) ||
      options_.touch_floor > options_.touch_ceiling) {
    throw std::invalid_argument(
        "ai engine: touch_floor and touch_ceiling must satisfy 0 < floor <= ceiling < 1");
  }
  in_stock_.fill(1.0F);
}

void UpliftActivator::grow(SubjectId subject) {
  if (index(subject) < accounts_.size()) return;
  accounts_.resize(index(subject) + 1);
  net_orders_.resize(index(subject) + 1);
}

const Creative* UpliftActivator::creative_of(DecisionId decision) const {
  if (index(decision) >= choices_.size() || choices_[index(decision)] == 0) return nullptr;
  return &brief_.creatives[choices_[index(decision)] - 1U];
}

std::optional<ChannelId> UpliftActivator::channel_of(DecisionId decision) const {
  const Creative* c = creative_of(decision);
  return c ? std::optional<ChannelId>{c->channel} : std::nullopt;
}

void UpliftActivator::note_purchase(const Event& e) {
  grow(e.subject);
  const Account& a = accounts_[index(e.subject)];
  const double discount = e.occurred < a.offer_until ? static_cast<double>(a.offer) : 0.0;
  net_orders_[index(e.subject)] += 1.0 - discount / std::max(brief_.margin_frac, 0.01);
  orders_ += 1.0;
  paid_ += static_cast<double>(e.value) / 100.0 / (1.0 - discount);
}

void UpliftActivator::note_offer(const Event& e, double discount) {
  if (discount <= 0.0) return;
  grow(e.subject);
  Account& a = accounts_[index(e.subject)];
  a.offer = static_cast<float>(discount);
  a.offer_until = e.occurred + options_.offer_validity;
}

// An unsubscribe forgoes the uplift of the touches that would still have come on that channel.
void UpliftActivator::note_unsubscribed(const Event& e, Roster& roster) {
  const auto channel = channel_of(DecisionId{e.ref});
  if (!channel) return;
  const Slot slot = roster.admit(e.subject);
  roster.withdraw(slot, *channel);
  grow(e.subject);
  const double weeks_past = std::max(in_weeks(e.occurred - brief_.measure_begin), 1.0);
  const double weeks_left = std::max(in_weeks(brief_.touch_end - e.occurred), 0.0);
  const double touches_per_week = touches_ / (static_cast<double>(roster.size()) * weeks_past);
  const double channels = static_cast<double>(std::max<std::size_t>(brief_.channels.size(), 1));
  net_orders_[index(e.subject)] -=
      std::max(mean_uplift_orders_, 0.0) * touches_per_week * weeks_left / channels;
}

void UpliftActivator::note_rejected(const Event& e, Roster& roster) {
  const Creative* c = creative_of(DecisionId{e.ref});
  if (c == nullptr) return;
  purse_.spend(-cost(*c));
  clicks_.refused(DecisionId{e.ref});
  if (static_cast<int>(e.value) == static_cast<int>(Rejection::no_consent)) {
    roster.withdraw(roster.admit(e.subject), c->channel);
  }
}

void UpliftActivator::observe(const Event& e, Roster& roster) {
  const Creative* c = creative_of(DecisionId{e.ref});
  switch (e.kind) {
    case EventKind::purchase:
      note_purchase(e);
      break;
    case EventKind::touch_delivered:
      if (c == nullptr) break;
      sends_[index(c->channel)] += 1.0;
      note_offer(e, brief_.offers[index(c->offer)].discount_frac);
      break;
    case EventKind::session_start:
      sessions_ += 1.0;
      break;
    case EventKind::touch_clicked:
      clicks_.clicked(DecisionId{e.ref});
      [[fallthrough]];
    case EventKind::touch_opened:
      if (c != nullptr) answers_[index(c->channel)] += 1.0;
      break;
    case EventKind::touch_rejected:
      note_rejected(e, roster);
      break;
    case EventKind::unsubscribed:
      note_unsubscribed(e, roster);
      break;
    case EventKind::shelf_stock:
      if (const auto topic = e.topic.get()) {
        float& in_stock = in_stock_[index(*topic)];
        in_stock += stock_step * ((e.value > 0.0F ? 1.0F : 0.0F) - in_stock);
      }
      break;
    default:
      break;
  }
}

void UpliftActivator::note_interest(const SignalRecord& record, TopicId topic, float weight) {
  topics_.learn(record, topic, weight);
}

double UpliftActivator::margin_per_order(const SignalRecord& r) const {
  const double mean = orders_ > 0.0 ? paid_ / orders_ : 1.0;
  return brief_.margin_frac * (static_cast<double>(r.paid) + order_prior * mean) /
         (static_cast<double>(r.orders) + order_prior);
}

// Now, or the end of the quiet hours; a tick is left as a margin on both sides.
std::optional<SimTime> UpliftActivator::delivery_time(SimTime now) const {
  SimTime at = now;
  if (is_quiet(brief_.quiet_hours, at) || is_quiet(brief_.quiet_hours, at + brief_.tick)) {
    at = at - time_of_day(at) + brief_.quiet_hours.end;
    if (at < now) at += one_day;
  }
  if (!touches_open(brief_, now) || !touches_open(brief_, at + brief_.tick)) return std::nullopt;
  return at;
}

std::uint64_t UpliftActivator::eligible(Slot slot, SimTime at, const Roster& roster,
                                        SimTime now) const {
  std::uint64_t mask = 0;
  if (!roster.within_caps(slot, at)) return mask;
  for (std::size_t c = 0; c < brief_.creatives.size(); ++c) {
    const Creative& creative = brief_.creatives[c];
    if (!roster.consented(slot, creative.channel)) continue;
    if (purse_.affords(cost(creative), now)) mask |= std::uint64_t{1} << c;
  }
  return mask;
}

DecisionContext UpliftActivator::read_context(const Opportunity& o) const {
  const SignalRecord& r = o.view.record;
  const double weeks = in_seconds(options_.outcome_window) / in_seconds(one_week);
  const double p = std::clamp(static_cast<double>(o.forecast.purchase), 1e-6, 1.0 - 1e-6);
  DecisionContext c;
  c.expected_orders = -std::log1p(-p) * weeks;
  c.u = static_cast<float>(p * (1.0 - p) * weeks / model_.usual_orders());
  c.fatigue = r.fatigue;
  const Seconds now = whole_seconds(o.view.now);
  if (r.has(SignalRecord::activity)) {
    const float passed = now > r.activity_s ? static_cast<float>(now - r.activity_s) : 0.0F;
    c.just_active = std::exp(-passed / 3600.0F);
  }
  c.in_cohort = o.view.membership.cohort_topic.has_value();
  c.stage = r.stage;
  c.wants = r.stage[static_cast<std::size_t>(Stage::evaluating)] +
            r.stage[static_cast<std::size_t>(Stage::ready)];
  for (std::size_t ch = 0; ch < max_channels; ++ch) {
    const double usual = (answers_[ch] + 2.0) / (sends_[ch] + 10.0);
    const double answered = static_cast<double>(r.response[ch].opens + r.response[ch].clicks) / 256;
    const double sent = static_cast<double>(r.response[ch].sends) / 256;
    c.answers[ch] = static_cast<float>((answered + answer_prior * usual) / (sent + answer_prior));
  }
  return c;
}

ClickFeatures UpliftActivator::click_features(const Opportunity& o, const DecisionContext& c,
                                              SimTime at, const ArmContext& arm) const {
  const SignalRecord& r = o.view.record;
  const Seconds now = whole_seconds(o.view.now);
  float recency = 0.0F;
  if (r.has(SignalRecord::activity)) {
    const double quiet_s = now > r.activity_s ? static_cast<double>(now - r.activity_s) : 0.0;
    recency = static_cast<float>(std::exp(-quiet_s / in_seconds(4 * one_week)));
  }
  unsigned counted = 0;
  for (int b = 0; b < 8; ++b) counted += r.rhythm >> (4 * b) & 15U;
  const unsigned here = r.rhythm >> (4 * (hour_of_day(at) / 3)) & 15U;
  return click_features_of(
      {.creative = arm.creative,
       .discount = arm.discount,
       .topic_share = arm.topic_share,
       .stage_match = c.stage[static_cast<std::size_t>(arm.creative.stage)],
       .fatigue = c.fatigue,
       .just_active = c.just_active,
       .recency = recency,
       .sessions = std::log1p(r.sessions),
       .answers = c.answers[index(arm.creative.channel)],
       .hour = static_cast<float>(here + 1) / static_cast<float>(counted + 8) * 8.0F});
}

// Fills arms_ with the eligible creatives, their topics and features.
void UpliftActivator::weigh(const Opportunity& o, const DecisionContext& context, SimTime at,
                            std::uint64_t mask) {
  const SignalRecord& r = o.view.record;
  const TopicShares shares = topics_.shares(r);
  const auto likeliest = std::max_element(shares.begin(), shares.end()) - shares.begin();
  const TopicId topic = o.view.membership.cohort_topic.value_or(
      short_interest(r, signals_).value_or(TopicId{static_cast<std::uint16_t>(likeliest)}));
  const float share = std::max(share_of(r.fast, topic), shares[index(topic)]);
  const double per_session = (orders_ + 1.0) / (sessions_ + 50.0);
  arms_.creative.clear();
  arms_.topic.clear();
  arms_.phi.clear();
  arms_.click.clear();
  for (; mask != 0; mask &= mask - 1) {
    const CreativeId id{static_cast<std::uint16_t>(std::countr_zero(mask))};
    const Creative& creative = brief_.creatives[index(id)];
    ArmContext arm{
        .creative = creative,
        .discount = static_cast<float>(brief_.offers[index(creative.offer)].discount_frac),
        .topic_share = share * in_stock_[index(topic)],
        .click = 0.0F};
    const ClickFeatures x = click_features(o, context, at, arm);
    arm.click = static_cast<float>(clicks_.predict(x) * per_session / model_.usual_orders());
    arms_.creative.push_back(id);
    arms_.topic.push_back(topic);
    arms_.phi.push_back(arm_features(context, arm));
    arms_.click.push_back(x);
  }
}

// Orders that a touch costs later by annoying.
double UpliftActivator::annoyance(const Opportunity& o) const {
  const double weeks_left = std::max(in_weeks(brief_.run_end - o.view.now), 0.0);
  return options_.annoyance * (1.0 + static_cast<double>(o.view.record.fatigue)) *
         static_cast<double>(o.view.membership.orders_per_week) * weeks_left;
}

// Gains and probabilities of arms_; one lift of usual orders is worth `money_per_lift`.
void UpliftActivator::settle_probabilities(double money_per_lift, double annoyance_money) {
  arms_.gain.clear();
  const double price = 1.0 + pacing_.price();
  for (std::size_t a = 0; a < arms_.creative.size(); ++a) {
    const double lift = model_.lift(arms_.phi[a]);
    const double charge = price * cost(brief_.creatives[index(arms_.creative[a])]);
    arms_.gain.push_back(money_per_lift * lift - annoyance_money - charge);
  }
  const auto best = static_cast<std::size_t>(
      std::max_element(arms_.gain.begin(), arms_.gain.end()) - arms_.gain.begin());
  const double sd = std::max(money_per_lift * model_.lift_sd(arms_.phi[best]), 1e-9);
  arms_.probability = arms_.gain;
  softmax_in_place(arms_.probability, options_.arm_temper * sd, options_.arm_mix);
  double mean = 0.0;
  for (std::size_t a = 0; a < arms_.gain.size(); ++a) mean += arms_.probability[a] * arms_.gain[a];
  arms_.touch = std::clamp(normal_cdf(mean / sd - options_.burden), options_.touch_floor,
                           options_.touch_ceiling);
}

// phi of the chosen arm (0 for none) less its mean under the probabilities.
UpliftFeatures UpliftActivator::centred(std::optional<std::size_t> chosen) const {
  UpliftFeatures z{};
  if (chosen) z = arms_.phi[*chosen];
  for (std::size_t a = 0; a < arms_.phi.size(); ++a) {
    const auto p = static_cast<float>(arms_.touch * arms_.probability[a]);
    for (std::size_t i = 0; i < uplift_features; ++i) z[i] -= p * arms_.phi[a][i];
  }
  return z;
}

// A routine message may not use up the week's last one: a need can show at any time.
bool UpliftActivator::leaves_room(const SignalRecord& record) const {
  return record.fatigue + 1.5F < static_cast<float>(brief_.caps.touches_per_week);
}

void UpliftActivator::consider(const Opportunity& o, Roster& roster, Outbox& out) {
  const SimTime now = o.view.now;
  const SubjectId subject = o.view.subject;
  grow(subject);
  if (!opened_ && o.trigger == Trigger::review) {
    considered_ = std::min(considered_ + 1.0, expected_memory);
    expected_orders_ += (read_context(o).expected_orders - expected_orders_) / considered_;
  }
  Account& account = accounts_[index(subject)];
  if (account.decided && now - *account.decided < options_.decision_gap) return;
  const std::optional<SimTime> at = delivery_time(now);
  if (!at) return;
  if (o.trigger == Trigger::review && !leaves_room(o.view.record)) return;
  const Slot slot = roster.admit(subject);
  const std::uint64_t mask = eligible(slot, *at, roster, now);
  if (mask == 0) return;
  if (!opened_) {
    opened_ = true;
    if (considered_ > 0.0) model_.set_usual_orders(expected_orders_);
  }
  const DecisionContext context = read_context(o);
  weigh(o, context, *at, mask);
  const double margin = margin_per_order(o.view.record);
  settle_probabilities(margin * model_.usual_orders(), margin * annoyance(o));
  account.decided = now;

  const auto minute = static_cast<std::uint32_t>(now.time_since_epoch() / one_minute);
  Stream draws{brief_.seed, purpose_choice, static_cast<std::uint32_t>(index(subject)), minute};
  Decision d;
  d.subject = subject;
  d.segment = o.view.membership.segment;
  d.eligible = mask;
  d.deliver_after = *at;
  std::optional<std::size_t> chosen;
  if (draws.bernoulli(arms_.touch)) {
    chosen = pick(arms_.probability, draws.uniform());
    fill_touch(d, *chosen, margin);
    roster.note_touch(slot, *at + brief_.tick);
  } else {
    d.propensity = static_cast<float>(1.0 - arms_.touch);
  }
  model_.remember(now, subject, context, centred(chosen), net_orders_[index(subject)]);
  const DecisionId id = out.decide(d);
  if (chosen) clicks_.remember(id, *at, arms_.click[*chosen]);
  if (index(id) >= choices_.size()) choices_.resize(index(id) + 1);
  choices_[index(id)] = d.creative ? static_cast<std::uint8_t>(index(*d.creative) + 1) : 0;
}

void UpliftActivator::fill_touch(Decision& d, std::size_t arm, double margin) {
  const double money = cost(brief_.creatives[index(arms_.creative[arm])]);
  const double orders = model_.usual_orders() * model_.lift(arms_.phi[arm]);
  d.creative = arms_.creative[arm];
  d.topic = arms_.topic[arm];
  d.propensity = static_cast<float>(arms_.touch * arms_.probability[arm]);
  d.predicted_uplift = static_cast<float>(margin * orders - money);
  purse_.spend(money);
  pacing_.spent(money);
  touches_ += 1.0;
  mean_uplift_orders_ += uplift_step * (orders - mean_uplift_orders_);
}

void UpliftActivator::advance(SimTime now, std::span<const SignalRecord>) {
  model_.mature(now, net_orders_);
  clicks_.mature(now);
  if (!touches_open(brief_, now) || now - paced_ < pace_every) return;
  paced_ = now;
  const Duration into_week = (now - brief_.measure_begin) % one_week;
  pacing_.step(now, purse_.available(now), one_week - into_week);
}

std::unique_ptr<Activator> UpliftActivator::clone() const {
  return std::make_unique<UpliftActivator>(*this);
}

}  // namespace shoal::engine
