#include "cli/perf_sidecar.hpp"

#include "cli/version.hpp"
#include "reports/atomic_file.hpp"

#include <fmt/format.h>

#include <string>

namespace shoal::cli {

std::filesystem::path perf_path(const std::filesystem::path& report) {
  std::filesystem::path path = report;
  return path.replace_extension(".perf.json");
}

void write_perf(const std::filesystem::path& report, const reports::Performance& performance,
                unsigned threads) {
  const std::string text = fmt::format(
      "{{\n"
      "  \"events\": {},\n"
      "  \"wall_s\": {:.6f},\n"
      "  \"events_per_s\": {:.1f},\n"
      "  \"peak_bytes\": {},\n"
      "  \"threads\": {},\n"
      "  \"build\": \"{}\"\n"
      "}}\n",
      performance.events, performance.wall_s, performance.events_per_s, performance.peak_bytes,
      threads, version);
  reports::write_atomically(perf_path(report), std::as_bytes(std::span(text)));
}

}  // namespace shoal::cli
