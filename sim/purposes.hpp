// What every draw of the world is for. Values are part of a run's identity: append only.
#pragma once

#include "core/random.hpp"

namespace shoal::sim::purpose {

inline constexpr Purpose traits{1};         // occasion 0
inline constexpr Purpose affinity{2};       // occasion 0
inline constexpr Purpose arrival{3};        // person 0, occasion: slot
inline constexpr Purpose lifetime{4};       // occasion 0
inline constexpr Purpose visit_clock{5};    // occasion: candidate
inline constexpr Purpose visit_session{6};  // occasion: candidate
inline constexpr Purpose need_clock{7};     // occasion: candidate
inline constexpr Purpose cycle{8};          // occasion: cycle of the appliance
inline constexpr Purpose telemetry{9};      // occasion: report
inline constexpr Purpose shelf_order{10};   // person: shelf, occasion: hour of the order
inline constexpr Purpose shelf_report{11};  // person: shelf, occasion: hour of the report
inline constexpr Purpose scan_clock{12};    // occasion: ordinal
inline constexpr Purpose drift_phase{13};   // person: drift, occasion 0
inline constexpr Purpose drift_member{14};  // occasion: drift
inline constexpr Purpose touch{15};         // occasion: hour x 8 + channel
inline constexpr Purpose touch_session{16};
inline constexpr Purpose survey{17};     // occasion: week
inline constexpr Purpose enrolment{18};  // occasion 0: profile and consent events
inline constexpr Purpose notice{19};     // person, occasion: decision
inline constexpr Purpose delivery_fault{
    96};                                    // person: device, occasion: a word of the event's cause
inline constexpr Purpose outages{97};       // person: device, occasion: source and block of time
inline constexpr Purpose device_clock{98};  // person: device, occasion: source
inline constexpr Purpose bot{99};           // person: bot, occasion 0
inline constexpr Purpose bot_session{100};  // person: bot, occasion: session
inline constexpr Purpose service{101};      // person 0, occasion: job
// Three purposes for each origin of a need (0 need, 1 replenishment, 2 impulse, 3 cohort).
inline constexpr std::uint32_t need_base = 32;

}  // namespace shoal::sim::purpose
