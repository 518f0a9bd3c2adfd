#include "core/hash.hpp"

#include <catch2/catch.hpp>

#include <bit>
#include <cstdint>
#include <vector>

namespace shoal {
namespace {

constexpr std::uint64_t gamma64 = 0x9e3779b97f4a7c15U;

// The inverse of x ^ (x >> shift).
constexpr std::uint64_t unshift(std::uint64_t y, int shift) {
  std::uint64_t x = y;
  for (int done = shift; done < 64; done += shift) x = y ^ (x >> shift);
  return x;
}

// The inverse of an odd factor modulo 2^64, by Newton's iteration.
constexpr std::uint64_t inverse(std::uint64_t odd) {
  std::uint64_t x = odd;
  for (int i = 0; i < 6; ++i) x *= 2 - odd * x;
  return x;
}

constexpr std::uint64_t unmix64(std::uint64_t y) {
  y = unshift(y, 31) * inverse(0x94d049bb133111ebU);
  y = unshift(y, 27) * inverse(0xbf58476d1ce4e5b9U);
  return unshift(y, 30) - gamma64;
}

}  // namespace

TEST_CASE("mix64 walks through the published outputs of SplitMix64", "[core]") {
  // The n-th output of SplitMix64 from seed s is mix64(s + n * gamma).
  const std::vector<std::uint64_t> from_zero = {0xe220a8397b1dcdafU, 0x6e789e6aa1b965f4U,
                                                0x06c45d188009454fU, 0xf88bb8a8724c81ecU};
  for (std::uint64_t n = 0; n < from_zero.size(); ++n) CHECK(mix64(n * gamma64) == from_zero[n]);
  const std::vector<std::uint64_t> from_1234567 = {6457827717110365317U, 3203168211198807973U,
                                                   9817491932198370423U, 4593380528125082431U,
                                                   16408922859458223821U};
  for (std::uint64_t n = 0; n < from_1234567.size(); ++n) {
    CHECK(mix64(1234567 + n * gamma64) == from_1234567[n]);
  }
}

TEST_CASE("mix64 is a bijection: it can be undone", "[core]") {
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    const std::uint64_t low = i;
    const std::uint64_t spread = i * 0xd1342543de82ef95U;
    REQUIRE(unmix64(mix64(low)) == low);
    REQUIRE(unmix64(mix64(spread)) == spread);
    REQUIRE(mix64(unmix64(spread)) == spread);
  }
  CHECK(unmix64(mix64(~std::uint64_t{0})) == ~std::uint64_t{0});
}

TEST_CASE("mix64 spreads one changed bit over half of the output", "[core]") {
  // 64 x 200 flips of 64 bits: the mean is 32 with standard error 4 / sqrt(12800) = .035 if bits
  // were independent; neighbours are not quite, so the band is ten of these.
  double changed = 0.0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    for (int bit = 0; bit < 64; ++bit) {
      changed += std::popcount(mix64(i) ^ mix64(i ^ (std::uint64_t{1} << bit)));
    }
  }
  CHECK(changed / 12'800.0 == Approx(32.0).margin(0.35));
}

TEST_CASE("hash_combine tells the order and the parts apart", "[core]") {
  CHECK(hash_combine(1, 2) != hash_combine(2, 1));
  CHECK(hash_combine(0, 0) != 0);
  CHECK(hash_combine(hash_combine(7, 1), 2) != hash_combine(hash_combine(7, 2), 1));
  CHECK(hash_combine(7, 1) != hash_combine(7, 2));
  static_assert(hash_combine(3, 4) == mix64(3 ^ mix64(4)));
}

}  // namespace shoal
