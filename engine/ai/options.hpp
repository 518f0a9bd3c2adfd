// The AI engine's tunables. Defaults are general sense (assumed), or a published figure where one
// is named; none is fitted to a scenario.
#pragma once

#include "core/time.hpp"

#include <cstddef>
#include <cstdint>

namespace shoal::engine {

struct IngestOptions {
  // Events are held this long after they occurred so that stragglers can be put in order; zero
  // reacts at once and orders within a tick only.
  Duration hold{0};
  // Older than this before the watermark: set aside, not used. Younger late events count, decayed.
  Duration lateness_allowed = 7 * one_day;
  // An event that seems to occur this little after it arrived comes from a clock that is ahead: it
  // counts as of its arrival. More than that cannot be.
  Duration clock_tolerance = one_hour;
  // Ids remembered at least until this many more have come; at most twice as many are kept.
  std::size_t remembered_ids = std::size_t{1} << 14;
  // A subject id at or above this is taken for corruption: records are kept in arrays.
  std::uint32_t subject_limit = std::uint32_t{1} << 24;
};

struct SignalOptions {
  Duration fast_memory = 8 * one_hour;    // e-folding time of short interest
  Duration slow_memory = 120 * one_day;   // of long interest
  Duration rate_memory = 60 * one_day;    // of session and spend counts
  Duration fatigue_memory = 7 * one_day;  // of touches received
  Duration stage_memory = 3 * one_day;    // intent forgets towards rest (see stage_filter.hpp)
  float low_level = 0.25F;                // an appliance below this calls for a refill
};

struct ClusterOptions {
  std::size_t at_most = 24;
  // DP-means (Kulis, Jordan 2012): a point farther than this from all centres, in squared
  // standardised distance per dimension, opens a cluster.
  double birth_distance = 1.2;
  double merge_distance = 0.15;    // centres closer than this become one
  double death_mass = 5.0;         // a cluster of less decayed mass dies
  double switch_gain = 0.25;       // hysteresis: leave only for a centre closer by this share
  Duration memory = 28 * one_day;  // of a cluster's mass
  double step_floor = 0.002;       // centres keep moving at least this fast
  Duration upkeep = one_day;       // between rounds of merging and death
};

struct NoveltyOptions {
  Duration warm_up = 14 * one_day;     // what appears before is the known world (or all of history)
  double false_claims_per_year = 0.1;  // aimed at under the null model, over all tests
  std::size_t at_least = 20;           // members that a claim needs
  double claimed_f1 = 0.55;            // expected F1 that a claim needs
  double surge_ratio = 5.0;            // a topic's fresh interest over its usual, at least
  Duration candidate_life = 2 * one_day;  // an unclaimed signature becomes part of the known world
  Duration claim_life = 28 * one_day;     // a claimed cohort is kept while it moves, at most this
  Duration quiet_close = 7 * one_day;     // or until nothing of it was seen for this long
  Duration follow_horizon = one_day;      // behaviour within this after the signature counts
};

struct PersonaOptions {
  // The finest cell of a person that holds at least `support` people is his persona; it is left
  // when it falls below half of that. 1 gives every populated cell a segment of its own.
  std::uint32_t support = 20;
  Duration stage_dwell = one_hour;  // between two changes of a subject's persona for stage alone
  double shrinkage = 50.0;          // person-weeks of the parent's rate mixed into a rate
};

struct PredictorOptions {
  double alpha = 0.2;  // FTRL-proximal step
  double l2 = 1.0;
  Duration purchase_window = 7 * one_day;
  Duration churn_window = 28 * one_day;
  std::uint32_t churn_every = 4;  // one review in so many gives a churn example
};

struct ActivationOptions {
  Duration decision_gap = 6 * one_hour;  // between two decisions on one subject
  Duration outcome_window = 14 * one_day;
  double touch_floor = 0.02;        // probability of a touch at least, so that learning goes on
  double touch_ceiling = 0.9;       // and at most: no touch keeps its chance
  Duration click_window = one_day;  // a click later than this does not count
  double arm_temper = 0.2;  // temperature of the choice among creatives, in standard deviations
  double arm_mix = 0.05;    // share of uniform choice among creatives
  double burden = 0.5;      // a touch must look good by this many standard deviations
  // Share of the later orders that a touch costs by annoying, times 1 + touches lately (assumed:
  // the outcome window is too short to learn it).
  double annoyance = 0.001;
  Duration evidence_half_life = 91 * one_day;  // responses drift
  Duration offer_validity = 7 * one_day;  // after a discount touch, a purchase is taken to use it
  double pace_gain = 0.25;                // of the shadow price, per day and relative overspend
};

struct AiOptions {
  IngestOptions ingest;
  SignalOptions signals;
  ClusterOptions clusters;
  NoveltyOptions novelty;
  PersonaOptions personas;
  PredictorOptions predictors;
  ActivationOptions activation;
  // Each subject is looked at this often at least.
  Duration review_every = 3 * one_day;
};

}  // namespace shoal::engine
