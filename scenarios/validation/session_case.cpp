#include "scenarios/calibration/session_reader.hpp"
#include "scenarios/validation/session_statistics.hpp"
#include "scenarios/validation/validate.hpp"
#include "scenarios/validation/world_sessions.hpp"

#include <fmt/format.h>

#include <memory>

namespace shoal::scenarios {
ValidationCase session_case(const Scenario& scenario, const std::string& file,
                            const ValidationOptions& options) {
  ReadSessionsOptions read;
  read.table = options.table;
  const SessionData real = read_sessions(file, read);
  const SessionDesign design = session_design(real);
  const auto world =
      std::make_shared<const SessionWorld>(session_world(scenario.world, design, scenario.seed));
  return {
      .kind = LogKind::sessions,
      .file = file,
      .file_sha256 = real.file_sha256,
      .rows = real.rows,
      .design = fmt::format("{} sessions, drawn from those of {} people in {:.0f} weeks of the "
                            "untouched world",
                            real.sessions.size(), world->config->population.people, design.weeks),
      .real = session_statistics(real),
      .simulate = [world](Seed seed) {
        return session_statistics(simulate_world_sessions(*world, seed));
      }};
}

}  // namespace shoal::scenarios
