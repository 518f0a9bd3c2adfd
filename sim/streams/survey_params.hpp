// How people answer a survey.
#pragma once

namespace shoal::sim {

struct SurveyParams {
  double response_frac = 0.3;
  double engaged_bias = 0.5;    // logit shift of answering per standard deviation of log lambda
  double topic_accuracy = 0.7;  // states the true favourite, else a random topic
  double channel_accuracy = 0.7;
  double intent_bias = 0.8;  // stated intent overstates, points of five
  double intent_noise_sd = 0.8;
  double delay_days = 2.0;  // mean of an exponential
};

}  // namespace shoal::sim
