#include "cli/commands.hpp"

#include "cli/console.hpp"
#include "scenarios/engines.hpp"
#include "scenarios/names.hpp"

#include <fmt/format.h>

namespace shoal::cli {

ExitCode execute(const EnginesArguments&) {
  std::string text;
  for (std::size_t i = 0; i < scenarios::engine_names.size(); ++i) {
    text += fmt::format("{:<10}{}\n", scenarios::engine_names.at(i),
                        scenarios::describe(static_cast<scenarios::EngineKind>(i)));
  }
  print(text);
  return ExitCode::pass;
}

}  // namespace shoal::cli
