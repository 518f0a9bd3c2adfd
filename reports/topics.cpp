#include "reports/topics.hpp"

#include "reports/report_error.hpp"
#include "reports/report_tables.hpp"

#include <algorithm>
#include <optional>
#include <type_traits>
#include <utility>

namespace shoal::reports {
namespace {

using ReadTopic = double (*)(const TopicTotals&);

double purchases(const TopicTotals& t) { return static_cast<double>(t.purchases); }
double margin(const TopicTotals& t) { return t.margin_before_cost - t.touch_cost; }

[[noreturn]] void refuse(const std::string& what) {
  throw ReportError(ReportError::Kind::content, "/topics: " + what);
}

// Calls visit(column name, unit, member) for every total, in the order of the file.
template <class T, class Visit>
void for_each_total(T& t, const std::string& money, Visit visit) {
  visit("purchases", "1", t.purchases);
  visit("touches", "1", t.touches);
  visit("paid_minor", "0.01 " + money, t.paid_minor);
  visit("discount_minor", "0.01 " + money, t.discount_minor);
  visit("margin_before_cost", money, t.margin_before_cost);
  visit("touch_cost", money, t.touch_cost);
}

struct Arm {
  const ArmTotals& totals;
  const ArmTopics& topics;

  // Total of the topic over what the replication's people were worth: person-weeks, or persons.
  std::optional<Linearised> per_person(std::size_t topic, ReadTopic read, bool weekly) const {
    std::vector<double> above;
    std::vector<double> below;
    for (std::size_t r = 0; r < topics.replications.size(); ++r) {
      const ReplicationTotals& t = totals.replications[r];
      above.push_back(read(topics.replications[r][topic]));
      below.push_back(weekly ? t.person_weeks : t.person_weeks / t.measured_weeks);
    }
    return ratio_of_totals({above, below});
  }
};

struct Pair {
  Arm base;
  Arm arm;
  Pairing pairing;

