// Posts, and bursts of them: a Hawkes process across people in cluster form. A burst that is large
// enough is a drift of its own.
#include "core/hash.hpp"
#include "sim/market.hpp"
#include "sim/purposes.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

void Market::post_of_experience(PersonId p, TopicId topic, double post_frac, SimTime at,
                                Stream& draws) {
  const SentimentParams& params = config().streams.sentiment;
  if (!draws.bernoulli(post_frac)) return;
  const SimTime when = at + from_seconds(3600.0 * params.delay_hours * draws.exponential());
  if (when >= setting_->run_end) return;
  const std::uint32_t burst =
      bursts_.put({.posts = 0, .pending = 1, .topic = topic, .drift = std::nullopt});
  push(when, TaskKind::post, 0,
       posts_.put({.person = p,
                   .key = draws(),
                   .burst = burst,
                   .sentiment = 0.0F,
                   .topic = topic,
                   .own = true}));
}

void Market::post(std::uint32_t place, SimTime at) {
  Post written = posts_.take(place);
  const PersonId p = written.person;
  // An own post is written even by those who have left since; nobody takes one up then.
  if (written.own || (setting_->people.joined(p) <= at && lives(p, at))) {
    const SentimentParams& params = config().streams.sentiment;
    Stream draws = stream(purpose::post, p, written.key);
    if (!written.own && params.contagion > 0.0) {
      settle_mood(p, at);
      Mood moved = mood(p, at);
      moved.satisfaction += params.contagion * (written.sentiment - moved.satisfaction);
      set_mood(p, moved, at);
    }
    const double feels = mood(p, at).satisfaction + params.noise_sd * draws.normal();
    written.sentiment = static_cast<float>(std::clamp(feels, -1.0, 1.0));
    Event e = event_of(p, EventKind::sentiment, Source::social, at);
    e.topic = written.topic;
    e.value = written.sentiment;
    delivery_.send(e, draws);
    ++bursts_[written.burst].posts;
    bend_by_burst(written, at);
    spread(written, at);
  }
  if (--bursts_[written.burst].pending == 0) bursts_.take(written.burst);
}

// Who takes a post up is any of the market, drawn by the post's key: the same in every arm in which
// the post was written.
void Market::spread(const Post& post, SimTime at) {
  const SentimentParams& params = config().streams.sentiment;
  if (params.spread_mean <= 0.0) return;
  Stream draws = stream(purpose::repost, post.person, post.key);
  const std::uint32_t others = draws.poisson(params.spread_mean);
  for (std::uint32_t k = 0; k < others; ++k) {
    const std::uint32_t local = draws.below(static_cast<std::uint32_t>(states_.size()));
    const SimTime when =
        at + from_seconds(3600.0 * params.spread_delay_hours * draws.exponential());
    const std::uint32_t key = draws();
    if (when >= setting_->run_end) continue;
    ++bursts_[post.burst].pending;
    push(when, TaskKind::post, 0,
         posts_.put({.person = PersonId{(local << shift_) | number_},
                     .key = key,
                     .burst = post.burst,
                     .sentiment = post.sentiment,
                     .topic = post.topic,
                     .own = false}));
  }
}

void Market::bend_by_burst(const Post& post, SimTime at) {
  const SentimentParams& params = config().streams.sentiment;
  Burst& burst = bursts_[post.burst];
  if (params.burst_posts == 0 || burst.posts < params.burst_posts) return;
  if (!burst.drift) {
    burst.drift = static_cast<std::uint32_t>(spread_.size());
    spread_.push_back({.start = at, .end = at, .topic = burst.topic, .members = {}});
  }
  Spread& drift = spread_[*burst.drift];
  const SimTime until = at + from_days(params.burst_days);
  drift.end = std::max(drift.end, until);
  drift.members.push_back({.person = post.person, .onset = at, .signature_arrived = std::nullopt});
  caught_[number(post.person)] = {.topic = post.topic, .from = at, .until = until};
  state(post.person).caught = true;
}

}  // namespace shoal::sim
