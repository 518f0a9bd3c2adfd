// The options of shoal trace.
#pragma once

#include "cli/arguments.hpp"

#include <functional>

namespace CLI {
class App;
}

namespace shoal::cli {

// Adds the command with its own commands; the chosen one's arguments go to `choose`.
void add_trace(CLI::App& app, const std::function<void(Arguments)>& choose);

}  // namespace shoal::cli
