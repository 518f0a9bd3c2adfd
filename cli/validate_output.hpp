// The two forms of a validation: tables for a person, or one JSON document.
#pragma once

#include "scenarios/validation/validate.hpp"

#include <string>

namespace shoal::cli {

std::string text_of(const scenarios::Validation& validation);
std::string json_of(const scenarios::Validation& validation);

}  // namespace shoal::cli
