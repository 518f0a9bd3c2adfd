// Natural logarithm and exponential in plain IEEE arithmetic, fused where it says so: the same bits
// on every machine and at every call site, which a C library that picks its code by processor does
// not promise, and short enough to be inlined.
//
// Both reduce by a table and end in a Taylor polynomial (Tang 1990, "Table-driven
// implementation of the logarithm function in IEEE floating-point arithmetic"; Tang 1989, the same
// of the exponential). Error below 2 units in the last place, of a logarithm between
// -1/64 and 1/64 below 2^-57 (tests/core/elementary_test.cpp).
//
// Cost: 2 to 3 ns each; 5 KB of tables.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace shoal {

namespace detail {

inline constexpr long double ln2 = 0.693147180559945309417232121458176568L;
inline constexpr double ln2_high = 0x1.62e42fefa38p-1;  // in 42 bits: exact times any exponent
inline constexpr auto ln2_low = static_cast<double>(ln2 - ln2_high);
inline constexpr unsigned log_bits = 8;
inline constexpr unsigned log_shift = 52 - log_bits;
inline constexpr std::size_t log_steps = std::size_t{1} << log_bits;
inline constexpr unsigned exp_bits = 7;
inline constexpr std::size_t exp_steps = std::size_t{1} << exp_bits;

// log(c) by the series of 2 atanh((c - 1) / (c + 1)); c in [1/2, 2].
constexpr long double log_series(long double c) {
  const long double t = (c - 1.0L) / (c + 1.0L);
  long double sum = 0.0L;
  long double power = t;
  for (int n = 1; n < 60; n += 2, power *= t * t) sum += power / n;
  return 2.0L * sum;
}
constexpr long double exp_series(long double x) {
  long double sum = 1.0L;
  long double term = 1.0L;
  for (int n = 1; n < 30; ++n) sum += term *= x / n;
  return sum;
}

struct LogStep {
  double inverse =
      1.0;           // of the middle of the step, in 13 bits, so that products with it are short
  double log = 0.0;  // of 1 / inverse
};

// Steps of the mantissa from .6875 up to 1.375, of which 1 is an end: those beside it are reduced
// by exactly 1, so that logarithms near 0 keep their precision.
inline constexpr std::uint64_t log_offset = 0x3fe6000000000000U;
constexpr std::array<LogStep, log_steps> make_log_table() {
  std::array<LogStep, log_steps> table{};
  for (std::size_t i = 0; i < log_steps; ++i) {
    const auto end = [i](std::size_t k) {
      return std::bit_cast<double>(log_offset + (static_cast<std::uint64_t>(i + k) << log_shift));
    };
    if (end(0) == 1.0 || end(1) == 1.0) continue;
    const long double middle = (static_cast<long double>(end(0)) + end(1)) / 2.0L;
    const auto inverse = static_cast<double>(1.0L / middle);
    table[i] = {inverse, static_cast<double>(-log_series(inverse))};
  }
  return table;
}
inline constexpr std::array<LogStep, log_steps> log_table = make_log_table();

constexpr std::array<double, exp_steps> make_exp_table() {
  std::array<double, exp_steps> table{};
  for (std::size_t i = 0; i < exp_steps; ++i) {
    table[i] = static_cast<double>(exp_series(ln2 * static_cast<long double>(i) / exp_steps));
  }
  return table;
}
inline constexpr std::array<double, exp_steps> exp_table = make_exp_table();

}  // namespace detail

// Of a positive normal number.
inline double log_of(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const std::uint64_t above = bits - detail::log_offset;
  const detail::LogStep& step = detail::log_table[(above >> detail::log_shift) % detail::log_steps];
  const auto exponent = static_cast<double>(static_cast<std::int64_t>(above) >> 52);
  const auto mantissa = std::bit_cast<double>(bits - (above & (std::uint64_t{0xfff} << 52U)));
  const double r = std::fma(mantissa, step.inverse, -1.0);
  const double r2 = r * r;
  const double start = std::fma(exponent, detail::ln2_high, step.log);
  const double rest = std::fma(exponent, detail::ln2_low, r);
  const double high = std::fma(r2, -1.0 / 6, std::fma(r, 1.0 / 5, -1.0 / 4));
  const double tail = std::fma(r2, high, std::fma(r, 1.0 / 3, -1.0 / 2));
  return start + std::fma(r2, tail, rest);
}

// Of any number; outside [-700, 700] by the C library.
inline double exp_of(double x) {
  if (!(std::abs(x) <= 700.0)) return std::exp(x);
  constexpr double round = 0x1.8p52;  // adding it leaves a whole number in the low bits
  constexpr auto steps = static_cast<double>(detail::exp_steps / detail::ln2);
  const double shifted = std::fma(x, steps, round);
  const auto k = std::bit_cast<std::int64_t>(shifted) - std::bit_cast<std::int64_t>(round);
  const double whole = shifted - round;
  const double r = std::fma(whole, -detail::ln2_low / detail::exp_steps,
                            std::fma(whole, -detail::ln2_high / detail::exp_steps, x));
  const double r2 = r * r;
  const double high = std::fma(r2, std::fma(r, 1.0 / 120, 1.0 / 24), std::fma(r, 1.0 / 6, 1.0 / 2));
  const double tail = std::fma(r2, high, r);
  const auto step = static_cast<std::uint64_t>(k) % detail::exp_steps;
  const auto power = static_cast<std::uint64_t>((k >> detail::exp_bits) + 1023) << 52U;
  const double start = detail::exp_table[step] * std::bit_cast<double>(power);
  return std::fma(start, tail, start);
}

}  // namespace shoal
