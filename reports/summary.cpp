#include "reports/summary.hpp"

#include "core/contracts.hpp"
#include "reports/topics.hpp"

#include <algorithm>
#include <optional>

namespace shoal::reports {
namespace {

constexpr double minor_per_major = 100.0;

using Read = double (*)(const ReplicationTotals&);

double real(std::uint64_t x) { return static_cast<double>(x); }
double purchases(const ReplicationTotals& t) { return real(t.purchases); }
double person_weeks(const ReplicationTotals& t) { return t.person_weeks; }
double persons(const ReplicationTotals& t) { return t.person_weeks / t.measured_weeks; }
double revenue(const ReplicationTotals& t) {
  return static_cast<double>(t.paid_minor) / minor_per_major;
}
double cost(const ReplicationTotals& t) { return t.touch_cost + t.survey_cost; }
double gross(const ReplicationTotals& t) { return t.margin_before_cost; }
double margin(const ReplicationTotals& t) { return gross(t) - cost(t); }
double alive_at_start(const ReplicationTotals& t) { return real(t.alive_at_start); }
double alive_at_end(const ReplicationTotals& t) { return real(t.alive_at_end); }
double lifetime_days(const ReplicationTotals& t) { return t.lifetime_days_sum; }
double touches(const ReplicationTotals& t) { return real(t.touches); }
double member_weeks(const ReplicationTotals& t) { return real(t.activation.member_weeks); }
double member_excess(const ReplicationTotals& t) { return t.activation.member_excess_sum; }
double member_matched(const ReplicationTotals& t) { return real(t.activation.member_matched); }
double member_touched(const ReplicationTotals& t) { return real(t.activation.member_touched); }
double segment_weeks(const ReplicationTotals& t) { return real(t.activation.segment_weeks); }
double segment_excess(const ReplicationTotals& t) { return t.activation.segment_excess_sum; }
double reachable_weeks(const ReplicationTotals& t) { return real(t.activation.person_weeks); }
double person_excess(const ReplicationTotals& t) { return t.activation.person_excess_sum; }
double cell_weeks(const ReplicationTotals& t) { return real(t.activation.cell_weeks); }
double cell_excess(const ReplicationTotals& t) { return t.activation.cell_excess_sum; }
double mondays(const ReplicationTotals& t) { return real(t.segments.mondays); }
double populated(const ReplicationTotals& t) { return real(t.segments.populated_sum); }
double supported(const ReplicationTotals& t) { return real(t.segments.supported_sum); }
double cohorts(const ReplicationTotals& t) { return real(t.segments.cohorts); }
double cohorts_found(const ReplicationTotals& t) { return real(t.segments.cohorts_found); }
double time_to_segment(const ReplicationTotals& t) { return t.segments.time_to_segment_sum_s; }
double false_claims(const ReplicationTotals& t) { return real(t.segments.false_claims); }

struct Quantity {  // a ratio of totals over replications
  Read numerator;
  Read denominator;
};

using Totals = std::vector<ReplicationTotals>;

std::vector<double> values(const Totals& totals, Read read) {
  std::vector<double> out;
  for (const ReplicationTotals& t : totals) out.push_back(read(t));
  return out;
}

std::optional<Linearised> linearise(const Totals& totals, const Quantity& q) {
  const std::vector<double> above = values(totals, q.numerator);
  const std::vector<double> below = values(totals, q.denominator);
  return ratio_of_totals({above, below});
}

Estimate ratio(const Totals& totals, const Quantity& q, const char* without) {
  const auto x = linearise(totals, q);
  return x ? estimate(*x) : absent(without, totals.size());
}

Estimate mean_estimate(const Totals& totals, Read read) {
  return estimate(mean_of(values(totals, read)));
}

double sum(const Totals& totals, Read read) {
  double out = 0.0;
  for (const ReplicationTotals& t : totals) out += read(t);
  return out;
}

constexpr Quantity conversion{purchases, person_weeks};
constexpr Quantity revenue_per_person{revenue, persons};
constexpr Quantity margin_per_person{margin, persons};
constexpr Quantity gross_per_person{gross, persons};
constexpr Quantity cost_per_person{cost, persons};
constexpr Quantity lifetime{lifetime_days, alive_at_start};
constexpr Quantity cell_activation{cell_excess, cell_weeks};

constexpr const char* nobody = "nobody was alive at the start of measurement";
constexpr const char* no_segment = "no segment had 20 consented, reachable members on a Monday";
constexpr const char* no_monday = "no Monday 00:00 lies in the time of touches";
constexpr const char* no_cohort = "no new cohort that could be found appeared";

Estimate time_to_segment_of(const Totals& totals) {
  if (sum(totals, cohorts) == 0.0) return absent(no_cohort, totals.size());
  if (sum(totals, cohorts_found) == 0.0) {
    return absent("no new cohort was found within its horizon", totals.size());
  }
  return ratio(totals, {time_to_segment, cohorts}, no_cohort);
}

std::vector<Measure> headline_measures(const Totals& t, const std::string& money) {
  const Rank rank = Rank::headline;
  return {
      {"conversion_rate", "purchases per person-week", rank, ratio(t, conversion, nobody)},
      {"revenue_per_person", money + " per person", rank, ratio(t, revenue_per_person, nobody)},
      {"average_order_value", money + " per purchase", rank,
       ratio(t, {revenue, purchases}, "nothing was bought")},
      {"mean_lifetime_days", "days", rank, ratio(t, lifetime, nobody)},
      {"activation_rate", "share", rank, ratio(t, {member_excess, member_weeks}, no_segment)},
      {"time_to_segment_s", "s", rank, time_to_segment_of(t)},
      {"cost", money, rank, mean_estimate(t, cost)},
      {"margin_per_person", money + " per person", rank, ratio(t, margin_per_person, nobody)},
      {"micro_segments", "segments", rank, ratio(t, {populated, mondays}, no_monday)},
  };
}

std::vector<Measure> detail_measures(const Totals& t) {
  const Rank rank = Rank::detail;
  const char* unreachable = "nobody was reachable in a whole week of touches";
  return {
      {"survival_share", "share", rank, ratio(t, {alive_at_end, alive_at_start}, nobody)},
      {"touches_per_person", "touches per person", rank, ratio(t, {touches, persons}, nobody)},
      {"activation_matched", "share", rank, ratio(t, {member_matched, member_weeks}, no_segment)},
      {"activation_touched", "share", rank, ratio(t, {member_touched, member_weeks}, no_segment)},
      {"activation_by_segment", "share", rank,
       ratio(t, {segment_excess, segment_weeks}, no_segment)},
      {"activation_per_person", "share", rank,
       ratio(t, {person_excess, reachable_weeks}, unreachable)},
      {"supported_segments", "segments", rank, ratio(t, {supported, mondays}, no_monday)},
      {"cohorts_found", "share", rank, ratio(t, {cohorts_found, cohorts}, no_cohort)},
      {"false_claims", "claims", rank, mean_estimate(t, false_claims)},
  };
}

ArmSummary summarise_arm(const ArmTotals& arm, const std::string& currency) {
  ArmSummary out{arm.arm, headline_measures(arm.replications, currency)};
  for (Measure& m : detail_measures(arm.replications)) out.measures.push_back(std::move(m));
  return out;
}

struct Pair {
  const ArmTotals& arm;
  const ArmTotals& base;
  const ArmTotals* oracle;
  Pairing pairing;

