#include "cli/argument_parts.hpp"

namespace shoal::cli {
namespace {

void add_record(CLI::App& trace, Choice& choice) {
  const auto [app, args] = add_command<TraceRecordArguments>(
      trace, choice, "record", "Write down the events that the engine of one arm sees");
  app->add_option("scenario", args->scenario, "a name of the catalogue, or a .json file")
      ->required();
  app->add_option("-o,--output", args->output, "the trace (HDF5)")->required()->type_name("FILE");
  app->add_option("--truth", args->truth, "what really happened, in a file of its own (HDF5)")
      ->type_name("FILE");
  app->add_option("--outcome", args->outcome, "what the engine said, as replay writes it (HDF5)")
      ->type_name("FILE");
  app->add_option("--arm", args->arm, "of the scenario; by default no_touch")->type_name("NAME");
  app->add_option("--replication", args->replication, "by default 0")
      ->check(CLI::Range(0U, 99'999U));
  app->add_option("--seed", args->seed, "of the worlds; instead of the scenario's")
      ->check(seed_range());
  app->add_option("--weeks", args->weeks, "measured; instead of the scenario's")
      ->check(CLI::Range(0.01, 5200.0));
  app->add_option("--deflate", args->deflate_level, "0 (none, fast) to 9 (small, slow); 1")
      ->check(CLI::Range(0, 9));
  add_threads(*app, args->threads);
  add_changes(*app, args->changes);
  add_json(*app, args->format, "print one JSON document instead of text");
  app->footer(
      "Examples:\n"
      "  shoal trace record quickstart -o shop.h5 --truth shop_truth.h5\n"
      "  shoal trace record quickstart -o ai.h5 --arm ai --replication 3 --weeks 8");
}

void add_info(CLI::App& trace, Choice& choice) {
  const auto [app, args] =
      add_command<TraceInfoArguments>(trace, choice, "info", "What a trace is and holds");
  app->add_option("trace", args->file, "written by shoal trace record")->required();
  add_json(*app, args->format, "print one JSON document instead of text");
  app->footer("Example:\n  shoal trace info shop.h5");
}

void add_export(CLI::App& trace, Choice& choice) {
  const auto [app, args] =
      add_command<TraceExportArguments>(trace, choice, "export", "Events as JSON lines or CSV");
  app->add_option("trace", args->file, "written by shoal trace record")->required();
  app->add_option("--format", args->lines, "jsonl or csv")
      ->required()
      ->check(CLI::IsMember({"jsonl", "csv"}));
  app->add_option("-o,--output", args->output, "by default, and with -, the standard output")
      ->type_name("FILE");
  app->add_option("--from", args->from, "arrived at or after: 2w, 1.5d, 36h, P15DT12H")
      ->type_name("TIME");
  app->add_option("--until", args->until, "arrived before")->type_name("TIME");
  app->add_option("--kind", args->kinds, "of these kinds only")->type_name("KIND")->delimiter(',');
  app->add_option("--subject", args->subjects, "about these subjects only")
      ->type_name("NUMBER")
      ->delimiter(',');
  app->footer(
      "Examples:\n"
      "  shoal trace export shop.h5 --format jsonl | head\n"
      "  shoal trace export shop.h5 --format csv -o week3.csv --from 2w --until 3w\n"
      "  shoal trace export shop.h5 --format jsonl --kind purchase,refund");
}

void add_replay(CLI::App& trace, Choice& choice) {
  const auto [app, args] = add_command<TraceReplayArguments>(
      trace, choice, "replay", "Show a trace to an engine, without a world behind it");
  app->add_option("trace", args->file, "written by shoal trace record")->required();
  app->add_option("--engine", args->engine, "by default the one that the trace was recorded under")
      ->check(CLI::IsMember({"ai", "flat", "random", "no_touch"}));
  app->add_option("--seed", args->seed, "of the engine; by default that of the recorded one")
      ->check(seed_range());
  app->add_option("-o,--output", args->output, "decisions, segments and predictions (HDF5)")
      ->type_name("FILE");
  add_json(*app, args->format, "print one JSON document instead of text");
  app->footer(
      "Examples:\n"
      "  shoal trace replay shop.h5 --engine ai\n"
      "  shoal trace replay ai.h5 -o ai_again.h5");
}

void add_import(CLI::App& trace, Choice& choice) {
  const auto [app, args] = add_command<TraceImportArguments>(
      trace, choice, "import", "Make a trace of JSON lines or CSV, to show it to an engine");
  app->add_option("events", args->events, "one event a line, in order of arrival")->required();
  app->add_option("-o,--output", args->output, "the trace (HDF5)")->required()->type_name("FILE");
  app->add_option("--format", args->lines, "jsonl or csv; by default what the name ends in")
      ->check(CLI::IsMember({"jsonl", "csv"}));
  CLI::Option_group* terms = app->add_option_group("terms", "What the engine is told");
  terms->add_option("--like", args->like, "topics, channels, budget and so on of this trace")
      ->type_name("TRACE");
  terms->add_option("--scenario", args->scenario, "or of this scenario");
  terms->require_option(1);
  app->add_option("--deflate", args->deflate_level, "0 (none, fast) to 9 (small, slow); 1")
      ->check(CLI::Range(0, 9));
  add_changes(*app, args->changes);
  app->footer(
      "Examples:\n"
      "  shoal trace import events.csv -o shop.h5 --scenario my_shop.json\n"
      "  shoal trace import edited.jsonl -o edited.h5 --like shop.h5");
}

}  // namespace

void add_trace(CLI::App& app, Choice& choice) {
  CLI::App* trace =
      app.add_subcommand("trace", "Record, inspect, export, import and replay streams of events");
  trace->require_subcommand(1);
  trace->footer(
      "Examples:\n"
      "  shoal trace record quickstart -o shop.h5\n"
      "  shoal trace info shop.h5\n"
      "  shoal trace export shop.h5 --format csv\n"
      "  shoal trace replay shop.h5 --engine ai");
  add_record(*trace, choice);
  add_info(*trace, choice);
  add_export(*trace, choice);
  add_import(*trace, choice);
  add_replay(*trace, choice);
}

}  // namespace shoal::cli
