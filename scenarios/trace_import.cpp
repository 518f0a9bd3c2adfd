#include "scenarios/trace_import.hpp"

#include "reports/code_names.hpp"
#include "reports/trace_time.hpp"
#include "reports/trace_writer.hpp"
#include "scenarios/event_row.hpp"
#include "scenarios/experiment.hpp"
#include "scenarios/spelling.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <string_view>

namespace shoal::scenarios {
namespace {

using reports::EventColumn;

constexpr std::size_t batch_rows = 4096;

template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
  return number;
}

// Names and their codes.
class Names {
 public:
  template <class List>
  explicit Names(const List& names) : names_(names.begin(), names.end()) {
    for (std::size_t i = 0; i < names_.size(); ++i) codes_.emplace(names_[i], i);
  }
  std::optional<std::size_t> find(const std::string& name) const {
    const auto at = codes_.find(name);
    if (at == codes_.end()) return std::nullopt;
    return at->second;
  }
  const std::vector<std::string>& all() const { return names_; }

 private:
  std::vector<std::string> names_;
  std::map<std::string, std::size_t> codes_;
};

Names channel_names(const Brief& brief) {
  std::vector<std::string> names;
  for (const Channel& c : brief.channels) names.push_back(c.name);
  return Names(names);
}

// Turns rows into events.
class EventMaker {
 public:
  EventMaker(const EventRowReader& rows, const Brief& brief)
      : rows_(rows),
        brief_(brief),
        kinds_(reports::event_kind_names),
        sources_(reports::source_names),
        stock_(reports::stock_state_names),
        fields_(reports::profile_field_names),
        rejections_(reports::rejection_names),
        topics_(brief.topics),
        channels_(channel_names(brief)) {
    for (const auto& codes : brief.profile_codes) codes_.emplace_back(codes);
  }

  Event make(const EventRow& row, std::uint64_t number) {
    row_ = &row;
    Event e;
    e.id = EventId{whole<std::uint64_t>(EventColumn::id).value_or(number)};
    e.arrived = arrival();
    e.occurred = instant(EventColumn::occurred, EventColumn::occurred_us).value_or(e.arrived);
    e.subject = SubjectId{whole<std::uint32_t>(EventColumn::subject).value_or(0)};
    const auto kind = code(EventColumn::kind, kinds_, 256);
    if (!kind) rows_.refuse(row.place, "kind", "an event needs a kind");
    e.kind = static_cast<EventKind>(*kind);
    e.source = static_cast<Source>(code(EventColumn::source, sources_, 256).value_or(0));
    e.stock = static_cast<StockState>(code(EventColumn::stock, stock_, 256).value_or(0));
    if (const auto topic = code(EventColumn::topic, topics_, 255)) {
      e.topic = TopicId{static_cast<std::uint16_t>(*topic)};
    }
    e.ref = reference(e.kind);
    e.value = value(e);
    return e;
  }

 private:
  const EventCell* cell(EventColumn column) const {
    const auto& found = row_->cells.at(static_cast<std::size_t>(column));
    return found ? &*found : nullptr;
  }
  [[noreturn]] void refuse(EventColumn column, const std::string& message) const {
    const EventCell* at = cell(column);
    rows_.refuse(at ? at->place : row_->place,
                 std::string(reports::event_column_names.at(static_cast<std::size_t>(column))),
                 message);
  }

  template <class Number>
  std::optional<Number> whole(EventColumn column) const {
    const EventCell* at = cell(column);
    if (!at) return std::nullopt;
    const auto number = number_in<Number>(at->text);
    if (!number) {
      refuse(column,
             fmt::format("{} is no whole number from {} to {}", in_quotes(at->text),
                         std::numeric_limits<Number>::min(), std::numeric_limits<Number>::max()));
    }
    return number;
  }

  SimTime arrival() const {
    const auto at = instant(EventColumn::arrived, EventColumn::arrived_us);
    if (!at) rows_.refuse(row_->place, "arrived", "an event needs arrived or arrived_us");
    if (*at < last_) {
      refuse(EventColumn::arrived, "arrived before the event above it; sort the file by arrival");
    }
    if (*at >= brief_.run_end) {
      refuse(
          EventColumn::arrived,
          fmt::format("arrived at or after the end of the run, {:.6g} weeks from its start; take "
                      "a longer run, for example with --set measured_weeks=52",
                      in_weeks(brief_.run_end - SimTime{})));
    }
    last_ = *at;
    return *at;
  }

