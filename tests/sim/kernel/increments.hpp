// Gaps between now and a pushed event, from the kind to the unkind, for tests of an event list.
#pragma once

#include "core/random.hpp"
#include "core/time.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace shoal::sim {

enum class Increments : std::uint32_t {
  exponential,   // mean 3 days
  bimodal,       // nine in ten of 20 s, one of three weeks
  log_normal,    // from milliseconds to centuries
  all_equal,     // always one hour
  mostly_zero,   // nine in ten at the present instant
  lattice,       // whole days, so that every instant holds many events
  huge_jumps,    // a power of two from 1 us to 146 years
  microseconds,  // fewer instants than events
  triangular     // few soon, most late
};

inline constexpr std::array all_increments = {
    Increments::exponential, Increments::bimodal,      Increments::log_normal,
    Increments::all_equal,   Increments::mostly_zero,  Increments::lattice,
    Increments::huge_jumps,  Increments::microseconds, Increments::triangular};

inline const char* name_of(Increments kind) {
  constexpr std::array names = {"exponential", "bimodal",      "log_normal",
                                "all_equal",   "mostly_zero",  "lattice",
                                "huge_jumps",  "microseconds", "triangular"};
  return names[static_cast<std::size_t>(kind)];
}

inline Duration increment(Increments kind, Stream& stream) {
  switch (kind) {
    case Increments::exponential:
      return from_days(3.0 * stream.exponential());
    case Increments::bimodal:
      return stream.bernoulli(0.9) ? from_seconds(20.0 * stream.exponential())
                                   : from_weeks(3.0 * stream.exponential());
    case Increments::log_normal:
      return from_seconds(stream.log_normal(8.0, 4.0));
    case Increments::all_equal:
      return one_hour;
    case Increments::mostly_zero:
      return stream.bernoulli(0.9) ? Duration{0} : from_seconds(stream.exponential());
    case Increments::lattice:
      return one_day * static_cast<std::int64_t>(stream.below(4));
    case Increments::huge_jumps:
      return Duration{std::int64_t{1} << stream.below(53)};
    case Increments::microseconds:
      return Duration{static_cast<std::int64_t>(stream.below(50))};
    case Increments::triangular:
      return from_days(10.0 * std::max(stream.uniform(), stream.uniform()));
  }
  return Duration{0};
}

}  // namespace shoal::sim
