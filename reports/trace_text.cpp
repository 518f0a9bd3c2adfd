#include "reports/trace_text.hpp"

#include "reports/code_names.hpp"
#include "reports/trace_time.hpp"

#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>
#include <optional>

namespace shoal::reports {
namespace {

using Column = EventColumn;

template <class Number>
void append_number(std::string& out, Number number) {
  std::array<char, 32> text{};
  out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr);
}

const std::string* at(const std::vector<std::string>& names, std::size_t code) {
  return code < names.size() ? &names[code] : nullptr;
}

void append_code(std::string& out, const std::vector<std::string>& names, std::size_t code) {
  if (const std::string* name = at(names, code)) {
    out += *name;
  } else {
    append_number(out, code);
  }
}

// The code that a value stands for: a whole number from 0 to 255.
std::optional<std::size_t> code_in(float value) {
  if (!(value >= 0.0F && value < 256.0F) || value != std::floor(value)) return std::nullopt;
  return static_cast<std::size_t>(value);
}

}  // namespace

EventText::EventText(const Brief& brief, TextFormat format) : format_(format) {
  const auto all = [this](const auto& names) {
    std::vector<std::string> out;
    for (const std::string_view name : names) out.push_back(quoted(name));
    return out;
  };
  kinds_ = all(event_kind_names);
  sources_ = all(source_names);
  stock_ = all(stock_state_names);
  fields_ = all(profile_field_names);
  rejections_ = all(rejection_names);
  topics_ = all(brief.topics);
  for (const Channel& c : brief.channels) channels_.push_back(quoted(c.name));
  for (std::size_t f = 0; f < profile_fields; ++f) codes_[f] = all(brief.profile_codes[f]);
  for (const std::string_view name : event_column_names) {
    const bool first = separators_.empty();
    if (format_ == TextFormat::csv) {
      separators_.emplace_back(first ? "" : ",");
    } else {
      separators_.push_back((first ? "{\"" : ", \"") + std::string(name) + "\": ");
    }
  }
}

std::string EventText::quoted(std::string_view text) const {
  if (format_ == TextFormat::jsonl) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    out += c;
    if (c == '"') out += c;
  }
  return out + "\"";
}

std::string EventText::header() const {
  if (format_ == TextFormat::jsonl) return {};
  std::string out;
  for (const std::string_view name : event_column_names) {
    if (!out.empty()) out += ',';
    out += name;
  }
  return out + "\r\n";
}

void EventText::separate(std::string& out, EventColumn column) const {
  out += separators_[static_cast<std::size_t>(column)];
}

const std::string* EventText::ref_name(const Event& e) const {
  switch (e.kind) {
    case EventKind::consent_granted:
    case EventKind::consent_withdrawn:
    case EventKind::survey_response:
      return at(channels_, e.ref);
    case EventKind::profile:
      return at(fields_, e.ref);
    default:
      return nullptr;
  }
}

const std::string* EventText::value_name(const Event& e) const {
  const auto code = code_in(e.value);
  if (!code) return nullptr;
  if (e.kind == EventKind::touch_rejected) return at(rejections_, *code);
  if (e.kind == EventKind::profile && e.ref < profile_fields) return at(codes_[e.ref], *code);
  return nullptr;
}

void EventText::append_cells(std::string& out, const Event& e) const {
  const bool json = format_ == TextFormat::jsonl;
  const std::string_view nothing = json ? "null" : "";
  const std::string_view quote = json ? "\"" : "";
  const auto instant = [&](Column text_column, Column number_column, SimTime t) {
    separate(out, text_column);
    out += quote;
    append_offset(out, t);
    out += quote;
    separate(out, number_column);
    append_number(out, (t - SimTime{}).count());
  };
  separate(out, Column::id);
  append_number(out, index(e.id));
  instant(Column::arrived, Column::arrived_us, e.arrived);
  instant(Column::occurred, Column::occurred_us, e.occurred);
  separate(out, Column::subject);
  append_number(out, index(e.subject));
  separate(out, Column::kind);
  append_code(out, kinds_, static_cast<std::size_t>(e.kind));
  separate(out, Column::source);
  append_code(out, sources_, static_cast<std::size_t>(e.source));
  separate(out, Column::topic);
  if (const auto t = e.topic.get()) {
    append_code(out, topics_, index(*t));
  } else {
    out += nothing;
  }
  separate(out, Column::stock);
  append_code(out, stock_, static_cast<std::size_t>(e.stock));
  separate(out, Column::ref);
  append_number(out, e.ref);
  separate(out, Column::ref_name);
  const std::string* name = ref_name(e);
  out += name ? std::string_view(*name) : nothing;
  separate(out, Column::value);
  if (e.value == 0.0F && std::signbit(e.value)) {
    out += "-0.0";  // "-0" would be a whole number, which has one zero
  } else if (std::isfinite(e.value)) {
    append_number(out, e.value);
  } else if (std::isnan(e.value)) {
    out += json ? "null" : "nan";
  } else {
    out += quote;
    out += e.value > 0.0F ? "Infinity" : "-Infinity";
    out += quote;
  }
  separate(out, Column::value_name);
  name = value_name(e);
  out += name ? std::string_view(*name) : nothing;
}

void EventText::append(std::string& out, const Event& event) const {
  append_cells(out, event);
  out += format_ == TextFormat::jsonl ? "}\n" : "\r\n";
}

}  // namespace shoal::reports
