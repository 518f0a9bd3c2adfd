// What does an event cost the AI engine, everything included (ingest, signals, segments, reviews,
// predictions, decisions, learning)? A stream is made before the clock starts: people with a
// lasting interest come by twice a month, look at things and sometimes buy; readings of appliances
// and scans of old codes are mixed in. Touches are answered by deliveries and opens.
//
// Before timing, a run is checked: every event was accepted, every person has a record and was
// forecast, and the counts of sessions in the records add up to those in the stream.
//
//   bench_engine_ai [--smoke] [--benchmark_...]
#include "core/random.hpp"
#include "engine/ai/ai_engine.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace shoal;

constexpr Seed seed{20240501};
constexpr SimTime measure_begin{4 * one_week};

Brief make_brief(SimTime end) {
  Brief b;
  for (int t = 0; t < 12; ++t) b.topics.push_back("topic " + std::to_string(t));
  b.channels = {{"mail", 0.002}, {"text", 0.05}, {"push", 0.001}};
  b.offers = {{"none", 0.0}, {"tenth off", 0.1}};
  for (std::uint8_t c = 0; c < 3; ++c) {
    for (const Stage s : {Stage::idle, Stage::curious, Stage::evaluating, Stage::ready}) {
      b.creatives.push_back({ChannelId{c}, s, OfferId{0}});
    }
  }
  b.profile_codes = {{{"female", "male"}, {"18-34", "35-54", "55+"}, {"north", "south"}, {}, {}}};
  b.weekly_budget = 1e9;
  b.measure_begin = measure_begin;
  b.touch_end = end - one_week;
  b.run_end = end;
  b.seed = seed;
  return b;
}

class StreamOfEvents {
 public:
  StreamOfEvents(std::uint32_t people, SimTime end) {
    for (std::uint32_t p = 1; p <= people; ++p) {
      Stream draw{seed, Purpose{1}, p, 0};
      begin(p, draw);
      for (SimTime at = next(draw); at < end; at += next(draw).time_since_epoch()) {
        session(p, at, draw);
      }
      if (p % 10 == 0) appliance(p, end);
    }
    std::stable_sort(events_.begin(), events_.end(),
                     [](const Event& a, const Event& b) { return a.arrived < b.arrived; });
    std::uint64_t id = 0;
    for (Event& e : events_) e.id = EventId{++id};
  }
  const std::vector<Event>& events() const { return events_; }
  std::uint64_t sessions() const { return sessions_; }

 private:
  static SimTime next(Stream& draw) { return SimTime{from_days(15.0 * draw.exponential())}; }
  Event& add(EventKind kind, std::uint32_t p, SimTime at) {
    Event& e = events_.emplace_back();
    e.kind = kind;
    e.subject = SubjectId{p};
    e.occurred = at;
    e.arrived = at;
    return e;
  }
  void begin(std::uint32_t p, Stream& draw) {
    for (std::uint32_t f = 0; f < 3; ++f) {
      Event& e = add(EventKind::profile, p, SimTime{});
      e.ref = f;
      e.value = static_cast<float>(draw.below(2));
    }
    for (std::uint32_t c = 0; c < 3; ++c) {
      if (draw.bernoulli(0.6)) add(EventKind::consent_granted, p, SimTime{}).ref = c;
    }
  }
  void session(std::uint32_t p, SimTime at, Stream& draw) {
    ++sessions_;
    const TopicId topic{static_cast<std::uint16_t>(draw.bernoulli(0.8) ? p % 12 : draw.below(12))};
    add(EventKind::session_start, p, at).topic = topic;
    const std::uint32_t views = 1 + draw.below(8);
    for (std::uint32_t v = 1; v <= views; ++v) {
      const auto kind = v % 3 == 2 ? EventKind::page : EventKind::product_view;
      Event& e = add(kind, p, at + v * 30 * one_second);
      if (kind == EventKind::product_view) e.topic = topic;
    }
    if (draw.bernoulli(0.05)) add(EventKind::qr_scan, p, at + 5 * one_minute).ref = 1;
    if (!draw.bernoulli(0.05)) return;
    for (const EventKind kind : {EventKind::cart, EventKind::checkout, EventKind::purchase}) {
      Event& e = add(kind, p, at + 6 * one_minute);
      e.topic = topic;
      e.value = 4000.0F;
    }
  }
  void appliance(std::uint32_t p, SimTime end) {
    float level = 1.0F;
    for (SimTime at{6 * one_hour}; at < end; at += one_day) {
      level = level < 0.1F ? 1.0F : level - 0.05F;
      Event& e = add(EventKind::appliance_level, p, at);
      e.topic = TopicId{3};
      e.value = level;
    }
  }

  std::vector<Event> events_;
  std::uint64_t sessions_ = 0;
};

struct Spoken {
  std::uint64_t events = 0;  // given to the engine, answers to touches included
  std::uint64_t decisions = 0;
  std::uint64_t touches = 0;
  std::uint64_t changes = 0;
  std::uint64_t predictions = 0;
};