  std::optional<SimTime> instant(EventColumn text_column, EventColumn number_column) const {
    std::optional<Duration> from_text;
    if (const EventCell* at = cell(text_column)) {
      from_text = reports::parse_offset(at->text);
      if (!from_text) {
        refuse(text_column,
               in_quotes(at->text) + " is no time since the start; write P15DT04H05M06.5S or 36h");
      }
    }
    const auto microseconds = whole<std::int64_t>(number_column);
    if (!microseconds) {
      if (!from_text) return std::nullopt;
      return SimTime{*from_text};
    }
    const Duration offset{*microseconds};
    if (offset < -reports::trace_horizon || offset > reports::trace_horizon) {
      refuse(number_column, "is beyond every horizon; microseconds since the start are meant");
    }
    if (from_text && *from_text != offset) {
      refuse(number_column, "says another time than the text beside it; remove one of the two");
    }
    return SimTime{offset};
  }

  // A name, or else a number below `limit`.
  std::optional<std::size_t> code(EventColumn column, const Names& names, std::size_t limit) const {
    const EventCell* at = cell(column);
    if (!at) return std::nullopt;
    if (const auto found = names.find(at->text)) return found;
    const auto number = number_in<std::size_t>(at->text);
    if (!number || *number >= limit) {
      refuse(column, in_quotes(at->text) + " is not known" + spelling_hint(at->text, names.all()));
    }
    return number;
  }

  // The code that a name beside a number stands for; it must agree with the number.
  template <class Number>
  std::optional<Number> named(EventColumn column, const Names* names,
                              std::optional<Number> number) const {
    const EventCell* at = cell(column);
    if (!at) return number;
    if (!names) refuse(column, "there are no names for this kind of event; leave it empty");
    const auto found = names->find(at->text);
    if (!found) {
      refuse(column, in_quotes(at->text) + " is not known" + spelling_hint(at->text, names->all()));
    }
    if (number && *number != static_cast<Number>(*found)) {
      refuse(column, "names another code than the number beside it; remove one of the two");
    }
    return static_cast<Number>(*found);
  }

  std::uint32_t reference(EventKind kind) const {
    const Names* names = nullptr;
    if (kind == EventKind::profile) names = &fields_;
    if (kind == EventKind::consent_granted || kind == EventKind::consent_withdrawn ||
        kind == EventKind::survey_response) {
      names = &channels_;
    }
    return named(EventColumn::ref_name, names, whole<std::uint32_t>(EventColumn::ref)).value_or(0);
  }

  float value(const Event& e) const {
    std::optional<float> number;
    if (const EventCell* at = cell(EventColumn::value)) {
      number = number_in<float>(at->text);
      if (at->text == "Infinity" || at->text == "-Infinity") {
        number = std::copysign(std::numeric_limits<float>::infinity(),
                               at->text.front() == '-' ? -1.0F : 1.0F);
      }
      if (!number) refuse(EventColumn::value, in_quotes(at->text) + " is no number");
    }
    const Names* names = nullptr;
    if (e.kind == EventKind::touch_rejected) names = &rejections_;
    if (e.kind == EventKind::profile && e.ref < codes_.size()) names = &codes_[e.ref];
    return named(EventColumn::value_name, names, number).value_or(0.0F);
  }

  const EventRowReader& rows_;
  const Brief& brief_;
  Names kinds_;
  Names sources_;
  Names stock_;
  Names fields_;
  Names rejections_;
  Names topics_;
  Names channels_;
  std::vector<Names> codes_;  // (ProfileField)
  const EventRow* row_ = nullptr;
  mutable SimTime last_{};
};

}  // namespace

std::uint64_t import_trace(const ImportOptions& options) {
  EventRowReader rows(options.events, options.format);
  EventMaker maker(rows, options.head.brief);
  reports::TraceWriter trace(options.trace, options.head, options.storage);
  std::vector<Event> batch;
  EventRow row;
  while (rows.next(row)) {
    batch.push_back(maker.make(row, trace.rows() + batch.size()));
    if (batch.size() < batch_rows) continue;
    if (options.stop.stop_requested()) throw Interrupted();
    trace.append(batch);
    batch.clear();
  }
  trace.append(batch);
  trace.publish();
  return trace.rows();
}

}  // namespace shoal::scenarios
