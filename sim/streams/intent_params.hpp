// What people come to want, and for how long.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace shoal::sim {

struct Topic {
  std::string name;
  // Mean dwell of a need in curious, evaluating, ready: the life of an intent.
  std::array<double, 3> dwell_hours{24.0, 24.0, 4.0};
  // Half of all needs are over after this time of activity: the dwells are scaled to it in
  // proportion. 0: the dwells as they are.
  double half_life_hours = 0.0;
};

// The law of a dwell about its mean; log_normal and weibull are semi-Markov for every shape.
enum class DwellFamily : std::uint8_t { gamma, log_normal, weibull };

// Needs: the one generator of purchases. In the untouched world they arrive at lambda / c and end
// in a purchase with probability c each, so purchases happen at rate lambda.
struct IntentParams {
  double need_conversion = 0.12;  // c
  DwellFamily dwell_family = DwellFamily::gamma;
  // Shape of stage dwells: of the gamma or the Weibull law (1: a Markov chain, else semi-Markov);
  // of the log-normal, whose squared coefficient of variation is 1 / shape.
  double dwell_shape = 1.0;
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
