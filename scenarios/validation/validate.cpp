#include "scenarios/validation/validate.hpp"

#include "core/contracts.hpp"
#include "scenarios/experiment.hpp"
#include "scenarios/jobs.hpp"

#include <array>
#include <numeric>

namespace shoal::scenarios {
namespace {

constexpr std::uint64_t validation_part = 0x4000000;
constexpr std::array<std::string_view, 4> kind_names{"purchases", "sessions", "campaign",
                                                     "telemetry"};

ValidationCase make_case(const Scenario& scenario, const std::string& file,
                         const ValidationOptions& options) {
  const LogKind kind = options.kind ? *options.kind : detect_kind(file, options.table);
  switch (kind) {
    case LogKind::sessions:
      return session_case(scenario, file, options);
    case LogKind::campaign:
      return campaign_case(scenario, file, options);
    case LogKind::telemetry:
      return telemetry_case(scenario, file, options);
    case LogKind::purchases:
      break;
  }
  return purchase_case(scenario, file, options);
}

}  // namespace

std::string_view name_of(LogKind kind) { return kind_names.at(static_cast<std::size_t>(kind)); }

std::optional<LogKind> log_kind_of(std::string_view name) {
  for (std::size_t k = 0; k < kind_names.size(); ++k) {
    if (kind_names.at(k) == name) return static_cast<LogKind>(k);
  }
  return std::nullopt;
}

std::size_t Validation::outside() const {
  return std::accumulate(
      files.begin(), files.end(), std::size_t{0},
      [](std::size_t sum, const FileFidelity& f) { return sum + f.table.outside(); });
}

Validation validate(const Scenario& scenario, const std::vector<std::string>& files,
                    const ValidationOptions& options) {
  require(!files.empty(), "a validation has a file");
  Validation out{.scenario = scenario.name,
                 .seed = static_cast<std::uint64_t>(scenario.seed),
                 .replications = options.replications,
                 .alpha = options.alpha,
                 .files = {}};
  const double alpha = options.alpha / static_cast<double>(files.size());
  check_simulations(options.replications, alpha);
  std::vector<ValidationCase> cases;
  for (const std::string& file : files) {
    cases.push_back(make_case(scenario, file, options));
  }
  const std::size_t jobs = cases.size() * options.replications;
  std::vector<std::vector<Statistic>> simulated(jobs);
  for_each_job(options.team, jobs, options.progress, [&](std::size_t job, const auto&) {
    if (options.stop.stop_requested()) throw Interrupted();
    const std::uint64_t part = validation_part + job % options.replications;
    simulated[job] = cases[job / options.replications].simulate(derive_seed(scenario.seed, part));
  });
  for (std::size_t c = 0; c < cases.size(); ++c) {
    const auto from = simulated.begin() + static_cast<std::ptrdiff_t>(c * options.replications);
    FileFidelity file{.kind = cases[c].kind,
                      .file = cases[c].file,
                      .file_sha256 = cases[c].file_sha256,
                      .rows = cases[c].rows,
                      .design = cases[c].design,
                      .simulated = {from, from + options.replications},
                      .table = {}};
    file.table = compare_statistics(cases[c].real, file.simulated, alpha);
    out.files.push_back(std::move(file));
  }
  return out;
}

}  // namespace shoal::scenarios
