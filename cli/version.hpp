// The version of the program, from CMake.
#pragma once

namespace shoal::cli {

inline constexpr const char* version = SHOAL_VERSION;

}  // namespace shoal::cli
