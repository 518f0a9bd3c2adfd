// What people come to want, and for how long.
#pragma once

#include <array>
#include <string>

namespace shoal::sim {

struct Topic {
  std::string name;
  // Mean dwell of a need in curious, evaluating, ready: the life of an intent.
  std::array<double, 3> dwell_hours{24.0, 24.0, 4.0};
};

// Needs: the one generator of purchases. In the untouched world they arrive at lambda / c and end
// in a purchase with probability c each, so purchases happen at rate lambda.
struct IntentParams {
  double need_conversion = 0.12;  // c
  double dwell_shape = 1.0;  // gamma shape of stage dwells; 1: a Markov chain, else semi-Markov
  // Probability that entering the stage (curious, evaluating, ready) starts a session.
  std::array<double, 3> session_at_stage{0.5, 0.5, 0.5};
  // Factor on the rate of background visits while in the stage.
  std::array<double, 3> visit_boost{2.0, 4.0, 6.0};
  double topic_fidelity = 0.85;  // share of pages in a session that are on its topic
  // Share of demand that stock-outs lose in the untouched world; needs arrive faster by
  // 1 / (1 - this), so that realised purchases keep the rate lambda.
  double stock_loss_frac = 0.0;
};

}  // namespace shoal::sim
