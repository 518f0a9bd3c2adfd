// A validation as a file: HDF5, described in docs/report-format.md. The same validation gives the
// same bytes. Throws ReportError.
#pragma once

#include "scenarios/validation/validate.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace shoal::scenarios {

std::vector<std::byte> validation_bytes(const Validation& validation, const std::string& build);
void write_validation(const std::filesystem::path& path, const Validation& validation,
                      const std::string& build);

}  // namespace shoal::scenarios
