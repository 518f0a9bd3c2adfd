#include "reports/report_writer.hpp"

#include "reports/atomic_file.hpp"
#include "reports/hdf5_writer.hpp"
#include "reports/report_error.hpp"
#include "reports/report_layout.hpp"
#include "reports/report_tables.hpp"
#include "reports/topics.hpp"

#include <algorithm>
#include <string>

namespace shoal::reports {
namespace {

void check_name(const std::string& name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  if (name.empty() || !std::all_of(name.begin(), name.end(), plain)) {
    throw ReportError(ReportError::Kind::content,
                      "arm '" + name + "': its name must be made of letters, digits, '_' and '-'");
  }
}

void make_group(Hdf5Writer& file, const std::string& path, const std::string& nexus_class) {
  file.make_group(path);
  file.set_attribute(path, "NX_class", nexus_class);
}

void write_curve(Hdf5Writer& file, const CurveEntry& curve) {
  make_group(file, curve.path, "NXdata");
  const std::vector<Column>& columns = curve.table.columns;
  file.set_attribute(curve.path, "signal", curve.signal);
  file.set_attribute(curve.path, "axes", std::vector<std::string>{columns.front().name});
  file.set_attribute(curve.path, "title", curve.title);
  for (const Column& column : columns) file.write_column(curve.path + "/" + column.name, column);
}

void write_arm(Hdf5Writer& file, const ArmResults& arm, const StudyResults& study,
               const Summary& summary) {
  const std::string path = arm_path(arm.name);
  make_group(file, path, "NXcollection");
  file.set_attribute(path, "default", std::string("weekly"));
  const ArmSummary* figures = find_arm(summary, arm.name);
  if (figures == nullptr) {
    throw ReportError(ReportError::Kind::content, "arm " + arm.name + " has no summary");
  }
  file.write_table(path + "/summary", summary_table(figures->measures));
  for (const CurveEntry& curve : arm_curves(arm, study.currency)) write_curve(file, curve);
  for (const TableEntry& entry : arm_tables(arm, study.currency)) {
    if (entry.required || rows(entry.table) > 0) file.write_table(entry.path, entry.table);
  }
}

void write_contrasts(Hdf5Writer& file, const Summary& summary) {
  make_group(file, "/contrasts", "NXcollection");
  for (const Contrast& c : summary.contrasts) {
    const std::string path = contrast_path(c.arm, c.base);
    file.write_table(path, contrast_table(c.measures));
    file.set_attribute(path, "arm", c.arm);
    file.set_attribute(path, "base", c.base);
  }
  file.write_table(topic_contrasts_path, topic_contrast_table(summary.by_topic));
}

void write_uncertainty(Hdf5Writer& file, const DrawStudy& study, const Uncertainty& uncertainty) {
  make_group(file, uncertainty_path, "NXcollection");
  file.set_attribute(uncertainty_path, "replications", std::uint64_t{study.replications});
  for (const TableEntry& entry : drawn_tables(study)) file.write_table(entry.path, entry.table);
  for (const TableEntry& entry : uncertainty_tables(uncertainty)) {
    file.write_table(entry.path, entry.table);
  }
}

void write_root(Hdf5Writer& file, const StudyResults& study) {
  const StudyHead head = head_of(study);
  file.set_attribute("/", "NX_class", std::string("NXroot"));
  file.set_attribute("/", "default", std::string("arms"));
  file.set_attribute("/", "shoal_schema", report_schema);
  file.set_attribute("/", "scenario_name", head.scenario);
  file.set_attribute("/", "build", head.build);
  file.set_attribute("/", "currency", head.currency);
  file.set_attribute("/", "seed", head.seed);
  file.set_attribute("/", "replications", std::uint64_t{head.replications});
  file.set_attribute("/", "pairing",
                     std::string(head.pairing == Pairing::twins ? "twins" : "independent"));
  file.write_text("/scenario", study.scenario_text);
  file.set_attribute("/scenario", "media_type", std::string("application/json"));
}

}  // namespace

std::vector<std::byte> report_bytes(const StudyResults& study, const Summary& summary) {
  if (study.arms.empty()) {
    throw ReportError(ReportError::Kind::content, "a study without arms makes no report");
  }
  std::vector<std::string> order;
  for (const ArmResults& arm : study.arms) {
    check_name(arm.name);
    order.push_back(arm.name);
  }
  Hdf5Writer file;
  write_root(file, study);
  make_group(file, "/arms", "NXentry");
  file.set_attribute("/arms", "order", order);
  // The plot that opens first: the last arm but the oracle, which is no engine one can buy.
  const auto shown = std::find_if(order.rbegin(), order.rend(),
                                  [](const std::string& arm) { return arm != oracle_arm; });
  file.set_attribute("/arms", "default", shown == order.rend() ? order.front() : *shown);
  for (const ArmResults& arm : study.arms) write_arm(file, arm, study, summary);
  write_contrasts(file, summary);
  make_group(file, "/truth", "NXcollection");
  for (const TableEntry& entry : study_tables(study)) file.write_table(entry.path, entry.table);
  if (study.draws && summary.uncertainty) {
    write_uncertainty(file, *study.draws, *summary.uncertainty);
  }
  return file.finish();
}

void write_report(const std::filesystem::path& path, const StudyResults& study,
                  const Summary& summary) {
  write_atomically(path, report_bytes(study, summary));
}

}  // namespace shoal::reports
