#include "cli/validate_output.hpp"

#include "cli/calibrate_json_parts.hpp"
#include "cli/fidelity_output.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace shoal::cli {

std::string text_of(const scenarios::Validation& v) {
  std::string text =
      fmt::format("Scenario {}, seed {}, against {} real log{}: {} simulated logs each.\n{}",
                  v.scenario, v.seed, v.files.size(), v.files.size() == 1 ? "" : "s",
                  v.replications, table_legend(v.alpha));
  std::size_t statistics = 0;
  for (const scenarios::FileFidelity& f : v.files) {
    text += fmt::format("\n{} ({}, {} rows)\n{}.\n\n", f.file, name_of(f.kind), f.rows, f.design);
    text += table_text(f.table);
    statistics += f.table.rows.size();
  }
  return text + "\n" + verdict_text(v.outside(), statistics);
}

std::string json_of(const scenarios::Validation& v) {
  Json files = Json::array();
  for (const scenarios::FileFidelity& f : v.files) {
    Json file{{"file", std::filesystem::path(f.file).filename().string()},
              {"sha256", f.file_sha256},
              {"kind", name_of(f.kind)},
              {"rows", f.rows},
              {"design", f.design}};
    file.update(table_json(f.table));
    files.push_back(std::move(file));
  }
  return document({{"schema", "shoal.validation/2"},
                   {"scenario", v.scenario},
                   {"seed", v.seed},
                   {"replications", v.replications},
                   {"alpha", v.alpha},
                   {"outside", v.outside()},
                   {"files", std::move(files)}});
}

}  // namespace shoal::cli
