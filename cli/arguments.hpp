// The command line as plain data.
#pragma once

#include "cli/exit_code.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace shoal::cli {

enum class Format : std::uint8_t { text, json };

struct RunArguments {
  std::string scenario;
  std::optional<std::string> output;
  std::optional<std::uint64_t> seed;
  std::optional<std::uint32_t> replications;
  std::optional<unsigned> threads;   // by default as many as the machine has
  std::vector<std::string> changes;  // path=value
  Format format = Format::text;
};

struct ReportArguments {
  std::string file;
  Format format = Format::text;
};

struct ListArguments {
  Format format = Format::text;
};
struct ShowArguments {
  std::string scenario;
  std::vector<std::string> changes;
  Format format = Format::text;
};
struct ValidateArguments {
  std::vector<std::string> files;
};

struct EnginesArguments {};

struct CheckReportArguments {
  std::vector<std::string> files;
};

struct CalibratePurchasesArguments {
  std::string file;
  std::optional<std::string> customer_column;
  std::optional<std::string> day_column;
  std::optional<std::string> amount_column;
  std::optional<std::int32_t> weeks;
  std::optional<std::string> until;  // last day of the calibration
  std::optional<std::string> model;
  std::optional<std::uint64_t> seed;  // simulate the fit, on this seed
  std::uint32_t simulations = 200;
  Format format = Format::text;
};

struct CalibrateCampaignArguments {
  std::string file;
  std::optional<std::string> control;
  std::optional<std::string> arm_column;
  Format format = Format::text;
};

struct TraceRecordArguments {
  std::string scenario;
  std::string output;
  std::optional<std::string> truth;
  std::optional<std::string> outcome;
  std::optional<std::string> arm;  // by default no_touch, also where the scenario has none
  std::uint32_t replication = 0;
  std::optional<std::uint64_t> seed;
  std::optional<double> weeks;       // measured
  std::vector<std::string> changes;  // path=value
  int deflate_level = 1;
  Format format = Format::text;
};

struct TraceInfoArguments {
  std::string file;
  Format format = Format::text;
};

struct TraceExportArguments {
  std::string file;
  std::string lines;                  // jsonl or csv
  std::optional<std::string> output;  // by default the standard output
  std::optional<std::string> from;    // arrival
  std::optional<std::string> until;
  std::vector<std::string> kinds;
  std::vector<std::uint32_t> subjects;
};

struct TraceReplayArguments {
  std::string file;
  std::optional<std::string> engine;  // by default that of the trace
  std::optional<std::uint64_t> seed;  // of the engine; by default that of the trace
  std::optional<std::string> output;  // decisions, segments, predictions
  Format format = Format::text;
};

struct TraceImportArguments {
  std::string events;
  std::optional<std::string> lines;  // jsonl or csv; by default what the name ends in
  std::string output;
  std::optional<std::string> like;      // a trace: its head
  std::optional<std::string> scenario;  // or a scenario: its terms
  std::vector<std::string> changes;     // path=value, of the scenario
  int deflate_level = 1;
};

using Arguments =
    std::variant<RunArguments, ReportArguments, ListArguments, ShowArguments, ValidateArguments,
                 EnginesArguments, CheckReportArguments, CalibratePurchasesArguments,
                 CalibrateCampaignArguments, TraceRecordArguments, TraceInfoArguments,
                 TraceExportArguments, TraceReplayArguments, TraceImportArguments>;

// What to do, or a text that is the whole answer: help and version (pass) or what is wrong with the
// command line (bad_input).
struct Answer {
  std::string text;
  ExitCode exit = ExitCode::pass;
};
std::variant<Arguments, Answer> parse_arguments(int argc, const char* const* argv);

}  // namespace shoal::cli
