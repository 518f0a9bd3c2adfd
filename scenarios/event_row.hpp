// Rows of events in a text file, cut into cells that know where they stood.
#pragma once

#include "reports/trace_text.hpp"
#include "scenarios/scenario_error.hpp"

#include <array>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace shoal::scenarios {

struct EventCell {
  std::string text;
  TextPlace place;
};

struct EventRow {
  TextPlace place;
  std::array<std::optional<EventCell>, reports::event_columns> cells;  // (EventColumn)
};

// Reads row by row. Throws ScenarioError: an unreadable file, a line over 1 MiB, what is neither
// JSON nor CSV, a column or key that no event has.
class EventRowReader {
 public:
  EventRowReader(const std::filesystem::path& path, reports::TextFormat format);

  // False at the end. Empty lines are skipped.
  bool next(EventRow& row);
  [[noreturn]] void refuse(const TextPlace& place, const std::string& what,
                           const std::string& message) const;

 private:
  bool next_line();
  void read_header();
  void cut_json(EventRow& row);
  std::vector<EventCell> cut_csv();
  std::size_t column_of(const std::string& name, const TextPlace& place) const;

  std::filesystem::path path_;
  reports::TextFormat format_;
  std::ifstream in_;
  std::string line_;
  std::uint32_t number_ = 0;         // of the line
  std::vector<std::size_t> header_;  // (position) EventColumn; CSV
};

}  // namespace shoal::scenarios
