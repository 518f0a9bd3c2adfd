// Checks that an engine keeps its own terms: what a referee would reject, counted from its touches.
#pragma once

#include "engine/contract/terms.hpp"
#include "tests/engine/host.hpp"

#include <map>
#include <utility>
#include <vector>

namespace shoal::test {

struct Broken {
  int weekly_cap = 0;
  int min_gap = 0;
  int quiet_hours = 0;
  int closed = 0;
  int budget = 0;
  int own_set = 0;  // the creative is not in the decision's own eligible set, or it has no topic

  int all() const { return weekly_cap + min_gap + quiet_hours + closed + budget + own_set; }
};

inline double cost_of(const Brief& brief, const Decision& d) {
  return brief.channels[index(brief.creatives[index(*d.creative)].channel)].cost;
}

inline Broken count_broken_rules(const Brief& brief, const Said& said) {
  Broken broken;
  std::map<SubjectId, std::vector<SimTime>> touched;
  double surveys = 0.0;
  double spent = 0.0;
  const Purse allowance{brief};
  for (const SaidSurvey& s : said.surveys) {
    surveys += brief.survey.cost_per_invitation * static_cast<double>(s.sample.size());
  }
  for (const SaidDecision& t : said.touches()) {
    const Decision& d = t.decision;
    auto& times = touched[d.subject];
    int in_week = 1;
    for (const SimTime before : times) {
      if (d.deliver_after - before < one_week) ++in_week;
    }
    if (in_week > static_cast<int>(brief.caps.touches_per_week)) ++broken.weekly_cap;
    if (!times.empty() && d.deliver_after - times.back() < brief.caps.min_gap) ++broken.min_gap;
    times.push_back(d.deliver_after);
    // Delivery is at the first tick not before deliver_after: one tick of grace either way.
    if (is_quiet(brief.quiet_hours, d.deliver_after)) ++broken.quiet_hours;
    if (is_quiet(brief.quiet_hours, d.deliver_after + brief.tick)) ++broken.quiet_hours;
    if (!touches_open(brief, d.deliver_after)) ++broken.closed;
    spent += cost_of(brief, d);
    double invited = 0.0;
    for (const SaidSurvey& s : said.surveys) {
      if (s.at > d.deliver_after) continue;
      invited += brief.survey.cost_per_invitation * static_cast<double>(s.sample.size());
    }
    if (spent + invited > allowance.accrued(d.deliver_after) * (1.0 + 1e-9)) ++broken.budget;
    const bool in_set = ((d.eligible >> index(*d.creative)) & 1U) != 0;
    if (!in_set || !d.topic || index(*d.topic) >= brief.topics.size()) ++broken.own_set;
  }
  if (spent + surveys > allowance.accrued(brief.touch_end) * (1.0 + 1e-9)) ++broken.budget;
  return broken;
}

}  // namespace shoal::test
