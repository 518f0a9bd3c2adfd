#include "reports/measures.hpp"

#include "core/contracts.hpp"
#include "reports/activation.hpp"
#include "reports/people.hpp"
#include "reports/segment_survey.hpp"
#include "reports/time_to_segment.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::reports {
namespace {

constexpr double minor_per_major = 100.0;

std::size_t week_count(const RunLog& log) {
  const Duration span = log.run_end - log.measure_begin;
  return static_cast<std::size_t>((span + one_week - Duration{1}) / one_week);
}

// Empty where `t` lies outside of [measure_begin, run_end).
std::optional<std::size_t> week_of(const RunLog& log, SimTime t) {
  if (t < log.measure_begin || t >= log.run_end) return std::nullopt;
  return static_cast<std::size_t>((t - log.measure_begin) / one_week);
}

double margin_of(const PurchaseRow& row, double margin_frac) {
  const auto paid = static_cast<double>(row.paid_minor);
  const auto discount = static_cast<double>(row.discount_minor);
  return (margin_frac * (paid + discount) - discount) / minor_per_major;
}

void add_purchases(const RunLog& log, ReplicationMeasures& out) {
  for (const PurchaseRow& row : log.purchases) {
    const auto week = week_of(log, row.at);
    if (!week) continue;
    WeekTotals& w = out.weekly[*week];
    TopicTotals& t = out.topics.at(index(row.topic));
    ++w.purchases;
    ++t.purchases;
    ++out.totals.purchases;
    if (row.refunded && *row.refunded < log.run_end) continue;  // no money stays
    w.paid_minor += row.paid_minor;
    w.margin_before_cost += margin_of(row, log.margin_frac);
    t.paid_minor += row.paid_minor;
    t.discount_minor += row.discount_minor;
    out.totals.paid_minor += row.paid_minor;
    out.totals.discount_minor += row.discount_minor;
  }
  // Formed once from exact sums, so that equal purchases give equal margins.
  const auto margin = [&](const auto& sums) {
    return margin_of({.paid_minor = sums.paid_minor,
                      .discount_minor = sums.discount_minor,
                      .refunded = std::nullopt},
                     log.margin_frac);
  };
  out.totals.margin_before_cost = margin(out.totals);
  for (TopicTotals& t : out.topics) t.margin_before_cost = margin(t);
}

void add_touches(const RunLog& log, ReplicationMeasures& out) {
  for (std::size_t i = 0; i < log.touches.size(); ++i) {
    const TouchRow& row = log.touches[i];
    require(i == 0 || log.touches[i - 1].at <= row.at, "touches are in order of time");
    const auto week = week_of(log, row.at);
    if (!week) continue;
    const Creative& creative = log.creatives.at(index(row.creative));
    const double cost = log.channels.at(index(creative.channel)).cost;
    TopicTotals& t = out.topics.at(index(row.topic));
    ++out.totals.touches;
    ++out.weekly[*week].touches;
    out.weekly[*week].touch_cost += cost;
    ++t.touches;
    t.touch_cost += cost;
  }
}

void add_people(const RunLog& log, ReplicationMeasures& out) {
  const std::size_t weeks = out.weekly.size();
  out.survivors.assign(weeks + 1, 0);
  for (const LifetimeRow& row : log.people) {
    if (!counts(row, log)) continue;
    out.totals.person_weeks += counted_weeks(row, log.measure_begin, log.run_end);
    for (std::size_t k = 0; k < weeks; ++k) {
      const SimTime from = log.measure_begin + static_cast<std::int64_t>(k) * one_week;
      out.weekly[k].person_weeks +=
          counted_weeks(row, from, std::min(from + one_week, log.run_end));
    }
    if (row.joined > log.measure_begin) continue;
    ++out.totals.alive_at_start;
    const SimTime left = row.dropped_out ? std::min(*row.dropped_out, log.run_end) : log.run_end;
    out.totals.lifetime_days_sum += in_days(left - log.measure_begin);
    if (!row.dropped_out || *row.dropped_out >= log.run_end) ++out.totals.alive_at_end;
    for (std::size_t k = 0; k <= weeks; ++k) {
      const SimTime at =
          std::min(log.measure_begin + static_cast<std::int64_t>(k) * one_week, log.run_end);
      // At the end of the run everyone who has not dropped out before it is alive.
      const bool alive = at < log.run_end ? alive_at(row, at) : left == log.run_end;
      if (alive) ++out.survivors[k];
    }
  }
}

void add_ledger(const RunLog& log, ReplicationMeasures& out) {
  const Ledger& from = log.ledger;
  LedgerTotals& to = out.ledger;
  require(from.channels.size() <= log.channels.size(), "a ledger has known channels");
  for (std::size_t c = 0; c < from.channels.size(); ++c) {
    to.channels.push_back({log.channels[c].name, from.channels[c].sent, from.channels[c].cost});
    out.totals.touch_cost += from.channels[c].cost;
  }
  to.rejected = from.rejected;
  to.decisions = from.decisions;
  to.no_touch_decisions = from.no_touch_decisions;
  to.propensity_sum = from.propensity_sum;
  to.erasures = from.erasures;
  to.erasure_breaches = from.erasure_breaches;
  out.totals.survey_cost = from.survey_cost;
  out.totals.events = log.events;
  out.totals.serving = log.serving;
}

void add_segments(const RunLog& log, ReplicationMeasures& out) {
  SegmentSurvey survey = survey_segments(log);
  SegmentTiming timing = time_to_segment(log);
  SegmentTotals& to = out.totals.segments;
  to.mondays = survey.mondays;
  to.populated_sum = survey.populated_sum;
  to.supported_sum = survey.supported_sum;
  to.novel_claims = timing.novel_claims;
  to.false_claims = timing.false_claims;
  for (const DriftOutcome& drift : timing.drifts) {
    if (!drift.findable) continue;
    ++to.cohorts;
    to.time_to_segment_sum_s += drift.restricted_s;
    const Duration horizon = std::min<Duration>(detection_horizon, log.run_end - drift.start);
    if (drift.found_at && *drift.found_at - drift.start < horizon) ++to.cohorts_found;
  }
  out.drifts = std::move(timing.drifts);
  out.segments = std::move(survey.rows);
}

}  // namespace

ReplicationMeasures measure(const RunLog& log) {
  require(log.measure_begin <= log.touch_end && log.touch_end <= log.run_end,
          "a run's phases are in order");
  require(log.measure_begin < log.run_end, "a run has a time of measurement");
  ReplicationMeasures out;
  out.totals.measured_weeks = in_weeks(log.run_end - log.measure_begin);
  out.weekly.resize(week_count(log));
  for (const std::string& name : log.topics) out.topics.push_back({.topic = name});
  add_people(log, out);
  add_purchases(log, out);
  add_touches(log, out);
  add_ledger(log, out);
  out.totals.activation = activation(log);
  add_segments(log, out);
  return out;
}

}  // namespace shoal::reports
