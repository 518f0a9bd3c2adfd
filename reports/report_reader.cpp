#include "reports/report_reader.hpp"

#include "reports/atomic_file.hpp"
#include "reports/report_error.hpp"
#include "reports/report_layout.hpp"
#include "reports/report_tables.hpp"
#include "reports/topics.hpp"
#include "reports/uncertainty_tables.hpp"

#include <algorithm>

namespace shoal::reports {
namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw ReportError(ReportError::Kind::content, what);
}

std::string root_text(const Hdf5Reader& file, const std::string& name) {
  const std::vector<std::string> texts = file.text_attribute("/", name);
  if (texts.size() != 1) refuse("root attribute " + name + " is no single text");
  return texts.front();
}

}  // namespace

StudyHead read_head(const Hdf5Reader& file) {
  if (!file.has_attribute("/", "shoal_schema")) {
    refuse("no report of Shoal: the root attribute shoal_schema is missing");
  }
  const std::uint64_t schema = file.number_attribute("/", "shoal_schema");
  if (schema != report_schema) {
    refuse("schema " + std::to_string(schema) + " is not known; this program reads schema " +
           std::to_string(report_schema) + ": use the version of shoal that wrote the report");
  }
  StudyHead head;
  head.scenario = root_text(file, "scenario_name");
  head.build = root_text(file, "build");
  head.currency = root_text(file, "currency");
  head.seed = file.number_attribute("/", "seed");
  head.replications = file.number_attribute("/", "replications");
  const std::string pairing = root_text(file, "pairing");
  if (pairing != "twins" && pairing != "independent")
    refuse("pairing '" + pairing + "' is unknown");
  head.pairing = pairing == "twins" ? Pairing::twins : Pairing::independent;
  return head;
}

std::vector<std::string> read_arms(const Hdf5Reader& file) {
  return file.text_attribute("/arms", "order");
}

std::vector<TopicContrast> read_topics(const Hdf5Reader& file) {
  const StudyHead head = read_head(file);
  const std::vector<ArmTotals> totals = totals_of(file.read_table("/replications"));
  const std::vector<ArmTopics> topics = topics_of(file.read_table(topics_path));
  return contrast_topics({head.currency, head.pairing, totals, topics});
}

Summary read_summary(const Hdf5Reader& file) {
  Summary summary;
  const std::vector<std::string> arms = read_arms(file);
  for (const std::string& arm : arms) {
    summary.arms.push_back({arm, measures_of_summary(file.read_table(arm_path(arm) + "/summary"))});
  }
  for (const std::string_view base : {flat_arm, no_touch_arm}) {
    if (std::find(arms.begin(), arms.end(), base) == arms.end()) continue;
    for (const std::string& arm : arms) {
      if (arm == base) continue;
      const std::string path = contrast_path(arm, std::string(base));
      summary.contrasts.push_back(
          {arm, std::string(base), measures_of_contrast(file.read_table(path))});
    }
  }
  summary.by_topic = read_topics(file);
  if (file.kind(uncertainty_path) == ObjectKind::group) {
    summary.uncertainty = summarise_draws(read_draws(file));
  }
  return summary;
}

DrawStudy read_draws(const Hdf5Reader& file) {
  const std::string path = uncertainty_path;
  const Table parameters = file.read_table(path + "/parameters");
  const Table draws = file.read_table(path + "/draws");
  const Table estimates = file.read_table(path + "/estimates");
  DrawStudy study = draw_study_of({parameters, draws, estimates});
  study.replications = file.number_attribute(path, "replications");
  if (study.values.size() < 2 || study.replications < 2) {
    refuse(path + " has fewer than 2 draws of 2 replications");
  }
  return study;
}

Report read_report(const std::filesystem::path& path) {
  std::vector<std::byte> bytes = read_whole(path);
  try {
    const Hdf5Reader file(std::move(bytes));
    Report report;
    report.head = read_head(file);
    report.scenario_text = file.read_text("/scenario");
    report.summary = read_summary(file);
    return report;
  } catch (const ReportError& error) {
    throw ReportError(error.kind(), path.string() + ": " + error.what());
  }
}

}  // namespace shoal::reports
