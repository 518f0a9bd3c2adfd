// Keyed random draws: a draw is a pure function of (seed, purpose, person, occasion), so that one
// more event in one life moves no other draw anywhere.
//
// Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3")
// from Random123. Counter = {occasion, person, purpose, block}, key = the seed. An occasion is a
// point that exists in every arm (a candidate's ordinal on the untouched clock, an hour, a
// session's id), never a count of what happened. Rejection sampling only advances `block`.
//
// Uniform, exponential and normal variates take one word of the generator each, by inversion, so a
// larger word is a larger variate; the others reject.
//
// Cost: bench/core (bench/README.md); about 10 ns for a first variate, less for those that follow.
#pragma once

#include "core/elementary.hpp"
#include "core/normal_quantile.hpp"

#include <Random123/philox.h>

#include <array>
#include <cstdint>
#include <limits>

namespace shoal {

enum class Seed : std::uint64_t {};

// What a draw is for. Values are part of a run's identity: append, never renumber.
enum class Purpose : std::uint32_t {};

// A word as a number of the open interval (0, 1): 32 bits, centred, so that its logarithm is
// finite.
constexpr double uniform_of(std::uint32_t word) {
  return (static_cast<double>(word) + 0.5) * 0x1p-32;
}

class Stream {
 public:
  using result_type = std::uint32_t;

  Stream(Seed seed, Purpose purpose, std::uint32_t person, std::uint32_t occasion)
      : counter_{{occasion, person, static_cast<std::uint32_t>(purpose), 0}},
        key_{{static_cast<std::uint32_t>(static_cast<std::uint64_t>(seed)),
              static_cast<std::uint32_t>(static_cast<std::uint64_t>(seed) >> 32)}} {}

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

  result_type operator()() {
    if (used_ == 4) {
      block_ = r123::Philox4x32{}(counter_, key_);
      ++counter_[3];
      used_ = 0;
    }
    return block_[used_++];
  }

  double uniform() { return uniform_of((*this)()); }
  bool bernoulli(double p) { return uniform() < p; }
  double exponential() { return -log_of(uniform()); }     // mean 1; at most 22.9
  double normal() { return normal_quantile(uniform()); }  // standard; within 6.4 of 0
  double gamma(double shape);                             // scale 1; shape > 0
  double log_normal(double mu, double sigma) { return exp_of(mu + sigma * normal()); }
  double beta(double a, double b);
  std::uint32_t poisson(double mean);
  std::uint32_t below(std::uint32_t n);  // uniform in [0, n); n > 0

 private:
  r123::Philox4x32::ctr_type counter_;
  r123::Philox4x32::key_type key_;
  r123::Philox4x32::ctr_type block_{};
  std::uint8_t used_ = 4;
};

// A seed for a part of a run (a replication, an engine), independent of its siblings.
Seed derive_seed(Seed parent, std::uint64_t part);

}  // namespace shoal
