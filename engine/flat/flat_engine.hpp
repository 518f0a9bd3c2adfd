// The baseline: the quarterly plan of a competent marketing department, given the same objective,
// budget, channels, caps and creatives as every other engine.
//
// Two weeks before a quarter begins (quarters of 13 weeks from measure_begin; the first survey
// falls into the history) it invites a random sample of its customers to a survey, paid from the
// budget. When the quarter begins it groups everyone (grouping.hpp), plans one campaign per group
// (campaign.hpp) from the answers to this survey and the one before, the purchases so far and last
// quarter's results, and announces the groups as segments. From then on it only works through the
// calendar: nothing that happens within the quarter changes the plan, save that people who withdraw
// consent are left out and people who arrive join the nearest group once their profile is known.
// With a history shorter than the survey needs, the first plan stands as soon as the answers are
// in.
//
// Decisions: every touch is logged with propensity 1 and the one creative that the plan allows; a
// member whom a flight leaves out for consent, caps, quiet hours or money gets a no-touch decision
// with an empty eligible set. It makes no predictions and claims no new pattern.
//
// Cost: events as in customer_book.hpp; a plan costs a grouping; a flight costs its group's size.
#pragma once

#include "core/time.hpp"
#include "engine/contract/brief.hpp"
#include "engine/contract/engine.hpp"
#include "engine/flat/campaign.hpp"
#include "engine/flat/grouping.hpp"

#include <cstddef>
#include <memory>

namespace shoal::engine {

struct FlatOptions {
  Duration quarter = 13 * one_week;
  Duration survey_wait = 2 * one_week;
  std::size_t max_groups = 12;
  double survey_budget_frac = 0.1;  // of a quarter's budget, at most
  std::size_t min_answers = 60;     // fewer: the groups are formed from what is known of everyone
  FeatureWeights weights;
  CampaignOptions campaign;
};

// Throws std::invalid_argument when an option is out of range or the Brief's quiet hours leave no
// whole clock hour for touches.
std::unique_ptr<Engine> make_flat(const Brief& brief, const FlatOptions& options = {});

}  // namespace shoal::engine
