#include "reports/log_tables.hpp"

#include "reports/code_names.hpp"
#include "reports/descriptor.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace shoal::reports {
namespace {

constexpr std::array<const char*, 5> drift_names{"abrupt", "gradual", "novel_cohort", "incremental",
                                                 "recurring"};

double seconds(SimTime t) { return in_seconds(t.time_since_epoch()); }
double seconds(const std::optional<SimTime>& t) { return t ? seconds(*t) : gap; }

template <class Id>
std::int64_t code(const std::optional<Id>& id) {
  return id ? static_cast<std::int64_t>(index(*id)) : -1;
}
template <class Id>
std::uint64_t number(Id id) {
  return index(id);
}

}  // namespace

std::string_view name_of(DriftKind kind) { return drift_names.at(static_cast<std::size_t>(kind)); }

Table segment_table(std::span<const SegmentRow> rows) {
  Counts segment, novel, peak, touches, personalised, opens, clicks;
  Texts descriptor;
  Reals opened, closed, mean;
  for (const SegmentRow& r : rows) {
    segment.push_back(number(r.segment));
    descriptor.emplace_back(cut_descriptor(r.descriptor));
    novel.push_back(r.novel ? 1 : 0);
    opened.push_back(seconds(r.opened));
    closed.push_back(seconds(r.closed));
    mean.push_back(r.mean_members);
    peak.push_back(r.peak_members);
    touches.push_back(r.touches);
    personalised.push_back(r.personalised);
    opens.push_back(r.opens);
    clicks.push_back(r.clicks);
  }
  return {{{"segment", "", segment},
           {"descriptor", "", descriptor},
           {"novel", "1", novel},
           {"opened_s", "s", opened},
           {"closed_s", "s", closed, Gaps::allowed},
           {"mean_members", "1", mean},
           {"peak_members", "1", peak},
           {"touches", "1", touches},
           {"personalised", "1", personalised},
           {"opens", "1", opens},
           {"clicks", "1", clicks}}};
}

Table detection_table(std::span<const ReplicationMeasures> replications) {
  Counts replication, findable;
  Texts drift;
  Reals claimed, found, restricted;
  for (std::size_t r = 0; r < replications.size(); ++r) {
    for (const DriftOutcome& d : replications[r].drifts) {
      replication.push_back(r);
      drift.push_back(d.name);
      findable.push_back(d.findable ? 1 : 0);
      claimed.push_back(seconds(d.claimed_at));
      found.push_back(seconds(d.found_at));
      restricted.push_back(d.findable ? d.restricted_s : gap);
    }
  }
  return {{{"replication", "1", replication},
           {"drift", "", drift},
           {"findable", "1", findable},
           {"claimed_s", "s", claimed, Gaps::allowed},
           {"found_s", "s", found, Gaps::allowed},
           {"restricted_s", "s", restricted, Gaps::allowed}}};
}

Table ledger_table(std::span<const ReplicationMeasures> replications, const std::string& currency) {
  Counts replication;
  Texts entry, of, unit;
  Reals value;
  for (std::size_t r = 0; r < replications.size(); ++r) {
    const auto add = [&](const char* what, const std::string& which, double amount,
                         const std::string& in) {
      replication.push_back(r);
      entry.emplace_back(what);
      of.push_back(which);
      value.push_back(amount);
      unit.push_back(in);
    };
    const LedgerTotals& ledger = replications[r].ledger;
    for (const ChannelRow& c : ledger.channels) {
      add("sent", c.channel, static_cast<double>(c.sent), "touches");
      add("cost", c.channel, c.cost, currency);
    }
    add("survey_cost", "", replications[r].totals.survey_cost, currency);
    for (std::size_t k = 0; k < rejections; ++k) {
      add("rejected", std::string(rejection_names[k]), static_cast<double>(ledger.rejected[k]),
          "decisions");
    }
    add("decisions", "", static_cast<double>(ledger.decisions), "decisions");
    add("no_touch_decisions", "", static_cast<double>(ledger.no_touch_decisions), "decisions");
    add("propensity_sum", "", ledger.propensity_sum, "1");
    add("erasures", "", static_cast<double>(ledger.erasures), "requests");
    add("erasure_breaches", "", static_cast<double>(ledger.erasure_breaches), "statements");
  }
  return {{{"replication", "1", replication},
           {"entry", "", entry},
           {"of", "", of},
           {"value", "see column unit", value},
           {"unit", "", unit}}};
}

