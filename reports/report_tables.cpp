#include "reports/report_tables.hpp"

#include "reports/curves.hpp"

#include <algorithm>
#include <type_traits>

namespace shoal::reports {
namespace {

// Calls visit(column name, unit, member) for every total, in the order of the file.
template <class T, class Visit>
void for_each_total(T& t, const std::string& money, Visit visit) {
  visit("alive_at_start", "1", t.alive_at_start);
  visit("alive_at_end", "1", t.alive_at_end);
  visit("lifetime_days_sum", "days", t.lifetime_days_sum);
  visit("person_weeks", "weeks", t.person_weeks);
  visit("measured_weeks", "weeks", t.measured_weeks);
  visit("purchases", "1", t.purchases);
  visit("paid_minor", "0.01 " + money, t.paid_minor);
  visit("discount_minor", "0.01 " + money, t.discount_minor);
  visit("margin_before_cost", money, t.margin_before_cost);
  visit("touch_cost", money, t.touch_cost);
  visit("survey_cost", money, t.survey_cost);
  visit("touches", "1", t.touches);
  visit("events", "1", t.events);
  visit("activation_segment_weeks", "1", t.activation.segment_weeks);
  visit("activation_segment_excess_sum", "1", t.activation.segment_excess_sum);
  visit("activation_member_weeks", "1", t.activation.member_weeks);
  visit("activation_member_excess_sum", "1", t.activation.member_excess_sum);
  visit("activation_member_matched", "1", t.activation.member_matched);
  visit("activation_member_touched", "1", t.activation.member_touched);
  visit("activation_person_weeks", "1", t.activation.person_weeks);
  visit("activation_person_excess_sum", "1", t.activation.person_excess_sum);
  visit("activation_cell_weeks", "1", t.activation.cell_weeks);
  visit("activation_cell_excess_sum", "1", t.activation.cell_excess_sum);
  visit("segment_mondays", "1", t.segments.mondays);
  visit("segments_populated_sum", "1", t.segments.populated_sum);
  visit("segments_supported_sum", "1", t.segments.supported_sum);
  visit("novel_claims", "1", t.segments.novel_claims);
  visit("false_claims", "1", t.segments.false_claims);
  visit("cohorts", "1", t.segments.cohorts);
  visit("cohorts_found", "1", t.segments.cohorts_found);
  visit("time_to_segment_sum_s", "s", t.segments.time_to_segment_sum_s);
  visit("served_events", "1", t.serving.events);
  visit("turned_away_events", "1", t.serving.turned_away);
  visit("event_wait_mean_s", "s", t.serving.event_wait_mean_s);
  visit("event_wait_p99_s", "s", t.serving.event_wait_p99_s);
  visit("served_decisions", "1", t.serving.decisions);
  visit("unfinished_decisions", "1", t.serving.unfinished);
  visit("decision_delay_mean_s", "s", t.serving.decision_delay_mean_s);
  visit("decision_delay_p99_s", "s", t.serving.decision_delay_p99_s);
}

struct EstimateColumns {
  Reals point, low, high, p_value;
  Counts n;
  Texts reason;

