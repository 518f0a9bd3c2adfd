#include "scenarios/bind_scenario.hpp"

namespace shoal::scenarios {

namespace {
constexpr Range factor{0.0, 1e3};
}  // namespace

void bind_sentiment(Binder& b, sim::SentimentParams& p) {
  b.quantity({"post_after_purchase", Unit::frac, fraction, "who post"}, p.post_after_purchase);
  b.quantity({"post_after_stock_out", Unit::frac, fraction, "who post"}, p.post_after_stock_out);
  b.quantity({"delay_hours", Unit::hours, {0.0, 8760.0, true}, "mean of an exponential"},
             p.delay_hours);
  b.quantity({"noise_sd", Unit::one, factor, "of a post about its satisfaction"}, p.noise_sd);
  b.quantity({"experience_sd", Unit::one, factor, "of how one purchase felt"}, p.experience_sd);
  b.quantity({"stock_out_drop", Unit::one, factor, "of satisfaction"}, p.stock_out_drop);
  b.quantity({"half_life_days", Unit::days, {0.0, 3650.0, true}, "of satisfaction back to 0"},
             p.half_life_days);
  b.quantity({"review_after_purchase", Unit::frac, fraction, "who give stars"},
             p.review_after_purchase);
  b.quantity({"spread_mean", Unit::one, fraction_below_one, "others who take up a post"},
             p.spread_mean);
  b.quantity({"spread_delay_hours", Unit::hours, {0.0, 8760.0, true}, "mean of an exponential"},
             p.spread_delay_hours);
  b.quantity({"contagion", Unit::frac, fraction, "of the way to a post's sentiment"}, p.contagion);
  b.quantity(
      {"burst_posts", Unit::one, {0.0, 1e6}, "posts from which on a burst bends taste; 0 no"},
      p.burst_posts);
  b.quantity({"burst_strength", Unit::frac, fraction, "of affinity that it moves"},
             p.burst_strength);
  b.quantity({"burst_days", Unit::days, {0.0, 3650.0, true}, "that it lasts for one person"},
             p.burst_days);
}

void bind_survey(Binder& b, sim::SurveyParams& p) {
  b.quantity({"response_frac", Unit::frac, fraction, "of invitations"}, p.response_frac);
  b.quantity({"engaged_bias", Unit::logit, {-20.0, 20.0}, "per standard deviation of log rate"},
             p.engaged_bias);
  b.quantity({"topic_accuracy", Unit::frac, fraction, "state their true favourite"},
             p.topic_accuracy);
  b.quantity({"channel_accuracy", Unit::frac, fraction, "state their true favourite"},
             p.channel_accuracy);
  b.quantity({"intent_bias", Unit::points, {-5.0, 5.0}, "stated intent above the true one"},
             p.intent_bias);
  b.quantity({"intent_noise_sd", Unit::points, {0.0, 5.0}, "of stated intent"}, p.intent_noise_sd);
  b.quantity({"delay_days", Unit::days, {0.0, 365.0, true}, "mean of an exponential"},
             p.delay_days);
}

}  // namespace shoal::scenarios
