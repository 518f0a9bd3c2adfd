// How the audience changes during measurement.
#pragma once

#include "core/ids.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace shoal::sim {

enum class DriftForm : std::uint8_t { abrupt, gradual, novel_cohort };
enum class Signature : std::uint8_t { none, qr_scan };

// Times count from the start of measurement. A replication draws the phase of every drift
// uniformly in [0, phase_weeks).
struct DriftParams {
  std::string name;
  DriftForm form{};
  double start_weeks = 0.0;
  double phase_weeks = 0.0;
  double duration_weeks = 0.0;           // gradual: window; cohort: life of its needs; abrupt: 0
  TopicId topic{};                       // that people move to
  double member_frac = 0.1;              // of everyone
  std::optional<std::size_t> archetype;  // members come from this one only
  double strength = 0.8;  // abrupt, gradual: share of affinity that moves to the topic
  // Novel cohort: each member has 1 + Poisson(needs_mean - 1) needs for the topic in its life; the
  // first begins at the member's onset.
  double needs_mean = 1.0;
  double need_conversion = 0.2;
  std::array<double, 3> dwell_hours{1.0, 6.0, 2.0};
  double onset_hours = 2.0;  // members join uniformly in this time from the start
  Signature signature{};
  double decoy_ratio = 0.0;  // decoys per member: show the signature and do not care
};

}  // namespace shoal::sim
