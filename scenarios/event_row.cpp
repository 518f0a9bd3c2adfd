#include "scenarios/event_row.hpp"

#include "scenarios/json_tree.hpp"
#include "scenarios/spelling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>

namespace shoal::scenarios {
namespace {

constexpr std::size_t max_line_bytes = std::size_t{1} << 20;

// Characters, not bytes.
std::uint32_t length_in_characters(std::string_view text) {
  return static_cast<std::uint32_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

// The digits of a number; -0 keeps its sign.
std::string number_text(const JsonNode& node) {
  constexpr double exact = 9007199254740992.0;  // 2^53
  if (node.whole && !std::signbit(node.number)) return std::to_string(*node.whole);
  if (node.number != 0.0 && std::abs(node.number) <= exact &&
      node.number == std::trunc(node.number)) {
    return std::to_string(static_cast<std::int64_t>(node.number));
  }
  return fmt::format("{}", node.number);
}

}  // namespace

EventRowReader::EventRowReader(const std::filesystem::path& path, reports::TextFormat format)
    : path_(path), format_(format) {
  std::error_code ignored;
  errno = 0;
  if (!std::filesystem::is_directory(path_, ignored)) in_.open(path_, std::ios::binary);
  if (!in_.is_open()) {
    throw ScenarioError(ScenarioFault::unreadable, {path_.string(), std::nullopt, ""},
                        fmt::format("cannot read these events: {}",
                                    errno == 0 ? "it is a folder" : std::strerror(errno)));
  }
  if (format_ == reports::TextFormat::csv) read_header();
}

void EventRowReader::refuse(const TextPlace& place, const std::string& what,
                            const std::string& message) const {
  throw ScenarioError(ScenarioFault::malformed, {path_.string(), place, what}, message);
}

// The next line without its end, LF or CRLF.
bool EventRowReader::next_line() {
  if (!std::getline(in_, line_)) {
    if (in_.bad()) {
      throw ScenarioError(ScenarioFault::unreadable, {path_.string(), std::nullopt, ""},
                          "reading stopped in the middle of it");
    }
    return false;
  }
  ++number_;
  if (line_.size() > max_line_bytes) {
    refuse({number_, 1}, "", "a line of over 1 MiB; write one event a line");
  }
  if (!line_.empty() && line_.back() == '\r') line_.pop_back();
  if (number_ == 1 && line_.starts_with("\xEF\xBB\xBF")) line_.erase(0, 3);
  return true;
}

std::size_t EventRowReader::column_of(const std::string& name, const TextPlace& place) const {
  std::vector<std::string> known;
  for (const std::string_view column : reports::event_column_names) known.emplace_back(column);
  const auto at = std::find(known.begin(), known.end(), name);
  if (at == known.end()) {
    refuse(place, name,
           "an event has no such field" + spelling_hint(name, known, known.size()) +
               "; rename or remove it");
  }
  return static_cast<std::size_t>(at - known.begin());
}

void EventRowReader::read_header() {
  if (!next_line()) refuse({1, 1}, "", "the file is empty; a header of column names is needed");
  for (const EventCell& cell : cut_csv()) {
    header_.push_back(column_of(cell.text, cell.place));
    if (std::count(header_.begin(), header_.end(), header_.back()) > 1) {
      refuse(cell.place, cell.text, "the column stands there twice; remove one");
    }
  }
}

bool EventRowReader::next(EventRow& row) {
  do {
    if (!next_line()) return false;
  } while (line_.find_first_not_of(" \t") == std::string::npos);
  row.place = {number_, 1};
  row.cells.fill(std::nullopt);
  if (format_ == reports::TextFormat::jsonl) {
    cut_json(row);
    return true;
  }
  std::vector<EventCell> cells = cut_csv();
  if (cells.size() != header_.size()) {
    refuse(row.place, "",
           fmt::format("{} cells under a header of {} columns", cells.size(), header_.size()));
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!cells[i].text.empty()) row.cells.at(header_[i]) = std::move(cells[i]);
  }
  return true;
}

void EventRowReader::cut_json(EventRow& row) {
  const std::uint32_t line = number_;
  const auto here = [line](const std::optional<TextPlace>& place) {
    return TextPlace{line, place ? place->column : 1};
  };
  JsonNode tree;
  try {
    tree = parse_json(line_, path_.string());
  } catch (const ScenarioError& error) {
    refuse(here(error.place()), error.pointer(), error.message());
  }
  if (tree.kind != JsonKind::object) refuse(row.place, "", "a line must be one JSON object");
  for (std::size_t i = 0; i < tree.keys.size(); ++i) {
    const std::string& key = tree.keys[i].name;
    const std::size_t column = column_of(key, here(tree.keys[i].origin.place));
    const JsonNode& value = tree.items[i];
    EventCell cell{"", here(value.origin.place)};
    switch (value.kind) {
      case JsonKind::text:
        cell.text = value.text;
        break;
      case JsonKind::number:
        cell.text = number_text(value);
        break;
      case JsonKind::null:
        if (column != static_cast<std::size_t>(reports::EventColumn::value)) continue;
        cell.text = "nan";
        break;
      default:
        refuse(cell.place, key, "must be a text, a number or null");
    }
    row.cells.at(column) = std::move(cell);
  }
}

// RFC 4180: a quoted cell may hold commas, line ends and, doubled, quotes.
std::vector<EventCell> EventRowReader::cut_csv() {
  std::vector<EventCell> cells;
  std::size_t at = 0;
  while (true) {
    EventCell cell{"", {number_, 1 + length_in_characters(std::string_view(line_).substr(0, at))}};
    if (at < line_.size() && line_[at] == '"') {
      ++at;
      while (true) {
        const std::size_t quote = line_.find('"', at);
        cell.text.append(line_, at, quote - at);
        if (quote == std::string::npos) {
          cell.text += '\n';
          if (cell.text.size() > max_line_bytes || !next_line()) {
            refuse(cell.place, "", "this quote is never closed");
          }
          at = 0;
          continue;
        }
        at = quote + 1;
        if (at >= line_.size() || line_[at] != '"') break;
        cell.text += line_[at++];
      }
      if (at < line_.size() && line_[at] != ',') {
        refuse({number_, 1 + length_in_characters(std::string_view(line_).substr(0, at))}, "",
               "a comma or the line's end must follow a closing quote");
      }
    } else {
      const std::size_t comma = std::min(line_.find(',', at), line_.size());
      cell.text = line_.substr(at, comma - at);
      if (const std::size_t quote = cell.text.find('"'); quote != std::string::npos) {
        refuse(cell.place, "",
               "a quote in a cell without quotes around it; double it and add them");
      }
      at = comma;
    }
    cells.push_back(std::move(cell));
    if (at >= line_.size()) return cells;
    ++at;
  }
}

}  // namespace shoal::scenarios
