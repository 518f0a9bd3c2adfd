#include "reports/trace.hpp"

namespace shoal::reports {

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

}  // namespace shoal::reports
