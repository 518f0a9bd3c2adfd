#include "cli/commands.hpp"

#include "cli/console.hpp"
#include "cli/interrupt.hpp"
#include "cli/version.hpp"
#include "reports/atomic_file.hpp"
#include "reports/code_names.hpp"
#include "reports/report_error.hpp"
#include "reports/trace_reader.hpp"
#include "reports/trace_text.hpp"
#include "reports/trace_time.hpp"
#include "scenarios/engines.hpp"
#include "scenarios/json_text.hpp"
#include "scenarios/scenario_json.hpp"
#include "scenarios/spelling.hpp"
#include "scenarios/trace_import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <limits>
#include <optional>
#include <variant>

namespace shoal::cli {
namespace {

constexpr std::size_t flush_bytes = std::size_t{1} << 18;

[[noreturn]] void refuse_option(const std::string& option, const std::string& what) {
  throw reports::ReportError(reports::ReportError::Kind::content, option + ": " + what);
}

SimTime instant_of(const std::string& option, const std::string& text) {
  const auto offset = reports::parse_offset(text);
  if (!offset) {
    refuse_option(option + " " + text,
                  "is no time since the start; write 2w, 1.5d, 36h or P15DT12H");
  }
  return SimTime{*offset};
}

// Which events are wanted.
class Filter {
 public:
  explicit Filter(const TraceExportArguments& args) : subjects_(args.subjects) {
    if (args.from) from_ = instant_of("--from", *args.from);
    if (args.until) until_ = instant_of("--until", *args.until);
    if (args.kinds.empty()) kinds_.fill(true);
    for (const std::string& name : args.kinds) kinds_.at(kind_of(name)) = true;
    std::sort(subjects_.begin(), subjects_.end());
  }
  bool over(const Event& e) const { return until_ && e.arrived >= *until_; }
  bool takes(const Event& e) const {
    const auto kind = static_cast<std::size_t>(e.kind);
    return (!from_ || e.arrived >= *from_) && (kind < event_kinds ? kinds_[kind] : all_kinds()) &&
           (subjects_.empty() || std::binary_search(subjects_.begin(), subjects_.end(),
                                                    static_cast<std::uint32_t>(index(e.subject))));
  }

 private:
  bool all_kinds() const {
    return std::all_of(kinds_.begin(), kinds_.end(), [](bool wanted) { return wanted; });
  }
  static std::size_t kind_of(const std::string& name) {
    const auto& names = reports::event_kind_names;
    const auto at = std::find(names.begin(), names.end(), name);
    if (at != names.end()) return static_cast<std::size_t>(at - names.begin());
    const std::vector<std::string> known(names.begin(), names.end());
    refuse_option("--kind " + name,
                  "there is no such kind of event" + scenarios::spelling_hint(name, known));
  }

  std::optional<SimTime> from_;
  std::optional<SimTime> until_;
  std::array<bool, event_kinds> kinds_{};
  std::vector<std::uint32_t> subjects_;
};

// To a file that appears when all is written, or to the standard output.
class LineSink {
 public:
  explicit LineSink(const std::optional<std::string>& output) {
    if (output && *output != "-") file_.emplace(*output);
  }
  void write(const std::string& text) {
    if (file_) {
      file_->write(std::as_bytes(std::span(text)));
    } else {
      print(text);
    }
  }
  void finish() {
    if (file_) file_->publish();
  }

