// Satisfaction and what is posted of it.
#pragma once

namespace shoal::sim {

struct SentimentParams {
  double post_after_purchase = 0.05;
  double post_after_stock_out = 0.3;
  double delay_hours = 12.0;  // mean of an exponential
  double noise_sd = 0.3;
  double experience_sd = 0.3;  // of how one purchase felt, mean 0
  double stock_out_drop = 0.5;
  double half_life_days = 30.0;  // of satisfaction back to 0
};

}  // namespace shoal::sim
