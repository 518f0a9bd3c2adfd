#include "cli/commands.hpp"

#include "cli/console.hpp"
#include "cli/interrupt.hpp"
#include "cli/progress.hpp"
#include "cli/version.hpp"
#include "core/team.hpp"
#include "reports/atomic_file.hpp"
#include "reports/code_names.hpp"
#include "reports/report_error.hpp"
#include "reports/trace_reader.hpp"
#include "scenarios/engines.hpp"
#include "scenarios/json_text.hpp"
#include "scenarios/names.hpp"
#include "scenarios/replay.hpp"
#include "scenarios/scenario_json.hpp"
#include "scenarios/spelling.hpp"
#include "scenarios/trace_recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

namespace shoal::cli {
namespace {

namespace fs = std::filesystem;

const char* const no_touch = "no_touch";

scenarios::Scenario load(const TraceRecordArguments& args) {
  std::vector<scenarios::Override> changes = scenarios::parse_overrides(args.changes);
  if (args.weeks) changes.push_back({"measured_weeks", fmt::format("{}", *args.weeks)});
  scenarios::Scenario scenario = scenarios::load_scenario(args.scenario, changes);
  if (args.seed) scenario.seed = Seed{*args.seed};
  return scenario;
}

// The arm's index; an arm without touches is added where one is wanted and the scenario has none.
std::uint32_t choose_arm(scenarios::Scenario& scenario, const std::optional<std::string>& wanted) {
  const std::string name = wanted.value_or(no_touch);
  std::vector<std::string> names;
  for (const scenarios::Arm& arm : scenario.arms) {
    if (arm.name == name) return static_cast<std::uint32_t>(names.size());
    names.push_back(arm.name);
  }
  if (name != no_touch) {
    throw scenarios::ScenarioError(
        scenarios::ScenarioFault::malformed, {"--arm " + name, {}, ""},
        "the scenario has no such arm" + scenarios::spelling_hint(name, names));
  }
  scenario.arms.push_back({name, scenarios::EngineKind::no_touch, Seed{1}});
  return static_cast<std::uint32_t>(names.size());
}

// Two outputs, or an output and an input, that are one file.
void check_apart(const std::vector<std::string>& files) {
  std::vector<fs::path> places;
  for (const std::string& file : files) {
    std::error_code ignored;
    const fs::path place = fs::weakly_canonical(fs::absolute(file, ignored), ignored);
    if (std::find(places.begin(), places.end(), place) != places.end()) {
      throw OutputError(file + ": is named twice; choose another name for one of them");
    }
    places.push_back(place);
  }
}

double size_mb(const fs::path& path) { return static_cast<double>(fs::file_size(path)) / 1e6; }

[[noreturn]] void refuse_engine(const std::string& name, const std::string& why) {
  throw reports::ReportError(reports::ReportError::Kind::content,
                             "the engine " + scenarios::in_quotes(name) +
                                 " cannot be shown this trace: " + why +
                                 "; name another with --engine");
}

std::unique_ptr<Engine> build_engine(const std::string& name, const Brief& brief) {
  const auto at = std::find(scenarios::engine_names.begin(), scenarios::engine_names.end(), name);
  if (at == scenarios::engine_names.end()) refuse_engine(name, "this program has no such engine");
  std::unique_ptr<Engine> engine;
  try {
    engine = scenarios::make_blind_engine(
        static_cast<scenarios::EngineKind>(at - scenarios::engine_names.begin()), brief);
  } catch (const std::exception& error) {  // of terms that it cannot work under
    refuse_engine(name, error.what());
  }
  if (!engine) refuse_engine(name, "it looks into the world, and a trace has none");
  return engine;
}

std::uint64_t sent(const reports::Ledger& ledger) {
  std::uint64_t all = 0;
  for (const reports::ChannelLedger& c : ledger.channels) all += c.sent;
  return all;
}

double cost(const reports::Ledger& ledger) {
  double all = ledger.survey_cost;
  for (const reports::ChannelLedger& c : ledger.channels) all += c.cost;
  return all;
}

std::uint64_t feedback_events(const scenarios::Feedback& f) { return f.own + f.foreign + f.old; }

// What the feedback in the trace makes of the result.
std::string feedback_text(const scenarios::ReplaySummary& s) {
  const scenarios::Feedback& f = s.feedback;
  if (sent(s.ledger) == 0 && feedback_events(f) == 0) {
    return "none in the trace, and none due: no touch would be sent";
  }
  if (feedback_events(f) == 0) {
    return "none in the trace: the engine never heard what became of its touches, and learned "
           "nothing from them";
  }
  if (f.foreign > 0) {
    return fmt::format(
        "{} of {} events are about touches that this replay did not decide: the "
        "trace was recorded under another engine, seed or build",
        f.foreign, feedback_events(f));
  }
  return fmt::format(
      "{} events, all about this replay's own decisions{}", feedback_events(f),
      f.old > 0 ? fmt::format(" as far as can be told ({} are too old)", f.old) : std::string());
}

struct Replayed {
  reports::TraceHead head;  // of the trace
  std::string engine;
  Brief brief;
  scenarios::ReplaySummary summary;
  double wall_s = 0.0;
};

std::string replay_text(const Replayed& r) {
  const scenarios::ReplaySummary& s = r.summary;
  std::string text =
      fmt::format("Replay of {} (arm {}, replication {}, seed {}) to the engine {}\n\n",
                  r.head.scenario, r.head.arm, r.head.replication, r.head.seed, r.engine);
  const auto line = [&text](const char* what, const std::string& value) {
    text += fmt::format("{:<24}{}\n", what, value);
  };
  line("events", fmt::format("{} about {} subjects, in {} calls", s.events, s.subjects, s.calls));
  if (s.odd_events > 0) {
    line("", fmt::format("{} of them with codes that nothing has", s.odd_events));
  }
  line("decisions",
       fmt::format("{}, {} of them for no touch", s.ledger.decisions, s.ledger.no_touch_decisions));
  line("segments",
       fmt::format("{} opened ({} claimed novel), {} closed, {} assignments", s.segments_opened,
                   s.novel_claims, s.segments_closed, s.assignments));
  line("predictions", fmt::format("{}", s.predictions));
  line("touches let through", fmt::format("{}", sent(s.ledger)));
  for (std::size_t c = 0; c < s.ledger.channels.size(); ++c) {
    if (s.ledger.channels[c].sent == 0) continue;
    line("", fmt::format("{} {}", s.ledger.channels[c].sent, r.brief.channels[c].name));
  }
  const char* refused = "touches refused";
  for (std::size_t k = 0; k < rejections; ++k) {
    if (s.ledger.rejected[k] == 0) continue;
    line(std::exchange(refused, ""),
         fmt::format("{} {}", s.ledger.rejected[k], reports::rejection_names[k]));
  }
  if (s.ledger.erasures > 0) {
    line("requests of erasure", fmt::format("{}; {} statements about who was to be forgotten",
                                            s.ledger.erasures, s.ledger.erasure_breaches));
  }
  if (s.invitations > 0) line("survey invitations", fmt::format("{}", s.invitations));
  line("cost", fmt::format("{:.2f} {}", cost(s.ledger), r.head.currency));
  line("feedback", feedback_text(s));
  line("time", fmt::format("{:.2f} s, {:.2f} million events a second", r.wall_s,
                           static_cast<double>(s.events) / std::max(r.wall_s, 1e-9) / 1e6));
  return text;
}

std::string replay_json(const Replayed& r) {
  const scenarios::ReplaySummary& s = r.summary;
  std::string channels;
  for (std::size_t c = 0; c < s.ledger.channels.size(); ++c) {
    channels +=
        fmt::format("{}{}: {}", c == 0 ? "" : ", ", scenarios::json_text(r.brief.channels[c].name),
                    s.ledger.channels[c].sent);
  }
  std::string rejected;
  for (std::size_t k = 0; k < rejections; ++k) {
    rejected += fmt::format("{}\"{}\": {}", k == 0 ? "" : ", ", reports::rejection_names[k],
                            s.ledger.rejected[k]);
  }
  return fmt::format(
      "{{\n  \"schema\": \"shoal.replay/1\",\n  \"scenario\": {},\n  \"arm\": {},\n"
      "  \"replication\": {},\n  \"seed\": {},\n  \"engine\": \"{}\",\n  \"engine_seed\": {},\n"
      "  \"events\": {},\n  \"odd_events\": {},\n  \"subjects\": {},\n  \"calls\": {},\n"
      "  \"decisions\": {},\n  \"no_touch_decisions\": {},\n  \"segments_opened\": {},\n"
      "  \"novel_claims\": {},\n  \"assignments\": {},\n  \"segments_closed\": {},\n"
      "  \"predictions\": {},\n  \"touches\": {{{}}},\n  \"rejected\": {{{}}},\n"
      "  \"erasures\": {},\n  \"erasure_breaches\": {},\n"
      "  \"survey_invitations\": {},\n  \"cost\": {},\n"
      "  \"feedback\": {{\"own\": {}, \"foreign\": {}, \"old\": {}, \"meaning\": {}}},\n"
      "  \"performance\": {{\"wall_s\": {:.6f}}}\n}}\n",
      scenarios::json_text(r.head.scenario), scenarios::json_text(r.head.arm), r.head.replication,
      r.head.seed, r.engine, static_cast<std::uint64_t>(r.brief.seed), s.events, s.odd_events,
      s.subjects, s.calls, s.ledger.decisions, s.ledger.no_touch_decisions, s.segments_opened,
      s.novel_claims, s.assignments, s.segments_closed, s.predictions, channels, rejected,
      s.ledger.erasures, s.ledger.erasure_breaches, s.invitations, cost(s.ledger), s.feedback.own,
      s.feedback.foreign, s.feedback.old, scenarios::json_text(feedback_text(s)), r.wall_s);
}

}  // namespace

ExitCode execute(const TraceRecordArguments& args) {
  scenarios::Scenario scenario = load(args);
  std::vector<std::string> files{args.scenario, args.output};
  for (const auto& more : {args.truth, args.outcome}) {
    if (more) files.push_back(*more);
  }
  check_apart(files);
  reports::check_target(args.output);

  const InterruptWatch interrupt;
  Progress progress("recording " + scenario.name);
  scenarios::RecordingOptions options;
  options.arm = choose_arm(scenario, args.arm);
  options.replication = args.replication;
  options.trace = args.output;
  if (args.truth) options.truth = *args.truth;
  if (args.outcome) options.outcome = *args.outcome;
  options.storage.deflate_level = args.deflate_level;
  options.progress = [&](double done_frac) { progress.update(done_frac); };
  options.stop = interrupt.token();
  Team team(std::min(args.threads, scenario.world.markets));
  options.team = &team;
  options.build = version;
  const scenarios::RecordingSummary done = scenarios::record_trace(scenario, options);
  progress.clear();
  const double mb = size_mb(args.output);
  if (args.format == Format::json) {
    print(fmt::format(
        "{{\n  \"schema\": \"shoal.recording/1\",\n  \"scenario\": {},\n"
        "  \"arm\": {},\n  \"events\": {},\n  \"bytes\": {},\n  \"purchases\": {},\n"
        "  \"touches\": {},\n  \"drifts\": {}\n}}\n",
        scenarios::json_text(scenario.name), scenarios::json_text(scenario.arms[options.arm].name),
        done.events, fs::file_size(args.output), done.purchases, done.touches, done.drifts));
  } else {
    print(fmt::format("{} events of arm {} in {:.1f} MB ({:.1f} bytes an event), {:.1f} s\n",
                      done.events, scenario.arms[options.arm].name, mb,
                      mb * 1e6 / static_cast<double>(std::max<std::uint64_t>(done.events, 1)),
                      progress.elapsed_s()));
  }
  for (const std::string& file : files) {
    if (file != args.scenario) note("wrote " + file);
  }
  return ExitCode::pass;
}

ExitCode execute(const TraceReplayArguments& args) {
  reports::TraceReader trace(args.file);
  Replayed result;
  result.head = trace.head();
  result.engine = args.engine.value_or(result.head.engine);
  result.brief = result.head.brief;
  if (args.seed) result.brief.seed = Seed{*args.seed};
  const auto engine = build_engine(result.engine, result.brief);

  const InterruptWatch interrupt;
  Progress progress("replaying " + printable(result.head.scenario));
  std::optional<reports::OutcomeWriter> outcome;
  scenarios::ReplayOptions options;
  if (args.output) {
    check_apart({args.file, *args.output});
    reports::TraceHead head = result.head;
    head.engine = result.engine;
    head.brief.seed = result.brief.seed;
    outcome.emplace(*args.output, head, 1);
    options.outcome = &*outcome;
  }
  options.progress = [&](double done_frac) { progress.update(done_frac); };
  options.stop = interrupt.token();
  options.engine_name = result.engine;
  result.summary = scenarios::replay(trace, *engine, result.brief, options);
  result.wall_s = progress.elapsed_s();
  if (outcome) outcome->publish();
  progress.clear();
  print(args.format == Format::json ? replay_json(result) : printable(replay_text(result)));
  if (args.output) note("wrote " + *args.output);
  return ExitCode::pass;
}

}  // namespace shoal::cli
