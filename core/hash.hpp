// 64-bit mixing (the finaliser of SplitMix64: Steele, Lea, Flood 2014, "Fast splittable
// pseudorandom number generators"). A bijection; use it on every key of a hash table.
#pragma once

#include <cstdint>

namespace shoal {

constexpr std::uint64_t mix64(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

constexpr std::uint64_t hash_combine(std::uint64_t seed, std::uint64_t value) {
  return mix64(seed ^ mix64(value));
}

}  // namespace shoal
