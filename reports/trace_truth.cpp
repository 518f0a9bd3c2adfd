#include "reports/trace_truth.hpp"

#include "reports/atomic_file.hpp"
#include "reports/code_names.hpp"
#include "reports/hdf5_writer.hpp"
#include "reports/log_tables.hpp"
#include "reports/trace_head.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace shoal::reports {
namespace {

constexpr std::array<std::string_view, 4> origin_names{"need", "replenishment", "impulse",
                                                       "cohort"};

// Exact: simulated time stays below 2^53 microseconds (285 years).
double microseconds(SimTime t) { return static_cast<double>((t - SimTime{}).count()); }
double microseconds(const std::optional<SimTime>& t) { return t ? microseconds(*t) : gap; }

std::string topic_name(const RunLog& log, TopicId topic) {
  return index(topic) < log.topics.size() ? log.topics[index(topic)] : std::string();
}

Table identity_table(const std::vector<IdentityRow>& identities) {
  Counts subject, person;
  for (const IdentityRow& row : identities) {
    subject.push_back(index(row.subject));
    person.push_back(index(row.person));
  }
  return {{{"subject", "", subject}, {"person", "", person}}};
}

Table people_table(const RunLog& log) {
  Reals joined, dropped_out;
  Counts person, archetype;
  for (const LifetimeRow& row : log.people) {
    person.push_back(person.size());
    joined.push_back(microseconds(row.joined));
    dropped_out.push_back(microseconds(row.dropped_out));
    archetype.push_back(row.archetype);
  }
  return {{{"person", "", person},
           {"joined_us", "us", joined},
           {"dropped_out_us", "us", dropped_out, Gaps::allowed},
           {"archetype", "", archetype}}};
}

Table purchase_table(const RunLog& log, const std::string& currency) {
  Reals at, refunded;
  Counts person;
  Texts topic, origin;
  Integers paid, discount;
  for (const PurchaseRow& row : log.purchases) {
    at.push_back(microseconds(row.at));
    person.push_back(index(row.person));
    topic.push_back(topic_name(log, row.topic));
    origin.emplace_back(origin_names.at(static_cast<std::size_t>(row.origin)));
    paid.push_back(row.paid_minor);
    discount.push_back(row.discount_minor);
    refunded.push_back(microseconds(row.refunded));
  }
  return {{{"at_us", "us", at},
           {"person", "", person},
           {"topic", "", topic},
           {"origin", "", origin},
           {"paid_minor", "0.01 " + currency, paid},
           {"discount_minor", "0.01 " + currency, discount},
           {"refunded_us", "us", refunded, Gaps::allowed}}};
}

Table drift_rows(const RunLog& log) {
  Texts drift, kind, topic;
  Reals start, end;
  Counts members, decoys;
  for (const DriftRow& row : log.drifts) {
    drift.push_back(row.name);
    kind.emplace_back(name_of(row.kind));
    topic.push_back(topic_name(log, row.topic));
    start.push_back(microseconds(row.start));
    end.push_back(microseconds(row.end));
    members.push_back(row.members.size());
    decoys.push_back(row.decoys.size());
  }
  return {{{"drift", "", drift},
           {"kind", "", kind},
           {"topic", "", topic},
           {"start_us", "us", start},
           {"end_us", "us", end},
           {"members", "1", members},
           {"decoys", "1", decoys}}};
}

Table member_table(const RunLog& log) {
  Texts drift, role;
  Counts person;
  Reals onset, signature;
  for (const DriftRow& row : log.drifts) {
    const auto add = [&](PersonId who, const char* as, double from, double seen) {
      drift.push_back(row.name);
      person.push_back(index(who));
      role.emplace_back(as);
      onset.push_back(from);
      signature.push_back(seen);
    };
    for (const MemberRow& m : row.members) {
      add(m.person, "member", microseconds(m.onset), microseconds(m.signature_arrived));
    }
    for (const PersonId decoy : row.decoys) add(decoy, "decoy", gap, gap);
  }
  return {{{"drift", "", drift},
           {"person", "", person},
           {"role", "", role},
           {"onset_us", "us", onset, Gaps::allowed},
           {"signature_arrived_us", "us", signature, Gaps::allowed}}};
}

Table delivered_table(const RunLog& log) {
  Reals at;
  Counts person, decision, creative, opened, clicked;
  Texts topic, true_topic, true_stage;
  for (const TouchRow& row : log.touches) {
    at.push_back(microseconds(row.at));
    person.push_back(index(row.person));
    decision.push_back(index(row.decision));
    creative.push_back(index(row.creative));
    topic.push_back(topic_name(log, row.topic));
    true_topic.push_back(topic_name(log, row.true_topic));
    true_stage.emplace_back(stage_names.at(static_cast<std::size_t>(row.true_stage)));
    opened.push_back(row.opened ? 1 : 0);
    clicked.push_back(row.clicked ? 1 : 0);
  }
  return {{{"at_us", "us", at},
           {"person", "", person},
           {"decision", "", decision},
           {"creative", "", creative},
           {"topic", "", topic},
           {"true_topic", "", true_topic},
           {"true_stage", "", true_stage},
           {"opened", "1", opened},
           {"clicked", "1", clicked}}};
}

}  // namespace

void write_truth(const std::filesystem::path& target, const TraceHead& head, const RunLog& log,
                 const std::vector<IdentityRow>& identities) {
  Hdf5Writer file;
  write_origin(file, "shoal_truth_schema", head);
  file.write_table("/identities", identity_table(identities));
  file.write_table("/people", people_table(log));
  file.write_table("/purchases", purchase_table(log, head.currency));
  file.write_table("/touches", delivered_table(log));
  file.write_table("/drifts", drift_rows(log));
  file.write_table("/members", member_table(log));
  write_atomically(target, file.finish());
}

}  // namespace shoal::reports
