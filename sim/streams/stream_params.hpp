// What people and things emit, as a scenario says it.
#pragma once

#include "core/time.hpp"
#include "engine/contract/brief.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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

// In-session page chain: rows are the stage of the visitor, columns the next page.
// Order of columns: page, search, product_view, cart, exit. Checkout belongs to decisions.
inline constexpr std::size_t page_columns = 5;
struct SessionParams {
  double visits_per_week = 0.03;  // background visits of an average person
  double visit_shape = 1.0;       // gamma shape of that rate over people
  std::array<std::array<double, page_columns>, stages> next_page{};
  double gap_log_mean = 3.3;  // of log seconds between pages
  double gap_log_sd = 1.1;
  std::uint32_t max_pages = 60;
  double abandon_cart_frac = 0.5;  // needs in `ready` that fail leave a cart behind
};

struct ShelfParams {
  std::uint32_t stores = 0;        // 0: stock is never an issue
  std::uint32_t order_up_to = 12;  // S
  std::uint32_t reorder_at = 3;    // s
  double lead_days = 3.0;          // mean of an exponential
  double report_hours = 24.0;      // telemetry beside the one at each change
};

struct BeaconParams {
  double zones_mean = 2.0;      // topic zones seen in a store visit, 1 + Poisson(mean - 1)
  double dwell_log_mean = 4.5;  // of log seconds
  double dwell_log_sd = 0.8;
};

struct ApplianceParams {
  std::optional<TopicId> topic;  // that refills it; none: no appliances
  double cycle_days = 28.0;      // mean life of a filling
  double cycle_shape = 8.0;      // gamma shape: regular
  double demand_share = 0.5;     // of an owner's lambda that comes from refills
  double low_level = 0.2;        // where the need starts
  double report_hours = 24.0;
  double level_noise_sd = 0.02;
};

struct ScanParams {
  double background_per_week = 0.0;  // scans of known codes, a person
  std::uint32_t known_codes = 20;
};

struct SentimentParams {
  double post_after_purchase = 0.05;
  double post_after_stock_out = 0.3;
  double delay_hours = 12.0;  // mean of an exponential
  double noise_sd = 0.3;
  double experience_sd = 0.3;  // of how one purchase felt, mean 0
  double stock_out_drop = 0.5;
  double half_life_days = 30.0;  // of satisfaction back to 0
};

enum class DriftForm : std::uint8_t { abrupt, gradual, novel_cohort };
enum class Signature : std::uint8_t { none, qr_scan };

// Times count from the start of measurement. A replication draws the phase of every drift
// uniformly in [0, phase_weeks).
struct DriftParams {
  std::string name;
  DriftForm form{};
  double start_weeks = 0.0;
  double phase_weeks = 0.0;
  double duration_weeks = 0.0;           // gradual: window; cohort: life of its needs; abrupt: 0
  TopicId topic{};                       // that people move to
  double member_frac = 0.1;              // of everyone
  std::optional<std::size_t> archetype;  // members come from this one only
  double strength = 0.8;  // abrupt, gradual: share of affinity that moves to the topic
  // Novel cohort: each member has 1 + Poisson(needs_mean - 1) needs for the topic in its life; the
  // first begins at the member's onset.
  double needs_mean = 1.0;
  double need_conversion = 0.2;
  std::array<double, 3> dwell_hours{1.0, 6.0, 2.0};
  double onset_hours = 2.0;  // members join uniformly in this time from the start
  Signature signature{};
  double decoy_ratio = 0.0;  // decoys per member: show the signature and do not care
};

struct SurveyParams {
  double response_frac = 0.3;
  double engaged_bias = 0.5;    // logit shift of answering per standard deviation of log lambda
  double topic_accuracy = 0.7;  // states the true favourite, else a random topic
  double channel_accuracy = 0.7;
  double intent_bias = 0.8;  // stated intent overstates, points of five
  double intent_noise_sd = 0.8;
  double delay_days = 2.0;  // mean of an exponential
};

struct StreamParams {
  std::vector<Topic> topics;
  IntentParams intent;
  SessionParams sessions;
  ShelfParams shelves;
  BeaconParams beacons;
  ApplianceParams appliances;
  ScanParams scans;
  SentimentParams sentiment;
  std::vector<DriftParams> drifts;
  SurveyParams survey;
};

}  // namespace shoal::sim
