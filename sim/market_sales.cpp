// What a decision to buy comes to: a sale, a stock-out, a second try, a refund, a review.
#include "sim/market.hpp"
#include "sim/purposes.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

void Market::sell(const Need& need, double price, SimTime at, Stream& draws) {
  const PersonId p = need.person;
  const SentimentParams& sentiment = config().streams.sentiment;
  const double felt = sentiment.experience_sd * draws.normal();
  Stream choice = stream(Purpose{static_cast<std::uint32_t>(purpose::shelf_choice) +
                                 static_cast<std::uint32_t>(need.origin)},
                         p, need.occasion);
  const Shelves::Sale sale = shelves_.buy(person(p).store, need.topic, at, choice, need.came_back);
  plan_restock(sale.shelf, sale.delivery_due);
  if (sale.result == Shelves::Result::deferred) return try_again(need, sale.back_at, at);
  settle_mood(p, at);
  Mood mood = this->mood(p, at);
  if (sale.result == Shelves::Result::lost) {
    decide_need(need, {.kind = Outcome::Kind::stock_out, .paid_minor = 0}, at);
    if (at >= setting_->measure_begin) ++sales_lost_;
    mood.satisfaction = std::max(mood.satisfaction - sentiment.stock_out_drop, -1.0);
    set_mood(p, mood, at);
    return post_of_experience(p, need.topic, sentiment.post_after_stock_out, at, draws);
  }
  if (sale.shelf) shelves_.report(*sale.shelf, at, delivery_);
  take_payment(need, price, at);
  mood.satisfaction = std::clamp(mood.satisfaction + felt, -1.0, 1.0);
  set_mood(p, mood, at);
  review(p, need.topic, at, draws);
  post_of_experience(p, need.topic, sentiment.post_after_purchase, at, draws);
  leave_at_purchase(need, at);
}

// BG/NBD: after a purchase of their own, one that they would have made untouched, people leave with
// the probability p that their mood bends as it bends a hazard. What touches sell more drives
// nobody away.
void Market::leave_at_purchase(const Need& need, SimTime at) {
  const PersonId p = need.person;
  const double leave_frac = person(p).leave_frac;
  const bool own = need.origin == Origin::need || need.origin == Origin::replenishment;
  if (leave_frac <= 0.0 || !own || !need.destined) return;
  State& s = state(p);
  const double factor =
      std::max(0.0, hazard_factor(felt_mood(kept_mood(p), s.type), config().response));
  Stream draws = stream(purpose::leaving, p,
                        need.occasion * 2 + (need.origin == Origin::replenishment ? 1U : 0U));
  if (draws.uniform() < std::pow(1.0 - leave_frac, factor)) return;
  s.left = true;
  s.mood_s = static_cast<std::int32_t>(at.time_since_epoch() / one_second) + 1;
}

void Market::try_again(const Need& need, SimTime back_at, SimTime at) {
  Need later = need;
  later.stage = Stage::ready;
  later.came_back = later.plain_time = true;
  later.dwell[2] = CoarseSpan(in_seconds(back_at - at));
  open_need(later, at);
}

void Market::take_payment(const Need& need, double price, SimTime at) {
  const PersonId p = need.person;
  const double discount_frac =
      has_offer(p, at) ? config().offers[touched(p).offer].discount_frac : 0.0;
  const auto full = std::max<std::int64_t>(
      1, static_cast<std::int64_t>(std::nearbyint(std::min(price, 1e6) * 100.0)));
  const auto discount =
      static_cast<std::int64_t>(std::nearbyint(static_cast<double>(full) * discount_frac));
  TruePurchase bought{.at = at,
                      .person = p,
                      .topic = need.topic,
                      .origin = need.origin,
                      .paid_minor = full - discount,
                      .discount_minor = discount,
                      .refunded = std::nullopt};
  const std::uint32_t session =
      decide_need(need, {.kind = Outcome::Kind::purchase, .paid_minor = bought.paid_minor}, at);
  const RefundParams& refunds = config().population.refunds;
  if (refunds.frac > 0.0) {
    Stream r = stream(purpose::refund, p, session);
    if (r.bernoulli(refunds.frac)) {
      const SimTime when = at + from_days(refunds.delay_days * r.exponential());
      if (when < setting_->run_end) {
        bought.refunded = when;
        push(when, TaskKind::refund, 0, refunds_.put({p, need.topic, session, bought.paid_minor}));
      }
    }
  }
  purchases_.push_back(bought);
}

void Market::refund(std::uint32_t place, SimTime at) {
  const Refund r = refunds_.take(place);
  Stream draws = stream(purpose::refund, r.person, r.session + 1);
  Event e = event_of(r.person, EventKind::refund, Source::crm, at);
  e.ref = r.session;
  e.topic = r.topic;
  e.value = static_cast<float>(r.paid_minor);
  delivery_.send(e, draws);
}

void Market::review(PersonId p, TopicId topic, SimTime at, Stream& draws) {
  const SentimentParams& params = config().streams.sentiment;
  if (params.review_after_purchase <= 0.0 || !draws.bernoulli(params.review_after_purchase)) return;
  Event e = event_of(p, EventKind::review, Source::social,
                     at + from_seconds(3600.0 * params.delay_hours * draws.exponential()));
  e.topic = topic;
  const double stars = 3.5 + 2.5 * (state(p).satisfaction + params.noise_sd * draws.normal());
  e.value = static_cast<float>(std::clamp(std::nearbyint(stars), 1.0, 5.0));
  delivery_.send(e, draws);
}

}  // namespace shoal::sim