  std::size_t replications() const {
    return std::min(arm.replications.size(), base.replications.size());
  }
  std::optional<Comparison> compare(const Quantity& q) const {
    return compare_totals(arm.replications, q);
  }
  std::optional<Comparison> compare_totals(const Totals& totals, const Quantity& q) const {
    auto x = linearise(totals, q);
    auto b = linearise(base.replications, q);
    if (!x || !b) return std::nullopt;
    return Comparison{pairing, std::move(*b), std::move(*x)};
  }
};

Estimate lift_of(const Pair& pair, const Quantity& q) {
  const auto c = pair.compare(q);
  if (!c) return absent(nobody, pair.replications());
  Estimate e = lift(*c);
  if (!e.point) e.reason = "nothing was bought in " + pair.base.arm;
  return e;
}

Estimate gain_of(const Pair& pair, const Quantity& q, const char* without) {
  const auto c = pair.compare(q);
  return c ? difference(*c) : absent(without, pair.replications());
}

// Why a quotient of differences does not exist for this pair.
std::optional<std::string> no_quotient(const Pair& pair) {
  if (pair.base.arm != no_touch_arm) return "defined against no_touch only";
  if (pair.pairing != Pairing::twins) return "needs twin worlds";
  return std::nullopt;
}

Estimate roi_of(const Pair& pair) {
  const std::size_t n = pair.replications();
  if (const auto why = no_quotient(pair)) return absent(*why, n);
  const auto cost = pair.compare(cost_per_person);
  const auto gross = pair.compare(gross_per_person);
  if (!cost || !gross) return absent(nobody, n);
  if (n < 2) return absent("one replication: whether the cost differs cannot be told", n);
  if (!interval_excludes_zero(difference(*cost))) {
    return absent("the interval of the incremental cost includes 0", n);
  }
  return quotient(twin_difference(*gross), twin_difference(*cost));
}

Estimate oracle_share_of(const Pair& pair) {
  const std::size_t n = pair.replications();
  if (const auto why = no_quotient(pair)) return absent(*why, n);
  if (pair.oracle == nullptr) return absent("the study has no oracle", n);
  const auto arm = pair.compare(margin_per_person);
  const auto oracle = pair.compare_totals(pair.oracle->replications, margin_per_person);
  if (!arm || !oracle) return absent(nobody, n);
  if (n < 2) return absent("one replication: the oracle's gain cannot be told from 0", n);
  if (!significantly_positive(difference(*oracle))) {
    return absent("the oracle's margin gain over no_touch is not significantly positive", n);
  }
  return quotient(twin_difference(*arm), twin_difference(*oracle));
}

std::vector<Measure> contrast_measures(const Pair& pair, const std::string& money) {
  const Rank rank = Rank::headline;
  return {
      {"conversion_lift", "fraction of base", rank, lift_of(pair, conversion)},
      {"revenue_lift", "fraction of base", rank, lift_of(pair, revenue_per_person)},
      {"margin_gain", money + " per person", rank, gain_of(pair, margin_per_person, nobody)},
      {"lifetime_gain_days", "days", rank, gain_of(pair, lifetime, nobody)},
      {"activation_gain", "share", rank,
       gain_of(pair, cell_activation, "no archetype had 20 reachable people in a whole week")},
      {"roi", money + " per " + money, rank, roi_of(pair)},
      {"oracle_share", "share", rank, oracle_share_of(pair)},
  };
}

const ArmTotals* find(const SummaryInput& in, std::string_view arm) {
  const auto found = std::find_if(in.arms.begin(), in.arms.end(),
                                  [&](const ArmTotals& a) { return a.arm == arm; });
  return found == in.arms.end() ? nullptr : &*found;
}

}  // namespace

Summary summarise(const SummaryInput& in) {
  Summary out;
  for (const ArmTotals& arm : in.arms) {
    require(!arm.replications.empty(), "an arm has at least one replication");
    require(in.pairing != Pairing::twins ||
                arm.replications.size() == in.arms.front().replications.size(),
            "twin arms have the same replications");
    out.arms.push_back(summarise_arm(arm, in.currency));
  }
  for (const std::string_view base_name : {flat_arm, no_touch_arm}) {
    const ArmTotals* base = find(in, base_name);
    if (base == nullptr) continue;
    for (const ArmTotals& arm : in.arms) {
      if (arm.arm == base_name) continue;
      const Pair pair{arm, *base, find(in, oracle_arm), in.pairing};
      out.contrasts.push_back({arm.arm, base->arm, contrast_measures(pair, in.currency)});
    }
  }
  return out;
}

std::vector<ArmTotals> arm_totals(const StudyResults& study) {
  std::vector<ArmTotals> out;
  for (const ArmResults& arm : study.arms) {
    out.push_back({arm.name, {}});
    for (const ReplicationMeasures& r : arm.replications) {
      out.back().replications.push_back(r.totals);
    }
  }
  return out;
}

Summary summarise(const StudyResults& study) {
  const std::vector<ArmTotals> totals = arm_totals(study);
  Summary out = summarise(SummaryInput{study.currency, study.pairing, totals});
  out.by_topic = contrast_topics({study.currency, study.pairing, totals, arm_topics(study)});
  if (study.draws) out.uncertainty = summarise_draws(*study.draws);
  return out;
}

const ArmSummary* find_arm(const Summary& summary, std::string_view arm) {
  const auto found = std::find_if(summary.arms.begin(), summary.arms.end(),
                                  [&](const ArmSummary& a) { return a.arm == arm; });
  return found == summary.arms.end() ? nullptr : &*found;
}

const Measure* find_measure(const std::vector<Measure>& measures, std::string_view name) {
  const auto found = std::find_if(measures.begin(), measures.end(),
                                  [&](const Measure& m) { return m.name == name; });
  return found == measures.end() ? nullptr : &*found;
}

}  // namespace shoal::reports
