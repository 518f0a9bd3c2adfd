// How the audience changes during measurement.
#pragma once

#include "core/ids.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace shoal::sim {

// How a change comes. abrupt: at once. gradual: its members change one by one, uniformly over the
// window. incremental: all of them, evenly over the window. recurring: on and off, with a period,
// while the window lasts. novel_cohort: people with needs of their own appear.
enum class DriftForm : std::uint8_t { abrupt, gradual, novel_cohort, incremental, recurring };
// What changes. topic: what members want. mixture: how active an archetype is, and how many of it
// join. rhythm: the hours of an archetype. response: how members react to touches, P(y|x).
enum class DriftTarget : std::uint8_t { topic, mixture, rhythm, response };
enum class Signature : std::uint8_t { none, qr_scan };

inline constexpr std::size_t max_drifts = 16;

// Times count from the start of measurement. A replication draws the phase of every drift
// uniformly in [0, phase_weeks). Gradual and incremental changes end when they say and stay; a
// recurring one ends with its window.
struct DriftParams {
  std::string name;
  DriftForm form{};
  DriftTarget target{};
  double start_weeks = 0.0;
  double phase_weeks = 0.0;
  double duration_weeks = 0.0;           // the window; cohort: life of its needs; abrupt: 0
  double period_weeks = 4.0;             // recurring
  double on_frac = 0.5;                  // recurring: share of a period in which it is on
  double member_frac = 0.1;              // topic, response, cohort: of everyone
  std::optional<std::size_t> archetype;  // members come from this one only
  TopicId topic{};                       // topic, cohort: that people move to
  double strength = 0.8;                 // topic: share of affinity that moves to the topic
  double activity_factor = 1.0;          // mixture: on visits, needs and joining of the archetype
  double shift_hours = 0.0;              // rhythm: later
  // Response: logit shifts of opening, of clicking, and of the boost of a need.
  double open_shift = 0.0;
  double click_shift = 0.0;
  double boost_shift = 0.0;
  // Novel cohort: each member has 1 + Poisson(needs_mean - 1) needs for the topic in its life; the
  // first begins at the member's onset.
  double needs_mean = 1.0;
  double need_conversion = 0.2;
  std::array<double, 3> dwell_hours{1.0, 6.0, 2.0};
  double onset_hours = 2.0;  // members join uniformly in this time from the start
  Signature signature{};
  double decoy_ratio = 0.0;  // decoys per member: show the signature and do not care
  // The live event at which a QR signature is scanned, open for onset_hours from the start.
  double visitors = 0.0;           // strangers who come, mean; 0: no event around the code
  double visitor_scan_frac = 0.1;  // of them who scan
};

}  // namespace shoal::sim
