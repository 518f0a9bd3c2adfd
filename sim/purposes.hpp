// What every draw of the world is for. Values are part of a run's identity: append only.
#pragma once

#include "core/random.hpp"

namespace shoal::sim::purpose {

inline constexpr Purpose traits{1};         // occasion 0
inline constexpr Purpose affinity{2};       // occasion 0
inline constexpr Purpose arrival{3};        // person 0, occasion: slot
inline constexpr Purpose lifetime{4};       // occasion 0
inline constexpr Purpose visit_clock{5};    // occasion: ordinal
inline constexpr Purpose visit_session{6};  // occasion: ordinal
inline constexpr Purpose shelf_order{10};   // person: shelf, occasion: hour of the order
inline constexpr Purpose shelf_report{11};  // person: shelf, occasion: hour of the report
inline constexpr Purpose scan_week{12};     // occasion: week
inline constexpr Purpose scan{7};           // occasion: week and number
inline constexpr Purpose drift_phase{13};   // person: drift, occasion 0
inline constexpr Purpose drift_member{14};  // occasion: drift
inline constexpr Purpose touch{15};         // occasion: hour x 8 + channel
inline constexpr Purpose touch_session{16};
inline constexpr Purpose survey{17};               // occasion: week
inline constexpr Purpose enrolment{18};            // occasion 0: profile and consent events
inline constexpr Purpose channel_affinity{20};     // occasion: channel
inline constexpr Purpose drift_onset{21};          // occasion: drift
inline constexpr Purpose post{128};                // occasion: key of the post
inline constexpr Purpose repost{129};              // occasion: key of the post that spreads
inline constexpr Purpose refund{130};              // occasion: of the need, with its origin
inline constexpr Purpose identity{131};            // occasion: session number, or 0: devices
inline constexpr Purpose household{132};           // occasion 0: lives with the person before
inline constexpr Purpose merged{133};              // occasion 0: signed up twice
inline constexpr Purpose need_visit{134};          // occasion: need's stage, then ordinal
inline constexpr Purpose need_gap{135};            // occasion: ordinal of the point
inline constexpr Purpose leaving{138};             // occasion: key of the need x 2 + origin
inline constexpr Purpose notice{19};               // person, occasion: decision
inline constexpr Purpose visit_echo{64};           // occasion: key of the parent visit
inline constexpr Purpose visit_echo_session{65};   // occasion: key of the echo
inline constexpr Purpose cart_return{66};          // occasion: number of the session left
inline constexpr Purpose response_type{112};       // occasion 0
inline constexpr Purpose misspecification{113};    // person: family, occasion: term
inline constexpr Purpose need_visit_session{137};  // as need_visit
inline constexpr Purpose erasure{138};             // occasion 0: when; 1: what is told
inline constexpr Purpose half_life{136};           // person: of a fixed sample
// Things. Occasion of a home's draws: number x 8 + kind of appliance.
inline constexpr Purpose home_owner{80};       // occasion 0
inline constexpr Purpose home_start{81};       // occasion: kind
inline constexpr Purpose home_cycle{82};       // number of the filling
inline constexpr Purpose home_report{83};      // number of the report
inline constexpr Purpose home_uses{84};        // number of the report
inline constexpr Purpose home_path{85};        // number of the filling
inline constexpr Purpose shelf_shrinkage{86};  // person: shelf, occasion: hour of the report
inline constexpr Purpose store_day{87};        // person: store, occasion: day
inline constexpr Purpose footfall{88};         // person: store, occasion: interval
inline constexpr Purpose venue{90};            // person: live event, occasion: minute
inline constexpr Purpose venue_code{91};       // person: live event, occasion 0
inline constexpr Purpose shelf_choice{92};     // 92 to 95 by origin of the need; as its draws
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
