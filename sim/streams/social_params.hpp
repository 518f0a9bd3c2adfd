// Satisfaction, what is posted of it, and how posts spread.
#pragma once

#include <cstdint>

namespace shoal::sim {

struct SentimentParams {
  double post_after_purchase = 0.05;
  double post_after_stock_out = 0.3;
  double delay_hours = 12.0;  // mean of an exponential
  double noise_sd = 0.3;
  double experience_sd = 0.3;  // of how one purchase felt, mean 0
  double stock_out_drop = 0.5;
  double half_life_days = 30.0;        // of satisfaction back to 0
  double review_after_purchase = 0.0;  // who give stars

  // A post is taken up by Poisson(spread_mean) others, each after an exponential delay: a Hawkes
  // process across people in cluster form, with branching ratio spread_mean < 1.
  double spread_mean = 0.0;
  double spread_delay_hours = 3.0;
  // How far a post moves the satisfaction of who takes it up: towards its sentiment by this share.
  double contagion = 0.0;
  // A burst of at least so many posts bends taste: who posts from then on wants its topic for
  // `burst_days`, with the share `burst_strength` of their affinity. 0: bursts bend nothing.
  std::uint32_t burst_posts = 0;
  double burst_strength = 0.5;
  double burst_days = 14.0;
};

}  // namespace shoal::sim