  void add(const Estimate& e) {
    point.push_back(e.point.value_or(gap));
    low.push_back(e.low.value_or(gap));
    high.push_back(e.high.value_or(gap));
    p_value.push_back(e.p_value.value_or(gap));
    n.push_back(e.n);
    reason.push_back(e.reason);
  }
};

Estimate estimate_at(const Table& table, std::size_t row) {
  Estimate e;
  e.point = unless_gap(reals(table, "point")[row]);
  e.low = unless_gap(reals(table, "low")[row]);
  e.high = unless_gap(reals(table, "high")[row]);
  e.n = counts(table, "n")[row];
  e.reason = texts(table, "reason")[row];
  return e;
}

constexpr const char* by_row = "see column unit";

void add_curve(Table& table, const Column& head, const std::vector<Estimate>& points) {
  EstimateColumns c;
  for (const Estimate& e : points) c.add(e);
  table.columns.push_back({head.name, head.unit, c.point, Gaps::allowed});
  table.columns.push_back({head.name + "_low", head.unit, c.low, Gaps::allowed});
  table.columns.push_back({head.name + "_high", head.unit, c.high, Gaps::allowed});
}

}  // namespace

Table replication_table(std::span<const ArmTotals> arms, const std::string& currency) {
  Texts names;
  Counts numbers;
  std::vector<ReplicationTotals> all;
  for (const ArmTotals& arm : arms) {
    for (std::size_t r = 0; r < arm.replications.size(); ++r) {
      names.push_back(arm.arm);
      numbers.push_back(r);
      all.push_back(arm.replications[r]);
    }
  }
  Table table;
  table.columns.push_back({"arm", "", std::move(names)});
  table.columns.push_back({"replication", "1", std::move(numbers)});
  const ReplicationTotals example;
  for_each_total(example, currency,
                 [&](const char* name, const std::string& unit, const auto& member) {
                   using Value = std::remove_cvref_t<decltype(member)>;
                   table.columns.push_back({name, unit, std::vector<Value>{}});
                 });
  for (const ReplicationTotals& t : all) {
    std::size_t column = 2;
    for_each_total(t, currency, [&](const char*, const std::string&, const auto& member) {
      using Value = std::remove_cvref_t<decltype(member)>;
      std::get<std::vector<Value>>(table.columns[column++].cells).push_back(member);
    });
  }
  return table;
}

std::vector<ArmTotals> totals_of(const Table& replications) {
  const Texts& names = texts(replications, "arm");
  std::vector<ReplicationTotals> all(names.size());
  for (std::size_t row = 0; row < all.size(); ++row) {
    for_each_total(all[row], "", [&](const char* name, const std::string&, auto& member) {
      using Value = std::remove_cvref_t<decltype(member)>;
      member = cells_of<std::vector<Value>>(replications, name)[row];
    });
  }
  std::vector<ArmTotals> arms;
  for (std::size_t row = 0; row < all.size(); ++row) {
    auto arm = std::find_if(arms.begin(), arms.end(),
                            [&](const ArmTotals& a) { return a.arm == names[row]; });
    if (arm == arms.end()) arm = arms.insert(arms.end(), ArmTotals{names[row], {}});
    arm->replications.push_back(all[row]);
  }
  return arms;
}

Table summary_table(std::span<const Measure> measures) {
  Texts name, unit, rank;
  EstimateColumns c;
  for (const Measure& m : measures) {
    name.push_back(m.name);
    unit.push_back(m.unit);
    rank.emplace_back(m.rank == Rank::headline ? "headline" : "detail");
    c.add(m.value);
  }
  return {{{"measure", "", name},
           {"unit", "", unit},
           {"rank", "", rank},
           {"point", by_row, c.point, Gaps::allowed},
           {"low", by_row, c.low, Gaps::allowed},
           {"high", by_row, c.high, Gaps::allowed},
           {"n", "1", c.n},
           {"reason", "", c.reason}}};
}

std::vector<Measure> measures_of_summary(const Table& table) {
  std::vector<Measure> out;
  const Texts& name = texts(table, "measure");
  for (std::size_t row = 0; row < name.size(); ++row) {
    const bool headline = texts(table, "rank")[row] == "headline";
    out.push_back({name[row], texts(table, "unit")[row], headline ? Rank::headline : Rank::detail,
                   estimate_at(table, row)});
  }
  return out;
}

Table contrast_table(std::span<const Measure> measures) {
  Texts name, unit;
  EstimateColumns c;
  for (const Measure& m : measures) {
    name.push_back(m.name);
    unit.push_back(m.unit);
    c.add(m.value);
  }
  return {{{"measure", "", name},
           {"unit", "", unit},
           {"point", by_row, c.point, Gaps::allowed},
           {"low", by_row, c.low, Gaps::allowed},
           {"high", by_row, c.high, Gaps::allowed},
           {"p_value", "1", c.p_value, Gaps::allowed},
           {"n", "1", c.n},
           {"reason", "", c.reason}}};
}

std::vector<Measure> measures_of_contrast(const Table& table) {
  std::vector<Measure> out;
  const Texts& name = texts(table, "measure");
  for (std::size_t row = 0; row < name.size(); ++row) {
    out.push_back({name[row], texts(table, "unit")[row], Rank::headline, estimate_at(table, row)});
    out.back().value.p_value = unless_gap(reals(table, "p_value")[row]);
  }
  return out;
}

Table weekly_table(std::span<const ReplicationMeasures> replications, const std::string& currency) {
  const std::vector<WeekPoint> curve = weekly_curve(replications);
  Counts week;
  std::vector<Estimate> conversion, revenue, margin;
  Reals purchases, touches;
  for (const WeekPoint& p : curve) {
    week.push_back(week.size());
    conversion.push_back(p.conversion_rate);
    revenue.push_back(p.revenue);
    margin.push_back(p.margin);
    purchases.push_back(p.purchases);
    touches.push_back(p.touches);
  }
  Table table;
  table.columns.push_back({"week", "weeks", week});
  add_curve(table, {"conversion_rate", "purchases per person-week", {}}, conversion);
  add_curve(table, {"revenue", currency + " per person-week", {}}, revenue);
  add_curve(table, {"margin", currency + " per person-week", {}}, margin);
  table.columns.push_back({"purchases", "1", purchases});
  table.columns.push_back({"touches", "1", touches});
  return table;
}

Table survival_table(std::span<const ReplicationMeasures> replications) {
  const std::vector<Estimate> curve = survival_curve(replications);
  const double end_days =
      replications.empty() ? 0.0 : 7.0 * replications.front().totals.measured_weeks;
  Reals day;
  for (std::size_t k = 0; k < curve.size(); ++k) {
    day.push_back(std::min(7.0 * static_cast<double>(k), end_days));
  }
  Table table;
  table.columns.push_back({"day", "days", day});
  add_curve(table, {"alive", "share", {}}, curve);
  return table;
}

}  // namespace shoal::reports
