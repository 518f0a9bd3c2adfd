// Drives an engine from a trace, tick by tick as the host of a live run does. An engine that is a
// function of what it sees then says what it said live, if the trace holds what it saw: that of its
// own arm, under its own seed. With any other trace it runs without feedback on its touches.
//
// A tick is called when events arrived in it or the engine asked to be woken in it, and from tick
// to tick nothing is walked, so that a long quiet run costs nothing. Memory: the engine, one block
// of the trace, the events of the busiest tick, 4 MiB of decisions. Throws EngineFault,
// Interrupted, ReportError.
#pragma once

#include "core/random.hpp"
#include "engine/contract/engine.hpp"
#include "reports/run_log.hpp"
#include "reports/trace_outcome.hpp"
#include "reports/trace_reader.hpp"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace shoal::scenarios {

// What the feedback in a trace (touches delivered, opened and so on) is about.
struct Feedback {
  std::uint64_t own = 0;      // a decision that this engine made about this subject in this replay
  std::uint64_t foreign = 0;  // any other
  std::uint64_t old = 0;      // a decision too far back to tell
};

struct ReplaySummary {
  std::uint64_t events = 0;
  std::uint64_t odd_events = 0;  // with a kind, source, stock state or topic that nothing has
  std::uint64_t subjects = 0;
  std::uint64_t calls = 0;  // ticks in which the engine was called
  reports::Ledger ledger;   // what the referee would have sent, refused and charged
  std::uint64_t segments_opened = 0;
  std::uint64_t novel_claims = 0;
  std::uint64_t assignments = 0;
  std::uint64_t segments_closed = 0;
  std::uint64_t predictions = 0;
  std::uint64_t invitations = 0;  // to surveys, that the terms allow
  Feedback feedback;
};

struct ReplayOptions {
  reports::OutcomeWriter* outcome = nullptr;  // what the engine says; the caller publishes it
  std::function<void(double)> progress;       // share of the trace that is done, [0, 1]
  std::stop_token stop;
  std::string engine_name;  // for messages
};

// `brief` is what `engine` was built from: the trace's, perhaps with another seed.
ReplaySummary replay(reports::TraceReader& trace, Engine& engine, const Brief& brief,
                     const ReplayOptions& options);

}  // namespace shoal::scenarios
