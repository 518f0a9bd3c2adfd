// Instants of a trace as text: an offset from instant zero as an ISO 8601 duration with
// microseconds, days at most (weeks are not mixed with other units in ISO 8601).
#pragma once

#include "core/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace shoal::reports {

// Appends "P15DT04H05M06.000007S"; with a minus before it where the instant lies before zero.
void append_offset(std::string& out, SimTime at);

// What append_offset writes, other ISO 8601 durations of weeks, days, hours, minutes and seconds,
// and numbers with a unit: "2w", "1.5d", "36h", "90m", "30s". Empty where it is none of these or
// beyond the horizon of a trace.
std::optional<Duration> parse_offset(std::string_view text);

}  // namespace shoal::reports
