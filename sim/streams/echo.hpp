// Visits breed visits: self-excitation in cluster form (Hawkes & Oakes 1974, "A cluster process
// representation of a self-exciting process"). Each visit has Poisson(n) children, each an
// exponential delay after it; together with immigrants of rate mu that is a Hawkes process with
// kernel alpha exp(-beta t), n = alpha / beta, 1 / beta the mean delay: mean rate mu / (1 - n),
// asymptotic Fano factor 1 / (1 - n)^2.
//
// Children are keyed by their parent's key, so that twins agree: a visit that happens in two arms
// has the same children in both, whatever else happened there. Keys are 32-bit hashes.
#pragma once

#include "core/ids.hpp"
#include "core/random.hpp"
#include "core/time.hpp"
#include "sim/streams/session_params.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace shoal::sim {

struct Echo {
  Duration delay{};       // after the parent; the world runs it in activity time
  std::uint32_t key = 0;  // of the child: its own children's parent key
};

// At most 16; more has a chance below 1e-14 for n <= 1.
class Echoes {
 public:
  const Echo* begin() const { return items_.data(); }
  const Echo* end() const { return items_.data() + size_; }
  std::size_t size() const { return size_; }
  bool full() const { return size_ == items_.size(); }
  void add(const Echo& echo) { items_[size_++] = echo; }

 private:
  std::array<Echo, 16> items_{};
  std::size_t size_ = 0;
};

// Cost: nothing where echo_frac is 0, else one Philox block and 10 ns a child.
Echoes children(Seed seed, PersonId person, std::uint32_t parent_key, const SessionParams& params);

// The rate of visits that no visit brought about, such that all come at `visits_per_week`.
inline double immigrant_visits_per_week(const SessionParams& p) {
  return p.visits_per_week * (1.0 - p.echo_frac);
}

}  // namespace shoal::sim
