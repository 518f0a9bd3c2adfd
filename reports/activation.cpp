#include "reports/activation.hpp"

#include "core/contracts.hpp"
#include "reports/people.hpp"
#include "reports/segment_history.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace shoal::reports {
namespace {

using LabelCounts = std::unordered_map<std::uint32_t, double>;  // label -> deliveries; looked up

// Adds the factor sum_j C(k, j) (c)_j x^j to a polynomial in x.
std::vector<double> times_factor(const std::vector<double>& polynomial, std::size_t k, double c) {
  std::vector<double> out(polynomial.size() + k);
  double weight = 1.0;  // C(k, j) (c)_j
  for (std::size_t j = 0; j <= k; ++j) {
    for (std::size_t i = 0; i < polynomial.size(); ++i) out[i + j] += weight * polynomial[i];
    const auto left = static_cast<double>(k - j);
    weight *= left / static_cast<double>(j + 1) * std::max(0.0, c - static_cast<double>(j));
  }
  return out;
}

// One person's deliveries, in order of truth; n is the week's total.
double chance_of_match(std::span<const Delivery> mine, const LabelCounts& count, double n) {
  std::vector<double> polynomial{1.0};
  for (std::size_t i = 0; i < mine.size();) {
    std::size_t end = i + 1;
    while (end < mine.size() && mine[end].truth == mine[i].truth) ++end;
    const auto found = count.find(mine[i].truth);
    const double c = found == count.end() ? 0.0 : found->second;
    polynomial = times_factor(polynomial, end - i, c);
    i = end;
  }
  double none = 0.0;
  double scale = 1.0;  // (-1)^s / (n)_s
  for (std::size_t s = 0; s < polynomial.size(); ++s) {
    none += scale * polynomial[s];
    scale /= -std::max(1.0, n - static_cast<double>(s));
  }
  return std::clamp(1.0 - none, 0.0, 1.0);
}

std::uint32_t label(TopicId topic, Stage stage) {
  return static_cast<std::uint32_t>(index(topic) * stages + static_cast<std::size_t>(stage));
}

struct Mean {
  double sum = 0.0;
  std::uint64_t count = 0;
  double value() const { return sum / static_cast<double>(count); }
};

class WeekScorer {
 public:
  explicit WeekScorer(const RunLog& log) : log_(log), history_(log) {}

  void score(SimTime monday, ActivationTotals& out);

 private:
  void score_deliveries(SimTime monday);
  void add_person(std::uint32_t person, ActivationTotals& out);

  const RunLog& log_;
  SegmentHistory history_;
  std::vector<double> excess_;            // (person)
  std::vector<std::uint8_t> matched_;     // (person)
  std::vector<std::uint8_t> touched_;     // (person)
  std::vector<std::uint64_t> reachable_;  // (spell)
  std::vector<Mean> segments_;            // (spell)
  std::vector<Mean> cells_;               // (archetype)
};

void WeekScorer::score_deliveries(SimTime monday) {
  const auto earlier = [](const TouchRow& row, SimTime t) { return row.at < t; };
  const auto& touches = log_.touches;
  const auto first = std::lower_bound(touches.begin(), touches.end(), monday, earlier);
  const auto last = std::lower_bound(first, touches.end(), monday + one_week, earlier);
  std::vector<Delivery> deliveries;
  for (auto row = first; row != last; ++row) {
    const Creative& creative = log_.creatives.at(index(row->creative));
    deliveries.push_back({static_cast<std::uint32_t>(index(row->person)),
                          label(row->topic, creative.stage),
                          label(row->true_topic, row->true_stage)});
  }
  const std::size_t people = log_.people.size();
  excess_.assign(people, 0.0);
  matched_.assign(people, 0);
  touched_.assign(people, 0);
  for (const PersonWeek& w : match_week(deliveries)) {
    require(w.person < people, "a touched person is a person of the run");
    excess_[w.person] = (w.matched ? 1.0 : 0.0) - w.chance;
    matched_[w.person] = w.matched ? 1 : 0;
    touched_[w.person] = 1;
  }
}

void WeekScorer::add_person(std::uint32_t person, ActivationTotals& out) {
  const double excess = excess_[person];
  ++out.person_weeks;
  out.person_excess_sum += excess;
  Mean& cell = cells_[log_.people[person].archetype];
  cell.sum += excess;
  ++cell.count;
  const auto spell = history_.spell_of(person);
  if (!spell || reachable_[*spell] < supported_members) return;
  segments_[*spell].sum += excess;
  ++segments_[*spell].count;
  ++out.member_weeks;
  out.member_excess_sum += excess;
  out.member_matched += matched_[person];
  out.member_touched += touched_[person];
}

void WeekScorer::score(SimTime monday, ActivationTotals& out) {
  history_.advance(monday);
  score_deliveries(monday);
  const auto reachable = [&](const LifetimeRow& row) {
    return row.reachable_channels != 0 && row.joined <= monday && counts(row, log_);
  };
  const std::size_t spells = history_.spells().size();
  reachable_.assign(spells, 0);
  segments_.assign(spells, {});
  cells_.assign(256, {});
  for (std::uint32_t p = 0; p < log_.people.size(); ++p) {
    const auto spell = history_.spell_of(p);
    if (spell && reachable(log_.people[p])) ++reachable_[*spell];
  }
  for (std::uint32_t p = 0; p < log_.people.size(); ++p) {
    if (reachable(log_.people[p])) add_person(p, out);
  }
  for (const Mean& segment : segments_) {
    if (segment.count == 0) continue;
    ++out.segment_weeks;
    out.segment_excess_sum += segment.value();
  }
  for (const Mean& cell : cells_) {
    if (cell.count < supported_members) continue;
    ++out.cell_weeks;
    out.cell_excess_sum += cell.value();
  }
}

}  // namespace

std::vector<PersonWeek> match_week(std::span<const Delivery> deliveries) {
  LabelCounts count;
  for (const Delivery& d : deliveries) count[d.message] += 1.0;
  std::vector<Delivery> rows(deliveries.begin(), deliveries.end());
  std::stable_sort(rows.begin(), rows.end(), [](const Delivery& a, const Delivery& b) {
    return a.person != b.person ? a.person < b.person : a.truth < b.truth;
  });
  std::vector<PersonWeek> out;
  for (std::size_t i = 0; i < rows.size();) {
    PersonWeek week{rows[i].person, false, 0.0};
    std::size_t end = i;
    for (; end < rows.size() && rows[end].person == week.person; ++end) {
      week.matched = week.matched || rows[end].message == rows[end].truth;
    }
    week.chance = chance_of_match(std::span(rows).subspan(i, end - i), count,
                                  static_cast<double>(rows.size()));
    out.push_back(week);
    i = end;
  }
  return out;
}

ActivationTotals activation(const RunLog& log) {
  ActivationTotals out;
  WeekScorer scorer(log);
  for (const SimTime monday : mondays(log)) {
    if (monday + one_week <= log.touch_end) scorer.score(monday, out);
  }
  return out;
}

}  // namespace shoal::reports
