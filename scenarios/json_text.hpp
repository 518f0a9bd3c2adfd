// JSON text of single values, the same bytes every time.
#pragma once

#include <string>
#include <string_view>

namespace shoal::scenarios {

// In double quotes; quotes, backslashes and control characters escaped, UTF-8 kept.
std::string json_text(std::string_view text);
// The shortest digits that read back as the same double. Precondition: finite.
std::string json_number(double value);

}  // namespace shoal::scenarios
