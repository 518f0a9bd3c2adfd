// What the codes of events and decisions are called in files and texts, in the order of the codes.
#pragma once

#include "engine/contract/brief.hpp"
#include "engine/contract/event.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace shoal::reports {

inline constexpr std::array<std::string_view, event_kinds> event_kind_names{"session_start",
                                                                            "page",
                                                                            "search",
                                                                            "product_view",
                                                                            "cart",
                                                                            "checkout",
                                                                            "purchase",
                                                                            "sentiment",
                                                                            "shelf_stock",
                                                                            "beacon_dwell",
                                                                            "qr_scan",
                                                                            "appliance_use",
                                                                            "appliance_level",
                                                                            "survey_response",
                                                                            "profile",
                                                                            "consent_granted",
                                                                            "consent_withdrawn",
                                                                            "touch_delivered",
                                                                            "touch_opened",
                                                                            "touch_clicked",
                                                                            "touch_dismissed",
                                                                            "touch_rejected",
                                                                            "unsubscribed",
                                                                            "refund",
                                                                            "review",
                                                                            "identify",
                                                                            "merge",
                                                                            "erasure_request",
                                                                            "footfall"};
inline constexpr std::array<std::string_view, sources> source_names{
    "web", "store", "venue", "home", "social", "messaging", "survey", "crm"};
inline constexpr std::array<std::string_view, 4> stock_state_names{"unknown", "available", "low",
                                                                   "out"};
inline constexpr std::array<std::string_view, profile_fields> profile_field_names{
    "gender", "age_band", "city", "income_band", "device"};
inline constexpr std::array<std::string_view, stages> stage_names{"idle", "curious", "evaluating",
                                                                  "ready"};
inline constexpr std::array<std::string_view, rejections> rejection_names{
    "no_consent", "weekly_cap", "min_gap", "quiet_hours", "budget", "closed", "malformed"};

}  // namespace shoal::reports