// Ticks of a minute; those without events or a due wake-up are skipped, as the host does.
Spoken run(engine::AiEngine& engine, const std::vector<Event>& events, SimTime end) {
  Spoken said;
  Outbox out;
  std::vector<Event> batch;
  std::vector<Event> answers;  // arrive with the next tick
  std::uint64_t answer_id = std::uint64_t{1} << 40;
  std::size_t next = 0;
  SimTime now{};
  while (now < end) {
    SimTime soon = next < events.size() ? events[next].arrived + one_minute : end;
    if (!answers.empty()) soon = now + one_minute;
    if (out.wake() && *out.wake() < soon) soon = std::max(*out.wake(), now + one_minute);
    now = SimTime{soon.time_since_epoch() / one_minute * one_minute};
    batch.swap(answers);
    answers.clear();
    for (; next < events.size() && events[next].arrived < now; ++next)
      batch.push_back(events[next]);
    out.clear_wake();
    said.events += batch.size();
    if (!batch.empty()) engine.observe(batch, out);
    engine.advance(now, out);
    batch.clear();
    auto id = static_cast<std::uint32_t>(out.first_decision());
    for (const Decision& d : out.decisions()) {
      if (d.creative) {
        ++said.touches;
        Event e;
        e.id = EventId{++answer_id};
        e.kind = EventKind::touch_delivered;
        e.subject = d.subject;
        e.ref = id;
        e.topic = *d.topic;
        e.occurred = e.arrived = now;
        answers.push_back(e);
        if (id % 4 == 0) {
          e.id = EventId{++answer_id};
          e.kind = EventKind::touch_opened;
          answers.push_back(e);
        }
      }
      ++id;
    }
    said.decisions += out.decisions().size();
    said.changes += out.changes().size();
    said.predictions += out.predictions().size();
    out.clear();
  }
  return said;
}

void require_true(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(std::string("bench_engine_ai: check failed: ") + what);
}

void verify(const StreamOfEvents& stream, std::uint32_t people, SimTime end) {
  engine::AiEngine engine{make_brief(end), {}};
  const Spoken said = run(engine, stream.events(), end);
  require_true(engine.ingest_counts().accepted == said.events, "every event accepted");
  require_true(engine.records().size() == people + 1U, "a record for everyone");
  require_true(said.predictions >= 2U * people, "everyone forecast");
  require_true(said.decisions > people, "decisions made");
  // A decayed count is at most the plain one, and at least what the whole time would leave of it.
  double sessions = 0.0;
  for (const engine::SignalRecord& r : engine.records()) {
    sessions +=
        static_cast<double>(r.sessions) *
        std::exp(-(in_days(end.time_since_epoch()) - static_cast<double>(r.as_of_s) / 86400.0) /
                 60.0);
  }
  const auto all = static_cast<double>(stream.sessions());
  const double kept = (1.0 - std::exp(-in_days(end.time_since_epoch()) / 60.0)) * 60.0 /
                      in_days(end.time_since_epoch());
  require_true(std::fabs(sessions / (all * kept) - 1.0) < 0.05, "sessions counted and decayed");
}

void run_engine(benchmark::State& state) {
  const auto people = static_cast<std::uint32_t>(state.range(0));
  const SimTime end = SimTime{12 * one_week};
  const StreamOfEvents stream{people, end};
  verify(stream, people, end);
  Spoken said;
  for (auto _ : state) {
    engine::AiEngine engine{make_brief(end), {}};
    said = run(engine, stream.events(), end);
    benchmark::DoNotOptimize(said);
  }
  const auto events = static_cast<double>(said.events);
  state.SetItemsProcessed(static_cast<std::int64_t>(said.events) *
                          static_cast<std::int64_t>(state.iterations()));
  state.counters["events"] = events;
  state.counters["decisions"] = static_cast<double>(said.decisions);
  state.counters["touches"] = static_cast<double>(said.touches);
  state.counters["changes"] = static_cast<double>(said.changes);
  state.counters["ns_per_event"] =
      benchmark::Counter(events * static_cast<double>(state.iterations()) * 1e-9,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<char*> args(argv, argv + argc);
  const auto is_smoke = [](const char* a) { return std::strcmp(a, "--smoke") == 0; };
  const bool smoke = std::any_of(args.begin(), args.end(), is_smoke);
  std::erase_if(args, is_smoke);
  auto* bench = benchmark::RegisterBenchmark("ai_engine", run_engine);
  bench->Unit(benchmark::kMillisecond);
  if (smoke) {
    bench->Arg(500)->Iterations(1);
  } else {
    bench->Arg(10000)->Arg(100000);
  }
  int n = static_cast<int>(args.size());
  benchmark::Initialize(&n, args.data());
  if (benchmark::ReportUnrecognizedArguments(n, args.data())) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
