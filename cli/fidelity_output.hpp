// The two forms of a comparison of a real log with simulated ones, wherever a command makes one.
#pragma once

#include "scenarios/validation/fidelity.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace shoal::cli {

// A head and a line for each statistic.
std::string table_text(const scenarios::FidelityTable& table);
// What the columns of table_text mean: two lines.
std::string table_legend(double alpha);
std::string verdict_text(std::size_t outside, std::size_t statistics);
// All of it under a title, with a blank line before; nothing where there is no table.
std::string comparison_text(const std::string& title,
                            const std::optional<scenarios::FidelityTable>& table);

// {"simulations", "alpha", "outside", "statistics": [...]}
nlohmann::ordered_json table_json(const scenarios::FidelityTable& table);

}  // namespace shoal::cli