  Measure compare(std::size_t topic, bool weekly, Measure out) const {
    const ReadTopic read = weekly ? purchases : margin;
    auto b = base.per_person(topic, read, weekly);
    auto x = arm.per_person(topic, read, weekly);
    if (!x || !b) {
      out.value =
          absent("nobody was alive at the start of measurement", arm.topics.replications.size());
      return out;
    }
    const Comparison both{pairing, std::move(*b), std::move(*x)};
    out.value = weekly ? lift(both) : difference(both);
    if (!out.value.point) out.value.reason = "nothing was bought in " + base.totals.arm;
    return out;
  }
};

void add_contrasts(const Pair& pair, const std::string& money, std::vector<TopicContrast>& out) {
  if (pair.arm.topics.replications.empty()) return;
  const std::vector<TopicTotals>& topics = pair.arm.topics.replications.front();
  for (std::size_t t = 0; t < topics.size(); ++t) {
    const Measure sales{"conversion_lift", "fraction of base", Rank::headline, {}};
    const Measure gain{"margin_gain", money + " per person", Rank::headline, {}};
    out.push_back({pair.arm.totals.arm,
                   pair.base.totals.arm,
                   topics[t].topic,
                   {pair.compare(t, true, sales), pair.compare(t, false, gain)}});
  }
}

void check_shape(const TopicInput& in) {
  if (in.arms.size() != in.by_topic.size()) refuse("its arms are not those of /replications");
  const std::vector<TopicTotals>* first = nullptr;
  for (std::size_t a = 0; a < in.arms.size(); ++a) {
    const ArmTopics& arm = in.by_topic[a];
    if (arm.arm != in.arms[a].arm || arm.replications.size() != in.arms[a].replications.size()) {
      refuse("its arms and replications are not those of /replications");
    }
    for (const std::vector<TopicTotals>& topics : arm.replications) {
      if (first == nullptr) first = &topics;
      const bool same =
          std::equal(topics.begin(), topics.end(), first->begin(), first->end(),
                     [](const TopicTotals& x, const TopicTotals& y) { return x.topic == y.topic; });
      if (!same) refuse("arms and replications differ in their topics");
    }
  }
}

}  // namespace

std::vector<ArmTopics> arm_topics(const StudyResults& study) {
  std::vector<ArmTopics> out;
  for (const ArmResults& arm : study.arms) {
    out.push_back({arm.name, {}});
    for (const ReplicationMeasures& r : arm.replications) {
      out.back().replications.push_back(r.topics);
    }
  }
  return out;
}

std::vector<TopicContrast> contrast_topics(const TopicInput& in) {
  check_shape(in);
  std::vector<TopicContrast> out;
  for (const std::string_view base_name : {flat_arm, no_touch_arm}) {
    const auto base = std::find_if(in.arms.begin(), in.arms.end(),
                                   [&](const ArmTotals& a) { return a.arm == base_name; });
    if (base == in.arms.end()) continue;
    const auto at = static_cast<std::size_t>(base - in.arms.begin());
    for (std::size_t a = 0; a < in.arms.size(); ++a) {
      if (a != at)
        add_contrasts({{*base, in.by_topic[at]}, {in.arms[a], in.by_topic[a]}, in.pairing},
                      in.currency, out);
    }
  }
  return out;
}

Table topic_table(std::span<const ArmTopics> arms, const std::string& currency) {
  Texts names, topics;
  Counts numbers;
  std::vector<TopicTotals> all;
  for (const ArmTopics& arm : arms) {
    for (std::size_t r = 0; r < arm.replications.size(); ++r) {
      for (const TopicTotals& t : arm.replications[r]) {
        names.push_back(arm.arm);
        numbers.push_back(r);
        topics.push_back(t.topic);
        all.push_back(t);
      }
    }
  }
  Table table{{{"arm", "", std::move(names)},
               {"replication", "1", std::move(numbers)},
               {"topic", "", std::move(topics)}}};
  const TopicTotals example;
  for_each_total(example, currency, [&](const char* name, const std::string& unit, const auto& x) {
    using Value = std::remove_cvref_t<decltype(x)>;
    table.columns.push_back({name, unit, std::vector<Value>{}});
  });
  for (const TopicTotals& t : all) {
    std::size_t column = 3;
    for_each_total(t, currency, [&](const char*, const std::string&, const auto& x) {
      using Value = std::remove_cvref_t<decltype(x)>;
      std::get<std::vector<Value>>(table.columns[column++].cells).push_back(x);
    });
  }
  return table;
}

std::vector<ArmTopics> topics_of(const Table& table) {
  const Texts& arms = texts(table, "arm");
  const Counts& replications = counts(table, "replication");
  const Texts& topics = texts(table, "topic");
  std::vector<ArmTopics> out;
  for (std::size_t row = 0; row < arms.size(); ++row) {
    TopicTotals t;
    for_each_total(t, "", [&](const char* name, const std::string&, auto& member) {
      using Value = std::remove_cvref_t<decltype(member)>;
      member = cells_of<std::vector<Value>>(table, name)[row];
    });
    t.topic = topics[row];
    if (out.empty() || out.back().arm != arms[row]) out.push_back({arms[row], {}});
    std::vector<std::vector<TopicTotals>>& kept = out.back().replications;
    if (replications[row] == kept.size()) kept.emplace_back();
    if (replications[row] + 1 != kept.size()) refuse("its rows are not in order");
    kept.back().push_back(std::move(t));
  }
  return out;
}

Table topic_contrast_table(std::span<const TopicContrast> contrasts) {
  Texts arm, base, topic;
  std::vector<Measure> all;
  for (const TopicContrast& c : contrasts) {
    for (const Measure& m : c.measures) {
      arm.push_back(c.arm);
      base.push_back(c.base);
      topic.push_back(c.topic);
      all.push_back(m);
    }
  }
  Table table{{{"arm", "", arm}, {"base", "", base}, {"topic", "", topic}}};
  for (Column& column : contrast_table(all).columns) table.columns.push_back(std::move(column));
  return table;
}

}  // namespace shoal::reports
