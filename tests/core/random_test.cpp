// Keyed draws: the generator's known answers, the layout of the key, and what keys are for.
#include "core/random.hpp"

#include <catch2/catch.hpp>

#include <Random123/philox.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <set>
#include <vector>

namespace shoal {
namespace {

using Words = std::array<std::uint32_t, 4>;

Words philox(const Words& counter, std::uint32_t key0, std::uint32_t key1) {
  const r123::Philox4x32::ctr_type c{{counter[0], counter[1], counter[2], counter[3]}};
  const r123::Philox4x32::key_type k{{key0, key1}};
  const auto out = r123::Philox4x32{}(c, k);
  return {out[0], out[1], out[2], out[3]};
}

Words next_four(Stream& stream) { return {stream(), stream(), stream(), stream()}; }

// Three variates for every (person, occasion) of a small world; `extra` is the person
// who draws more than the others in occasion 3.
std::vector<double> small_world(std::uint32_t extra_draws, std::uint32_t extra_person) {
  std::vector<double> draws;
  for (std::uint32_t person = 0; person < 20; ++person) {
    for (std::uint32_t occasion = 0; occasion < 10; ++occasion) {
      Stream stream(Seed{1}, Purpose{5}, person, occasion);
      if (person == extra_person && occasion == 3) {
        for (std::uint32_t i = 0; i < extra_draws; ++i) stream.uniform();
      }
      draws.push_back(stream.uniform());
      draws.push_back(stream.gamma(0.7));
      draws.push_back(stream.normal());
    }
  }
  return draws;
}

}  // namespace

TEST_CASE("Philox4x32-10 gives the known answers of Random123", "[core]") {
  CHECK(philox({0, 0, 0, 0}, 0, 0) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  constexpr std::uint32_t ones = 0xffffffff;
  CHECK(philox({ones, ones, ones, ones}, ones, ones) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0xa4093822, 0x299f31d0) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("A stream is Philox on the counter {occasion, person, purpose, block}", "[core]") {
  Stream zero(Seed{0}, Purpose{0}, 0, 0);
  CHECK(next_four(zero) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  Stream stream(Seed{0x299f31d0a4093822U}, Purpose{0x13198a2e}, 0x85a308d3, 0x243f6a88);
  for (std::uint32_t block = 0; block < 3; ++block) {
    CHECK(next_four(stream) ==
          philox({0x243f6a88, 0x85a308d3, 0x13198a2e, block}, 0xa4093822, 0x299f31d0));
  }
}

TEST_CASE("One more draw in one occasion changes no other draw", "[core]") {
  const auto plain = small_world(0, 0);
  for (const std::uint32_t extra : {1U, 4U, 1000U}) {
    const auto more = small_world(extra, 7);
    const std::size_t first = 3 * 73;  // the three variates of person 7 in occasion 3
    for (std::size_t i = 0; i < plain.size(); ++i) {
      if (i < first || i >= first + 3) REQUIRE(plain[i] == more[i]);
    }
    CHECK(plain[first] != more[first]);
  }
}

TEST_CASE("A draw does not depend on who draws before it", "[core]") {
  Stream early(Seed{9}, Purpose{2}, 4, 1);
  const double first = early.exponential();
  Stream other(Seed{9}, Purpose{2}, 5, 1);
  other.normal();
  Stream again(Seed{9}, Purpose{2}, 4, 1);
  CHECK(again.exponential() == first);
}

TEST_CASE("Every part of the key makes another stream", "[core]") {
  const std::array<Stream, 7> streams = {
      Stream(Seed{1}, Purpose{1}, 1, 1),
      Stream(Seed{2}, Purpose{1}, 1, 1),
      Stream(Seed{(std::uint64_t{1} << 32) + 1}, Purpose{1}, 1, 1),
      Stream(Seed{1}, Purpose{2}, 1, 1),
      Stream(Seed{1}, Purpose{1}, 2, 1),
      Stream(Seed{1}, Purpose{1}, 1, 2),
      Stream(Seed{1}, Purpose{2}, 2, 2)};
  std::set<Words> seen;
  for (Stream stream : streams) seen.insert(next_four(stream));
  CHECK(seen.size() == streams.size());
}

TEST_CASE("Derived seeds differ from their parent and from each other", "[core]") {
  std::set<std::uint64_t> seeds;
  for (std::uint64_t parent = 0; parent < 100; ++parent) {
    seeds.insert(parent);
    for (std::uint64_t part = 0; part < 100; ++part) {
      seeds.insert(static_cast<std::uint64_t>(derive_seed(Seed{parent}, part)));
    }
  }
  CHECK(seeds.size() == 100 + 100 * 100);
  CHECK(derive_seed(Seed{5}, 3) == derive_seed(Seed{5}, 3));
}

TEST_CASE("A copied stream goes on as its original", "[core]") {
  Stream original(Seed{3}, Purpose{1}, 2, 3);
  for (int i = 0; i < 7; ++i) original();
  Stream copy = original;
  std::vector<std::uint32_t> a;
  std::vector<std::uint32_t> b;
  std::generate_n(std::back_inserter(a), 50, std::ref(original));
  std::generate_n(std::back_inserter(b), 50, std::ref(copy));
  CHECK(a == b);
}

TEST_CASE("Neighbouring keys give independent draws", "[core][statistical]") {
  // First uniforms of two neighbouring keys fall into 16 x 16 cells; chi-square with 255 degrees of
  // freedom over 65,536 pairs. alpha = .01 over the four kinds of neighbours, two-sided: quantiles
  // .00125 and .99875 (192.11 and 328.73, Boost.Math).
  constexpr std::uint32_t persons = 512;
  constexpr std::uint32_t occasions = 128;
  for (const int kind : {0, 1, 2, 3}) {
    CAPTURE(kind);
    std::array<double, 256> cells{};
    for (std::uint32_t person = 0; person < persons; ++person) {
      for (std::uint32_t occasion = 0; occasion < occasions; ++occasion) {
        // Even coordinates only, so that no key is in two pairs.
        const std::uint32_t p = 2 * person;
        const std::uint32_t o = 2 * occasion;
        Stream a(Seed{40}, Purpose{6}, p, o);
        Stream b(Seed{kind == 0 ? 41U : 40U}, Purpose{kind == 1 ? 7U : 6U}, kind == 2 ? p + 1 : p,
                 kind == 3 ? o + 1 : o);
        const auto x = static_cast<std::size_t>(a.uniform() * 16.0);
        const auto y = static_cast<std::size_t>(b.uniform() * 16.0);
        cells[x * 16 + y] += 1.0;
      }
    }
    const double expected = persons * occasions / 256.0;
    double chi_square = 0.0;
    for (const double n : cells) chi_square += (n - expected) * (n - expected) / expected;
    CHECK(chi_square > 192.11);
    CHECK(chi_square < 328.73);
  }
}

}  // namespace shoal
