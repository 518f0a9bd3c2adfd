// Events as text, one a line: JSON lines (RFC 8259 objects) or CSV (RFC 4180). Names stand for
// codes; a code that nothing is named after stays a number. Keys and columns, in this order:
//   id, arrived, arrived_us, occurred, occurred_us, subject, kind, source, topic, stock, ref,
//   ref_name, value, value_name
// Instants stand twice: as an ISO 8601 duration since instant zero and in microseconds. ref_name is
// the channel or profile field that `ref` means, value_name the profile code or the reason of a
// rejection; what does not exist is null or an empty cell. A value has as many digits as it takes
// to read the same float back. NaN is null in JSON and nan in CSV, an infinity "Infinity" or
// "-Infinity".
//
// Cost: about 0.4 us an event.
#pragma once

#include "engine/contract/brief.hpp"
#include "engine/contract/event.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::reports {

enum class TextFormat : std::uint8_t { jsonl, csv };

enum class EventColumn : std::uint8_t {
  id,
  arrived,
  arrived_us,
  occurred,
  occurred_us,
  subject,
  kind,
  source,
  topic,
  stock,
  ref,
  ref_name,
  value,
  value_name,
};
inline constexpr std::size_t event_columns = 14;
inline constexpr std::array<std::string_view, event_columns> event_column_names{
    "id",     "arrived", "arrived_us", "occurred", "occurred_us", "subject", "kind",
    "source", "topic",   "stock",      "ref",      "ref_name",    "value",   "value_name"};

class EventText {
 public:
  EventText(const Brief& brief, TextFormat format);

  // The first line; empty for JSON lines.
  std::string header() const;
  void append(std::string& out, const Event& event) const;

 private:
  std::string quoted(std::string_view text) const;
  void append_cells(std::string& out, const Event& event) const;
  void separate(std::string& out, EventColumn column) const;
  const std::string* ref_name(const Event& event) const;
  const std::string* value_name(const Event& event) const;

  TextFormat format_;
  std::vector<std::string> separators_;  // (column) what stands before its cell
  // All quoted for the format:
  std::vector<std::string> kinds_;
  std::vector<std::string> sources_;
  std::vector<std::string> stock_;
  std::vector<std::string> topics_;
  std::vector<std::string> channels_;
  std::vector<std::string> fields_;
  std::vector<std::string> rejections_;
  std::array<std::vector<std::string>, profile_fields> codes_;
};

}  // namespace shoal::reports
