#include "scenarios/validation/validation_report.hpp"

#include "reports/atomic_file.hpp"
#include "reports/hdf5_writer.hpp"
#include "reports/table.hpp"

#include <filesystem>

namespace shoal::scenarios {
namespace {

using reports::Column;
using reports::Counts;
using reports::gap;
using reports::Gaps;
using reports::Reals;
using reports::Table;
using reports::Texts;

constexpr std::uint64_t validation_schema = 2;
constexpr const char* by_row = "see unit";

Table fidelity_table(const FidelityTable& table) {
  Texts statistic, unit, verdict, note;
  Reals real, mean, sd, alone_low, alone_high, low, high, p_value, adjusted;
  for (const StatisticVerdict& row : table.rows) {
    statistic.push_back(row.statistic);
    unit.push_back(row.unit);
    real.push_back(row.real);
    mean.push_back(row.mean.value_or(gap));
    sd.push_back(row.sd.value_or(gap));
    alone_low.push_back(row.alone_low.value_or(gap));
    alone_high.push_back(row.alone_high.value_or(gap));
    low.push_back(row.low.value_or(gap));
    high.push_back(row.high.value_or(gap));
    p_value.push_back(row.p_value);
    adjusted.push_back(row.adjusted);
    verdict.emplace_back(name_of(row.verdict));
    note.push_back(row.note);
  }
  return {{{"statistic", "", statistic},
           {"unit", "", unit},
           {"real", by_row, real},
           {"simulated_mean", by_row, mean, Gaps::allowed},
           {"simulated_sd", by_row, sd, Gaps::allowed},
           {"low", by_row, low, Gaps::allowed},
           {"high", by_row, high, Gaps::allowed},
           {"alone_low", by_row, alone_low, Gaps::allowed},
           {"alone_high", by_row, alone_high, Gaps::allowed},
           {"p_value", "1", p_value},
           {"adjusted_p_value", "1", adjusted},
           {"verdict", "", verdict},
           {"note", "", note}}};
}

Table simulated_table(const std::vector<std::vector<Statistic>>& simulated) {
  Counts replication;
  Texts statistic, unit;
  Reals value;
  for (std::size_t r = 0; r < simulated.size(); ++r) {
    for (const Statistic& s : simulated[r]) {
      replication.push_back(r);
      statistic.push_back(s.name);
      unit.emplace_back(s.of.unit);
      value.push_back(s.value);
    }
  }
  return {{{"replication", "1", replication},
           {"statistic", "", statistic},
           {"unit", "", unit},
           {"value", by_row, value, Gaps::allowed}}};
}

}  // namespace

std::vector<std::byte> validation_bytes(const Validation& validation, const std::string& build) {
  reports::Hdf5Writer file;
  file.set_attribute("/", "NX_class", std::string("NXroot"));
  file.set_attribute("/", "shoal_validation", validation_schema);
  file.set_attribute("/", "scenario_name", validation.scenario);
  file.set_attribute("/", "build", build);
  file.set_attribute("/", "seed", validation.seed);
  file.set_attribute("/", "replications", std::uint64_t{validation.replications});
  file.set_attribute("/", "alpha", std::to_string(validation.alpha));
  for (std::size_t i = 0; i < validation.files.size(); ++i) {
    const FileFidelity& f = validation.files[i];
    const std::string path = "/" + std::to_string(i);
    file.make_group(path);
    file.set_attribute(path, "NX_class", std::string("NXcollection"));
    file.set_attribute(path, "kind", std::string(name_of(f.kind)));
    file.set_attribute(path, "file", std::filesystem::path(f.file).filename().string());
    file.set_attribute(path, "sha256", f.file_sha256);
    file.set_attribute(path, "rows", f.rows);
    file.set_attribute(path, "design", f.design);
    file.write_table(path + "/fidelity", fidelity_table(f.table));
    file.write_table(path + "/simulated", simulated_table(f.simulated));
  }
  return file.finish();
}

void write_validation(const std::filesystem::path& path, const Validation& validation,
                      const std::string& build) {
  reports::write_atomically(path, validation_bytes(validation, build));
}

}  // namespace shoal::scenarios
