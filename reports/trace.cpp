#include "reports/trace.hpp"

#include <algorithm>
#include <array>

namespace shoal::reports {
namespace {

constexpr std::array<std::string_view, event_kinds> kind_names{"session_start",
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
constexpr std::array<std::string_view, sources> source_names{
    "web", "store", "venue", "home", "social", "messaging", "survey", "crm"};
constexpr std::array<std::string_view, 4> stock_names{"unknown", "available", "low", "out"};
constexpr std::array<std::string_view, profile_fields> field_names{"gender", "age_band", "city",
                                                                   "income_band", "device"};
constexpr std::array<std::string_view, stages> stage_names{"idle", "curious", "evaluating",
                                                           "ready"};
constexpr std::array<std::string_view, rejections> rejection_names{
    "no_consent", "weekly_cap", "min_gap", "quiet_hours", "budget", "closed", "malformed"};

template <class Code, std::size_t count>
std::string_view look_up(const std::array<std::string_view, count>& names, Code code) {
  const auto at = static_cast<std::size_t>(code);
  return at < count ? names[at] : std::string_view();
}

}  // namespace

RecordLayout event_layout() {
  return {{"id", FieldType::u64, ""},           {"occurred_us", FieldType::i64, "us"},
          {"arrived_us", FieldType::i64, "us"}, {"subject", FieldType::u32, ""},
          {"ref", FieldType::u32, ""},          {"value", FieldType::f32, "see kind"},
          {"topic", FieldType::u8, ""},         {"stock", FieldType::u8, ""},
          {"kind", FieldType::u8, ""},          {"source", FieldType::u8, ""}};
}

SimTime tick_end(const Brief& brief, SimTime arrived) {
  const std::int64_t ticks = (arrived - SimTime{}) / brief.tick;
  if (ticks >= (brief.run_end - SimTime{}) / brief.tick) return brief.run_end;
  return SimTime{(ticks + 1) * brief.tick};
}

std::string_view name_of(EventKind kind) { return look_up(kind_names, kind); }
std::string_view name_of(Source source) { return look_up(source_names, source); }
std::string_view name_of(StockState stock) { return look_up(stock_names, stock); }
std::string_view name_of(ProfileField field) { return look_up(field_names, field); }
std::string_view name_of(Stage stage) { return look_up(stage_names, stage); }
std::string_view name_of(Rejection why) { return look_up(rejection_names, why); }

}  // namespace shoal::reports