 private:
  std::optional<reports::PartFile> file_;
};

struct KindCounts {
  std::array<std::uint64_t, event_kinds> of_kind{};
  std::uint64_t odd = 0;
  std::optional<SimTime> first;
  std::optional<SimTime> last;
};

KindCounts count_kinds(reports::TraceReader& trace) {
  KindCounts counts;
  std::vector<Event> block;
  while (trace.next(block)) {
    for (const Event& e : block) {
      const auto kind = static_cast<std::size_t>(e.kind);
      ++(kind < event_kinds ? counts.of_kind[kind] : counts.odd);
    }
    if (!counts.first) counts.first = block.front().arrived;
    counts.last = block.back().arrived;
  }
  return counts;
}

std::string offset_text(const std::optional<SimTime>& at) {
  std::string text;
  if (at) reports::append_offset(text, *at);
  return text;
}

std::string info_text(const reports::TraceReader& trace, const KindCounts& counts) {
  const reports::TraceHead& h = trace.head();
  const Brief& b = h.brief;
  std::string text =
      fmt::format("Trace of {} (seed {}), arm {} (engine {}), replication {}, shoal {}\n\n",
                  h.scenario, h.seed, h.arm, h.engine, h.replication, h.build);
  const auto weeks = [](SimTime t) { return fmt::format("{:.4g} weeks", in_weeks(t - SimTime{})); };
  text += fmt::format("{:<20}{} of {} events\n", "arrivals",
                      offset_text(counts.first) + " to " + offset_text(counts.last), trace.rows());
  text +=
      fmt::format("{:<20}touches from {} to {}, end at {}, ticks of {:g} s\n", "run",
                  weeks(b.measure_begin), weeks(b.touch_end), weeks(b.run_end), in_seconds(b.tick));
  text += fmt::format("{:<20}{} topics, {} channels, {} offers, {} creatives\n\n", "brief",
                      b.topics.size(), b.channels.size(), b.offers.size(), b.creatives.size());
  for (std::size_t k = 0; k < event_kinds; ++k) {
    if (counts.of_kind[k] == 0) continue;
    text += fmt::format("{:<20}{:>12}\n", reports::event_kind_names[k], counts.of_kind[k]);
  }
  if (counts.odd > 0) text += fmt::format("{:<20}{:>12}\n", "of no known kind", counts.odd);
  return printable(text);
}

std::string info_json(const reports::TraceReader& trace, const KindCounts& counts) {
  const reports::TraceHead& h = trace.head();
  std::string kinds;
  for (std::size_t k = 0; k < event_kinds; ++k) {
    kinds += fmt::format("{}\"{}\": {}", k == 0 ? "" : ", ", reports::event_kind_names[k],
                         counts.of_kind[k]);
  }
  const auto us = [](const std::optional<SimTime>& t) {
    return t ? fmt::format("{}", (*t - SimTime{}).count()) : std::string("null");
  };
  return fmt::format(
      "{{\n  \"schema\": \"shoal.trace_info/1\",\n  \"scenario\": {},\n  \"seed\": {},\n"
      "  \"arm\": {},\n  \"engine\": {},\n  \"replication\": {},\n  \"build\": {},\n"
      "  \"events\": {},\n  \"first_arrived_us\": {},\n  \"last_arrived_us\": {},\n"
      "  \"tick_us\": {},\n  \"measure_begin_us\": {},\n  \"touch_end_us\": {},\n"
      "  \"run_end_us\": {},\n  \"kinds\": {{{}}},\n  \"odd_kinds\": {}\n}}\n",
      scenarios::json_text(h.scenario), h.seed, scenarios::json_text(h.arm),
      scenarios::json_text(h.engine), h.replication, scenarios::json_text(h.build), trace.rows(),
      us(counts.first), us(counts.last), h.brief.tick.count(), us(h.brief.measure_begin),
      us(h.brief.touch_end), us(h.brief.run_end), kinds, counts.odd);
}

// Of a stream that no world sent.
reports::TraceHead head_of(const std::string& name, const std::vector<std::string>& changes,
                           const std::string& events) {
  const scenarios::Scenario scenario =
      scenarios::load_scenario(name, scenarios::parse_overrides(changes));
  return {.scenario = scenario.name,
          .scenario_text = scenarios::resolved_text(scenario),
          .currency = scenario.currency,
          .arm = "import of " + std::filesystem::path(events).filename().string(),
          .engine = "no_touch",
          .seed = static_cast<std::uint64_t>(scenario.seed),
          .replication = 0,
          .build = version,
          .brief = scenarios::make_brief(scenario, scenario.seed)};
}

}  // namespace

ExitCode execute(const TraceInfoArguments& args) {
  reports::TraceReader trace(args.file);
  const KindCounts counts = count_kinds(trace);
  print(args.format == Format::json ? info_json(trace, counts) : info_text(trace, counts));
  return ExitCode::pass;
}

ExitCode execute(const TraceExportArguments& args) {
  const Filter filter(args);
  reports::TraceReader trace(args.file);
  const auto format = args.lines == "csv" ? reports::TextFormat::csv : reports::TextFormat::jsonl;
  const reports::EventText text(trace.head().brief, format);
  LineSink sink(args.output);
  std::string out = text.header();
  std::vector<Event> block;
  bool over = false;
  while (!over && trace.next(block)) {
    for (const Event& e : block) {
      over = filter.over(e);
      if (over) break;
      if (filter.takes(e)) text.append(out, e);
      if (out.size() < flush_bytes) continue;
      sink.write(out);
      out.clear();
    }
  }
  sink.write(out);
  sink.finish();
  return ExitCode::pass;
}

ExitCode execute(const TraceImportArguments& args) {
  const std::string lines = args.lines.value_or(args.events.ends_with(".csv") ? "csv" : "jsonl");
  std::error_code ignored;
  if (std::filesystem::equivalent(args.events, args.output, ignored)) {
    throw OutputError(args.output + ": would overwrite the events; choose another -o");
  }
  const InterruptWatch interrupt;
  scenarios::ImportOptions options;
  options.events = args.events;
  options.format = lines == "csv" ? reports::TextFormat::csv : reports::TextFormat::jsonl;
  options.trace = args.output;
  options.head = args.like ? reports::TraceReader(*args.like).head()
                           : head_of(*args.scenario, args.changes, args.events);
  options.storage.deflate_level = args.deflate_level;
  options.stop = interrupt.token();
  const std::uint64_t events = scenarios::import_trace(options);
  print(fmt::format("{} events\n", events));
  note("wrote " + args.output);
  return ExitCode::pass;
}

}  // namespace shoal::cli
