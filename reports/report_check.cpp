#include "reports/report_check.hpp"

#include "core/contracts.hpp"
#include "reports/atomic_file.hpp"
#include "reports/hdf5_reader.hpp"
#include "reports/report_error.hpp"
#include "reports/report_layout.hpp"
#include "reports/report_reader.hpp"
#include "reports/report_tables.hpp"
#include "reports/topics.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <optional>

namespace shoal::reports {
namespace {

// Another build may sum in another order.
constexpr double tolerance = 1e-9;

using Problems = std::vector<std::string>;

bool near(double a, double b) {
  return std::abs(a - b) <= tolerance * std::max({1.0, std::abs(a), std::abs(b)});
}

bool near(const std::optional<double>& a, const std::optional<double>& b) {
  return a.has_value() == b.has_value() && (!a || near(*a, *b));
}

class Checker {
 public:
  Checker(const Hdf5Reader& file, Problems& problems) : file_(file), problems_(problems) {}
  void run();

 private:
  // Runs one part; a refusal becomes a problem and the other parts go on.
  void attempt(const std::function<void()>& part);
  void report(const std::string& where, const std::string& what) {
    problems_.push_back(where + ": " + what);
  }
  void check_columns(const std::string& path, const Table& found, const Table& schema);
  void check_gaps(const std::string& path, const Column& found, Gaps gaps);
  void check_table(const TableEntry& schema);
  void check_curve(const CurveEntry& schema);
  void check_arm(const std::string& arm);
  void check_survival(const std::string& path);
  void check_figures();
  void check_uncertainty();
  void check_same(const TableEntry& expected, const std::string& source);
  void check_measures(const std::string& where, const std::vector<Measure>& found,
                      const std::vector<Measure>& expected);
  void check_weekly(const ArmTotals& arm);
  void check_topics(const ArmTotals& arm, const ArmTopics& topics);

