// Numbers that worlds keep by the million, in two and four bytes. What is kept is what the world
// lives by: there is no finer truth beside it.
#pragma once

#include "core/time.hpp"

#include <algorithm>
#include <bit>
#include <compare>
#include <cstdint>
#include <limits>

namespace shoal::sim {

// A float of 16 bits: 8 bits of precision (0.4%), the range of a float.
class Coarse {
 public:
  constexpr Coarse() = default;
  explicit constexpr Coarse(float value)
      : bits_(static_cast<std::uint16_t>((std::bit_cast<std::uint32_t>(value) + 0x8000U) >> 16)) {}
  constexpr operator float() const {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits_) << 16);
  }

 private:
  std::uint16_t bits_ = 0;
};

// A length of time in seconds: to 1/4096 of itself (half a minute in a day), below a second to
// 1/4096 s. Longest: 2^31 s, 68 years; what is longer is cut to that, what is negative to none.
class CoarseSpan {
 public:
  constexpr CoarseSpan() = default;
  explicit constexpr CoarseSpan(double seconds) {
    if (!(seconds > 0.0)) return;
    // A float's bits, cut to five of exponent and eleven of mantissa.
    const double shifted = seconds < 1.0 ? seconds + 1.0 : seconds;
    const auto value = static_cast<float>(std::min(shifted, 4e9));
    const std::uint32_t rounded = std::bit_cast<std::uint32_t>(value) + half;
    const std::uint32_t code = (rounded >> dropped_bits) - (one >> dropped_bits);
    bits_ = static_cast<std::uint16_t>(
        std::min(seconds < 1.0 ? code : code + steps, std::uint32_t{0xFFFF}));
  }
  constexpr double seconds() const {
    if (bits_ < steps) return static_cast<double>(bits_) / steps;
    const std::uint32_t code = bits_ - steps;
    return std::bit_cast<float>((code << dropped_bits) + one);
  }

 private:
  static constexpr std::uint32_t mantissa_bits = 11;
  static constexpr std::uint32_t dropped_bits = 23 - mantissa_bits;
  static constexpr std::uint32_t half = 1U << (dropped_bits - 1);
  static constexpr std::uint32_t one = std::bit_cast<std::uint32_t>(1.0F);
  static constexpr std::uint32_t steps = 1U << mantissa_bits;  // of each octave, and below 1 s
  std::uint16_t bits_ = 0;
};

// An instant from zero on, in whole quarters of a second: the first that is not before the one
// given. Last: year 34; what is later is that.
class CoarseTime {
 public:
  static constexpr Duration step{250'000};

  constexpr CoarseTime() = default;
  explicit constexpr CoarseTime(SimTime at) {
    const std::int64_t steps = (at.time_since_epoch() + step - Duration{1}) / step;
    constexpr std::int64_t last = std::numeric_limits<std::uint32_t>::max();
    steps_ = static_cast<std::uint32_t>(std::clamp<std::int64_t>(steps, 0, last));
  }
  constexpr SimTime instant() const { return SimTime{static_cast<std::int64_t>(steps_) * step}; }
  constexpr auto operator<=>(const CoarseTime&) const = default;

 private:
  std::uint32_t steps_ = 0;
};

}  // namespace shoal::sim