Table decision_table(std::span<const TimedDecision> rows, const std::string& currency) {
  Counts decision, subject, eligible;
  Integers segment, creative, topic;
  Reals at, propensity, uplift, deliver_after;
  for (const TimedDecision& r : rows) {
    at.push_back(seconds(r.at));
    decision.push_back(number(r.id));
    subject.push_back(number(r.decision.subject));
    segment.push_back(code(r.decision.segment));
    eligible.push_back(r.decision.eligible);
    creative.push_back(code(r.decision.creative));
    topic.push_back(code(r.decision.topic));
    propensity.push_back(static_cast<double>(r.decision.propensity));
    uplift.push_back(static_cast<double>(r.decision.predicted_uplift));
    deliver_after.push_back(seconds(r.decision.deliver_after));
  }
  return {{{"at_s", "s", at},
           {"decision", "", decision},
           {"subject", "", subject},
           {"segment", "", segment},
           {"eligible", "", eligible},
           {"creative", "", creative},
           {"topic", "", topic},
           {"propensity", "1", propensity},
           {"predicted_uplift", currency, uplift},
           {"deliver_after_s", "s", deliver_after}}};
}

Table touch_table(std::span<const TouchRow> rows) {
  Counts person, decision, creative, topic, true_topic, opened, clicked;
  Integers segment;
  Texts true_stage;
  Reals at;
  for (const TouchRow& r : rows) {
    at.push_back(seconds(r.at));
    person.push_back(number(r.person));
    decision.push_back(number(r.decision));
    segment.push_back(code(r.segment));
    creative.push_back(number(r.creative));
    topic.push_back(number(r.topic));
    true_topic.push_back(number(r.true_topic));
    true_stage.emplace_back(stage_names.at(static_cast<std::size_t>(r.true_stage)));
    opened.push_back(r.opened ? 1 : 0);
    clicked.push_back(r.clicked ? 1 : 0);
  }
  return {{{"at_s", "s", at},
           {"person", "", person},
           {"decision", "", decision},
           {"segment", "", segment},
           {"creative", "", creative},
           {"topic", "", topic},
           {"true_topic", "", true_topic},
           {"true_stage", "", true_stage},
           {"opened", "1", opened},
           {"clicked", "1", clicked}}};
}

Table drift_table(std::span<const ReplicationMeasures> replications) {
  Counts replication, members, decoys;
  Texts drift, kind, topic;
  Reals start, end;
  for (std::size_t r = 0; r < replications.size(); ++r) {
    for (const DriftOutcome& d : replications[r].drifts) {
      replication.push_back(r);
      drift.push_back(d.name);
      kind.emplace_back(name_of(d.kind));
      topic.push_back(d.topic);
      start.push_back(seconds(d.start));
      end.push_back(seconds(d.end));
      members.push_back(d.members);
      decoys.push_back(d.decoys);
    }
  }
  return {{{"replication", "1", replication},
           {"drift", "", drift},
           {"kind", "", kind},
           {"topic", "", topic},
           {"start_s", "s", start},
           {"end_s", "s", end},
           {"members", "1", members},
           {"decoys", "1", decoys}}};
}

Table cohort_table(std::span<const DriftRow> drifts) {
  Counts person;
  Texts drift, role;
  Reals onset, signature;
  for (const DriftRow& d : drifts) {
    for (const MemberRow& m : d.members) {
      drift.push_back(d.name);
      person.push_back(number(m.person));
      role.emplace_back("member");
      onset.push_back(seconds(m.onset));
      signature.push_back(seconds(m.signature_arrived));
    }
    for (const PersonId decoy : d.decoys) {
      drift.push_back(d.name);
      person.push_back(number(decoy));
      role.emplace_back("decoy");
      onset.push_back(gap);
      signature.push_back(gap);
    }
  }
  return {{{"drift", "", drift},
           {"person", "", person},
           {"role", "", role},
           {"onset_s", "s", onset, Gaps::allowed},
           {"signature_arrived_s", "s", signature, Gaps::allowed}}};
}

}  // namespace shoal::reports
