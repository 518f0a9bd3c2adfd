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
  unsigned threads = 1;                   // by default as many as the machine has
  std::vector<std::string> changes;       // path=value
  std::optional<std::uint32_t> draws;     // of the parameters
  std::optional<std::string> half_width;  // [MEASURE=]X
  bool by_topic = false;
  Format format = Format::text;
};

struct ReportArguments {
  std::string file;
  bool by_topic = false;
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
struct CheckScenarioArguments {
  std::vector<std::string> files;
  Format format = Format::text;
};
struct SchemaArguments {};
struct InitArguments {
  std::string name;
  std::string from = "quickstart";
  std::optional<std::string> output;  // by default NAME.json
};

struct EnginesArguments {};

struct CheckReportArguments {
  std::vector<std::string> files;
};

// How a table of real data is laid out, where that is not to be found out.
struct TableArguments {
  std::vector<std::string> columns;  // "role=column,..."
  std::optional<std::string> delimiter;
  std::optional<std::string> header;  // yes or no
  std::optional<std::string> date_format;
  std::optional<std::string> decimal;  // point or comma
};

struct FidelityArguments {  // shoal validate
  std::string scenario;
  std::vector<std::string> files;
  std::optional<std::string> kind;
  TableArguments table;
  bool leave_out_incomplete = false;
  std::optional<std::int32_t> weeks;
  std::optional<std::string> until;  // last day of the calibration
  std::optional<std::string> control;
  std::optional<std::string> appliance;
  std::optional<std::string> series;
  std::uint32_t replications = 99;
  double alpha = 0.05;
  std::optional<std::uint64_t> seed;
  unsigned threads = 1;              // by default as many as the machine has
  std::vector<std::string> changes;  // path=value
  std::optional<std::string> output;
  Format format = Format::text;
};

struct CalibratePurchasesArguments {
  std::string file;
  TableArguments table;
  bool leave_out_incomplete = false;
  std::optional<std::int32_t> weeks;
  std::optional<std::string> until;  // last day of the calibration
  std::optional<std::string> model;
  std::optional<std::uint64_t> seed;  // simulate the fit, on this seed
  std::uint32_t simulations = 200;
  std::optional<std::string> overlay;  // file to write
  std::string extends = "quickstart";
  Format format = Format::text;
};

struct CalibrateCampaignArguments {
  std::string file;
  TableArguments table;
  std::optional<std::string> control;
  std::optional<std::string> arm_column;
  std::vector<std::string> shares;      // "arm=share", as planned
  std::optional<std::string> scenario;  // to fit to the campaign
  std::optional<std::string> overlay;   // file to write
  std::optional<std::string> arm;       // the treated one to fit to
  double matched_frac = 0.5;
  double window_weeks = 2.0;
  std::uint32_t worlds = 24;
  std::optional<std::uint64_t> seed;
  Format format = Format::text;
};

struct CalibrateTelemetryArguments {
  std::vector<std::string> files;
  TableArguments table;
  std::optional<std::string> kind;     // activations or samples
  std::optional<std::string> series;   // of sampled readings
  std::optional<std::string> overlay;  // file to write
  std::string extends = "quickstart";
  std::optional<std::uint64_t> seed;  // simulate the fit, on this seed
  std::uint32_t simulations = 199;
  Format format = Format::text;
};

struct CalibrateSessionsArguments {
  std::string file;
  TableArguments table;
  double session_gap_minutes = 30.0;
  std::optional<std::string> kinds;    // what texts of the page column mean
  std::optional<std::string> overlay;  // write a scenario overlay here
  std::string extends = "quickstart";  // the scenario that it changes
  std::optional<std::uint64_t> seed;   // simulate the fit, on this seed
  std::uint32_t simulations = 99;
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
  unsigned threads = 1;              // by default as many as the machine has
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
    std::variant<RunArguments, ReportArguments, ListArguments, ShowArguments,
                 CheckScenarioArguments, SchemaArguments, InitArguments, EnginesArguments,
                 CheckReportArguments, FidelityArguments, CalibratePurchasesArguments,
                 CalibrateCampaignArguments, CalibrateSessionsArguments,
                 CalibrateTelemetryArguments, TraceRecordArguments, TraceInfoArguments,
                 TraceExportArguments, TraceReplayArguments, TraceImportArguments>;

// What to do, or a text that is the whole answer: help and version (pass) or what is wrong with the
// command line (bad_input).
struct Answer {
  std::string text;
  ExitCode exit = ExitCode::pass;
};
std::variant<Arguments, Answer> parse_arguments(int argc, const char* const* argv);

}  // namespace shoal::cli