  const Hdf5Reader& file_;
  Problems& problems_;
  StudyHead head_;
};

void Checker::attempt(const std::function<void()>& part) {
  try {
    part();
  } catch (const ReportError& error) {
    problems_.emplace_back(error.what());
  } catch (const ContractViolation& error) {
    problems_.push_back(std::string("contradicts itself: ") + error.what());
  }
}

void Checker::check_gaps(const std::string& path, const Column& found, Gaps gaps) {
  const auto* values = std::get_if<Reals>(&found.cells);
  if (values == nullptr) return;
  for (std::size_t row = 0; row < values->size(); ++row) {
    const double x = (*values)[row];
    if (std::isfinite(x) || (gaps == Gaps::allowed && std::isnan(x))) continue;
    report(path, "column '" + found.name + "' is not finite in row " + std::to_string(row));
    return;
  }
}

void Checker::check_columns(const std::string& path, const Table& found, const Table& schema) {
  for (const Column& wanted : schema.columns) {
    const Column* column = find_column(found, wanted.name);
    if (column == nullptr) {
      report(path, "column '" + wanted.name + "' is missing");
    } else if (column->cells.index() != wanted.cells.index()) {
      report(path, "column '" + wanted.name + "' is of type " +
                       std::string(type_name(column->cells)) + ", not " +
                       std::string(type_name(wanted.cells)));
    } else {
      if (column->unit != wanted.unit) {
        report(path, "column '" + wanted.name + "' has the unit '" + column->unit + "', not '" +
                         wanted.unit + "'");
      }
      check_gaps(path, *column, wanted.gaps);
    }
  }
}

void Checker::check_table(const TableEntry& schema) {
  if (file_.kind(schema.path) == ObjectKind::missing) {
    if (schema.required) report(schema.path, "is missing");
    return;
  }
  check_columns(schema.path, file_.read_table(schema.path), schema.table);
}

void Checker::check_curve(const CurveEntry& schema) {
  if (file_.kind(schema.path) != ObjectKind::group) {
    report(schema.path, "is missing");
    return;
  }
  Table found;
  for (const Column& column : schema.table.columns) {
    const std::string path = schema.path + "/" + column.name;
    if (file_.kind(path) == ObjectKind::dataset) found.columns.push_back(file_.read_column(path));
  }
  check_columns(schema.path, found, schema.table);
  for (const Column& column : found.columns) {
    if (rows(column) != rows(found)) report(schema.path, "its columns have unequal lengths");
  }
}

void Checker::check_survival(const std::string& path) {
  const Column alive = file_.read_column(path + "/alive");
  const auto* shares = std::get_if<Reals>(&alive.cells);
  if (shares == nullptr) return;
  for (std::size_t k = 0; k < shares->size(); ++k) {
    const bool inside = !((*shares)[k] < 0.0) && !((*shares)[k] > 1.0);
    const bool falling = k == 0 || !((*shares)[k] > (*shares)[k - 1]);
    if (inside && falling) continue;
    report(path, "the share alive rises or leaves [0, 1] at row " + std::to_string(k));
    return;
  }
}

void Checker::check_arm(const std::string& arm) {
  ArmResults empty;
  empty.name = arm;
  attempt([&] { check_table({arm_path(arm) + "/summary", summary_table({}), true}); });
  for (const TableEntry& schema : arm_tables(empty, head_.currency)) {
    attempt([&] { check_table(schema); });
  }
  for (const CurveEntry& schema : arm_curves(empty, head_.currency)) {
    attempt([&] { check_curve(schema); });
  }
  attempt([&] { check_survival(arm_path(arm) + "/survival"); });
}

void Checker::check_measures(const std::string& where, const std::vector<Measure>& found,
                             const std::vector<Measure>& expected) {
  for (const Measure& wanted : expected) {
    const Measure* measure = find_measure(found, wanted.name);
    if (measure == nullptr) {
      report(where, "measure '" + wanted.name + "' is missing");
      continue;
    }
    const Estimate& a = measure->value;
    const Estimate& b = wanted.value;
    const bool agrees = near(a.point, b.point) && near(a.low, b.low) && near(a.high, b.high) &&
                        near(a.p_value, b.p_value) && a.n == b.n;
    if (!agrees) report(where, "'" + wanted.name + "' does not follow from /replications");
    if (measure->unit != wanted.unit) report(where, "'" + wanted.name + "' has another unit");
    if ((!a.point || !a.low) && a.reason.empty()) {
      report(where, "'" + wanted.name + "' is missing a value without a reason");
    }
  }
}

void Checker::check_weekly(const ArmTotals& arm) {
  const std::string path = arm_path(arm.arm) + "/weekly";
  const Column column = file_.read_column(path + "/purchases");
  const auto* weekly = std::get_if<Reals>(&column.cells);
  if (weekly == nullptr) return;
  double total = 0.0;
  for (const ReplicationTotals& r : arm.replications) total += static_cast<double>(r.purchases);
  const double sum = std::accumulate(weekly->begin(), weekly->end(), 0.0);
  if (!near(sum * static_cast<double>(arm.replications.size()), total)) {
    report(path, "the weeks' purchases do not add up to those of /replications");
  }
}

void Checker::check_topics(const ArmTotals& arm, const ArmTopics& topics) {
  for (std::size_t r = 0; r < arm.replications.size(); ++r) {
    std::uint64_t purchases = 0;
    for (const TopicTotals& t : topics.replications[r]) purchases += t.purchases;
    if (purchases == arm.replications[r].purchases) continue;
    report(topics_path, "arm " + arm.arm + "'s purchases do not add up to those of /replications");
    return;
  }
}

void Checker::check_figures() {
  const std::vector<std::string> order = read_arms(file_);
  const Table replications = file_.read_table("/replications");
  if (rows(replications) != order.size() * head_.replications) {
    report("/replications",
           "has not " + std::to_string(head_.replications) + " rows for each arm of /arms");
    return;
  }
  const SummaryInput in{head_.currency, head_.pairing, totals_of(replications)};
  const auto same_name = [](const ArmTotals& arm, const std::string& name) {
    return arm.arm == name;
  };
  if (!std::equal(in.arms.begin(), in.arms.end(), order.begin(), order.end(), same_name)) {
    report("/replications", "its arms are not those of /arms");
    return;
  }
  for (const ArmTotals& arm : in.arms) {
    if (arm.replications.size() != head_.replications) {
      report("/replications",
             "arm " + arm.arm + " has not " + std::to_string(head_.replications) + " replications");
      return;
    }
    attempt([&] { check_weekly(arm); });
  }
  const Summary expected = summarise(in);
  const Summary found = read_summary(file_);  // which holds topics against replications
  const std::vector<ArmTopics> topics = topics_of(file_.read_table(topics_path));
  for (std::size_t a = 0; a < expected.arms.size(); ++a) {
    check_measures(arm_path(expected.arms[a].arm) + "/summary", found.arms[a].measures,
                   expected.arms[a].measures);
  }
  for (std::size_t c = 0; c < expected.contrasts.size(); ++c) {
    const Contrast& wanted = expected.contrasts[c];
    check_measures(contrast_path(wanted.arm, wanted.base), found.contrasts[c].measures,
                   wanted.measures);
  }
  for (std::size_t a = 0; a < in.arms.size(); ++a) check_topics(in.arms[a], topics[a]);
  check_same({topic_contrasts_path, topic_contrast_table(found.by_topic), true},
             std::string("/replications and ") + topics_path);
}

// The table in the file says what it should, row by row.
void Checker::check_same(const TableEntry& expected, const std::string& source) {
  const Table found = file_.read_table(expected.path);
  for (const Column& wanted : expected.table.columns) {
    const Column* column = find_column(found, wanted.name);
    if (column == nullptr || column->cells.index() != wanted.cells.index())
      continue;  // told before
    bool same = rows(*column) == rows(wanted);
    const auto* a = std::get_if<Reals>(&column->cells);
    if (same && a != nullptr) {
      const Reals& b = std::get<Reals>(wanted.cells);
      for (std::size_t i = 0; i < b.size(); ++i) {
        same = same && (std::isnan(b[i]) ? std::isnan((*a)[i]) : near((*a)[i], b[i]));
      }
    } else if (same) {
      same = column->cells == wanted.cells;
    }
    if (!same) {
      report(expected.path, "column '" + wanted.name + "' does not follow from " + source);
    }
  }
}

void Checker::check_uncertainty() {
  const DrawStudy study = read_draws(file_);
  for (const TableEntry& expected : uncertainty_tables(summarise_draws(study))) {
    attempt([&] { check_same(expected, "draws and estimates"); });
  }
}

void Checker::run() {
  head_ = read_head(file_);  // of another schema nothing more can be said
  attempt([&] { file_.read_text("/scenario"); });
  StudyResults empty;
  empty.currency = head_.currency;
  for (const TableEntry& schema : study_tables(empty)) {
    attempt([&] { check_table(schema); });
  }
  attempt([&] { check_table({topic_contrasts_path, topic_contrast_table({}), true}); });
  std::vector<std::string> arms;
  attempt([&] { arms = read_arms(file_); });
  for (const std::string& arm : arms) check_arm(arm);
  for (const std::string& name : file_.names("/contrasts")) {
    attempt([&] { check_table({"/contrasts/" + name, contrast_table({}), true}); });
  }
  const bool drawn = file_.kind(uncertainty_path) == ObjectKind::group;
  if (drawn) {
    for (const TableEntry& schema : drawn_tables({})) attempt([&] { check_table(schema); });
    for (const TableEntry& schema : uncertainty_tables({})) attempt([&] { check_table(schema); });
  }
  if (problems_.empty()) attempt([&] { check_figures(); });
  if (problems_.empty() && drawn) attempt([&] { check_uncertainty(); });
}

}  // namespace

std::vector<std::string> check_report(const std::filesystem::path& path) {
  std::vector<std::byte> bytes = read_whole(path);
  Problems problems;
  try {
    const Hdf5Reader file(std::move(bytes));
    Checker(file, problems).run();
  } catch (const ReportError& error) {
    problems.emplace_back(error.what());
  }
  return problems;
}

}  // namespace shoal::reports
