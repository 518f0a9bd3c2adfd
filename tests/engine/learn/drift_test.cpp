#include "engine/learn/drift.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

using namespace shoal::engine;

namespace {

// random.seed(42) of CPython 3: the Mersenne twister, seeded by init_by_array of one word
// (Matsumoto & Nishimura 2002).
class PythonRandom {
 public:
  explicit PythonRandom(std::uint32_t key) {
    constexpr std::uint32_t n = 624;
    state_.resize(n);
    state_[0] = 19650218U;
    for (std::uint32_t i = 1; i < n; ++i) {
      state_[i] = 1812433253U * (state_[i - 1] ^ (state_[i - 1] >> 30)) + i;
    }
    std::uint32_t i = 1;
    for (std::uint32_t k = 0; k < n; ++k) {
      state_[i] = (state_[i] ^ ((state_[i - 1] ^ (state_[i - 1] >> 30)) * 1664525U)) + key;
      if (++i >= n) {
        state_[0] = state_[n - 1];
        i = 1;
      }
    }
    for (std::uint32_t k = 0; k < n - 1; ++k) {
      state_[i] = (state_[i] ^ ((state_[i - 1] ^ (state_[i - 1] >> 30)) * 1566083941U)) - i;
      if (++i >= n) {
        state_[0] = state_[n - 1];
        i = 1;
      }
    }
    state_[0] = 0x80000000U;
    at_ = n;
  }
  double uniform() {  // 53 bits
    const std::uint32_t a = next() >> 5;
    const std::uint32_t b = next() >> 6;
    return (a * 67108864.0 + b) / 9007199254740992.0;
  }

 private:
  std::uint32_t next() {
    if (at_ == 624) turn();
    std::uint32_t y = state_[at_++];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680U;
    y ^= (y << 15) & 0xefc60000U;
    return y ^ (y >> 18);
  }
  void turn() {
    for (std::size_t i = 0; i < 624; ++i) {
      const std::uint32_t y = (state_[i] & 0x80000000U) | (state_[(i + 1) % 624] & 0x7fffffffU);
      state_[i] = state_[(i + 397) % 624] ^ (y >> 1) ^ ((y & 1U) != 0 ? 0x9908b0dfU : 0U);
    }
    at_ = 0;
  }
  std::vector<std::uint32_t> state_;
  std::size_t at_ = 0;
};

struct Found {
  std::vector<int> warnings;
  std::vector<int> drifts;
};

Found run(Ddm detector, const std::vector<bool>& errors) {
  Found found;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    const DriftState state = detector.add(errors[i]);
    if (state == DriftState::warning) found.warnings.push_back(static_cast<int>(i));
    if (state == DriftState::drift) found.drifts.push_back(static_cast<int>(i));
  }
  return found;
}

}  // namespace

TEST_CASE("DDM finds the drift of the published example", "[engine][learn]") {
  // 1,000 fair bits, then 1,000 with P(1) = .7: warning at 1084, drift at 1334.
  PythonRandom python{42};
  std::vector<bool> bits;
  for (int i = 0; i < 1000; ++i) bits.push_back(static_cast<int>(python.uniform() * 2.0) == 1);
  for (int i = 0; i < 1000; ++i) bits.push_back(python.uniform() >= 0.3);
  const Found found = run(Ddm{DdmOptions{}}, bits);
  const auto first_in_change = std::lower_bound(found.warnings.begin(), found.warnings.end(), 1000);
  REQUIRE(first_in_change != found.warnings.end());
  REQUIRE(*first_in_change == 1084);
  REQUIRE(found.drifts == std::vector<int>{1334});
}

TEST_CASE("DDM alarms where the reference alarms on a congruential stream", "[engine][learn]") {
  std::uint64_t s = 1;
  std::vector<bool> errors;
  int ones[2] = {0, 0};
  for (int i = 0; i < 10000; ++i) {
    s = 6364136223846793005U * s + 1442695040888963407U;
    const bool one = static_cast<double>(s >> 11) * 0x1p-53 < (i < 5000 ? 0.2 : 0.5);
    ones[i / 5000] += one ? 1 : 0;
    errors.push_back(one);
  }
  REQUIRE(ones[0] == 973);
  REQUIRE(ones[1] == 2518);
  REQUIRE(run(Ddm{DdmOptions{}}, errors).drifts == std::vector<int>{53, 5676});
}

TEST_CASE("Page-Hinkley alarms at the step that a hand count gives", "[engine][learn]") {
  PageHinkley detector{{.tolerance = 0.0, .threshold = 4.0, .minimum = 1}};
  for (int i = 0; i < 10; ++i) REQUIRE_FALSE(detector.add(0.0));
  // After k ones among 10 + k numbers the mean is k / (10 + k), and the sum since its minimum
  // (zero) is the sum over j <= k of 10 / (10 + j): .909, 1.742, 2.512, 3.226, 3.893, 4.518.
  for (int k = 1; k <= 5; ++k) REQUIRE_FALSE(detector.add(1.0));
  REQUIRE(detector.add(1.0));
  REQUIRE_FALSE(detector.add(1.0));  // it starts afresh
}

TEST_CASE("Page-Hinkley is silent when the mean falls", "[engine][learn]") {
  PageHinkley detector{{.tolerance = 0.01, .threshold = 2.0, .minimum = 1}};
  for (int i = 0; i < 100; ++i) REQUIRE_FALSE(detector.add(1.0));
  for (int i = 0; i < 100; ++i) REQUIRE_FALSE(detector.add(0.0));
}
