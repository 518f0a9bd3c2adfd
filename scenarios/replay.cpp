#include "scenarios/replay.hpp"

#include "scenarios/experiment.hpp"
#include "scenarios/replay_referee.hpp"

#include <algorithm>
#include <exception>
#include <optional>

namespace shoal::scenarios {
namespace {

bool is_feedback(EventKind kind) {
  switch (kind) {
    case EventKind::touch_delivered:
    case EventKind::touch_opened:
    case EventKind::touch_clicked:
    case EventKind::touch_dismissed:
    case EventKind::touch_rejected:
    case EventKind::unsubscribed:
      return true;
    default:
      return false;
  }
}

bool is_odd(const Event& e, const Brief& brief) {
  const auto topic = e.topic.get();
  return static_cast<std::size_t>(e.kind) >= event_kinds ||
         static_cast<std::size_t>(e.source) >= sources ||
         static_cast<std::size_t>(e.stock) > static_cast<std::size_t>(StockState::out) ||
         (topic && index(*topic) >= brief.topics.size());
}

// Whom the latest decisions were about.
class RecentDecisions {
 public:
  void add(DecisionId id, SubjectId subject) {
    if (subjects_.size() < kept) {
      subjects_.push_back(subject);
    } else {
      subjects_[index(id) % kept] = subject;
    }
    made_ = index(id) + 1;
  }
  void count(const Event& e, Feedback& feedback) const {
    if (e.ref < made_ && made_ - e.ref > subjects_.size()) {
      ++feedback.old;
    } else if (e.ref < made_ && subjects_[e.ref % kept] == e.subject) {
      ++feedback.own;
    } else {
      ++feedback.foreign;
    }
  }

 private:
  static constexpr std::size_t kept = std::size_t{1} << 20;
  std::vector<SubjectId> subjects_;  // a ring once it is full
  std::size_t made_ = 0;
};

// Hands out the events of a trace tick by tick.
class Ticks {
 public:
  Ticks(reports::TraceReader& trace, const Brief& brief) : trace_(trace), brief_(brief) {
    trace_.next(block_);
  }

  // The end of the tick of the next event; empty behind the last one.
  std::optional<SimTime> next() const {
    if (at_ >= block_.size()) return std::nullopt;
    return reports::tick_end(brief_, block_[at_].arrived);
  }
  // Moves what arrived before `now` to `batch`.
  void take(SimTime now, std::vector<Event>& batch) {
    while (at_ < block_.size()) {
      const auto first = block_.begin() + static_cast<std::ptrdiff_t>(at_);
      const auto last = std::partition_point(first, block_.end(),
                                             [now](const Event& e) { return e.arrived < now; });
      batch.insert(batch.end(), first, last);
      at_ += static_cast<std::size_t>(last - first);
      if (at_ < block_.size()) return;
      trace_.next(block_);
      at_ = 0;
    }
  }

 private:
  reports::TraceReader& trace_;
  const Brief& brief_;
  std::vector<Event> block_;
  std::size_t at_ = 0;
};

class Replay {
 public:
  Replay(reports::TraceReader& trace, Engine& engine, const Brief& brief,
         const ReplayOptions& options)
      : engine_(engine),
        brief_(brief),
        options_(options),
        rows_(trace.rows()),
        ticks_(trace, brief_),
        referee_(brief_) {}

  ReplaySummary finish() {
    std::optional<std::int64_t> day;
    while (const auto now = next_tick()) {
      if (day != day_index(*now)) {
        day = day_index(*now);
        if (options_.stop.stop_requested()) throw Interrupted();
        if (options_.progress) {
          options_.progress(static_cast<double>(summary_.events) / static_cast<double>(rows_));
        }
      }
      tick(*now);
      now_ = *now;
    }
    summary_.ledger = referee_.ledger();
    summary_.subjects = referee_.subjects();
    return summary_;
  }

 private:
  // The first tick after now_ that ends at or after `at`; empty where the run is over.
  std::optional<SimTime> tick_at(SimTime at) const {
    const SimTime least = std::max(at, now_ + Duration{1});
    if (least > brief_.run_end) return std::nullopt;
    return reports::tick_end(brief_, least - Duration{1});
  }

  std::optional<SimTime> next_tick() const {
    std::optional<SimTime> next = ticks_.next();
    const auto consider = [&next](const std::optional<SimTime>& at) {
      if (at && (!next || *at < *next)) next = at;
    };
    if (out_.wake()) consider(tick_at(*out_.wake()));
    if (const auto due = referee_.next_due()) consider(tick_at(*due));
    return next;
  }

  void tick(SimTime now) {
    batch_.clear();
    ticks_.take(now, batch_);
    const bool woken = out_.wake() && *out_.wake() <= now;
    if (!batch_.empty() || woken) {
      if (woken) out_.clear_wake();
      note(batch_);
      call_engine(now);
      take(now);
    }
    referee_.deliver(now);
  }

  void note(const std::vector<Event>& batch) {
    summary_.events += batch.size();
    for (const Event& e : batch) {
      if (is_odd(e, brief_)) ++summary_.odd_events;
      if (is_feedback(e.kind)) recent_.count(e, summary_.feedback);
    }
    referee_.observe(batch);
  }

  void call_engine(SimTime now) {
    ++summary_.calls;
    try {
      if (!batch_.empty()) engine_.observe(batch_, out_);
      engine_.advance(now, out_);
    } catch (const std::exception& e) {
      throw EngineFault("engine " + options_.engine_name + " failed on simulated day " +
                        std::to_string(day_index(now)) + " of the trace: " + e.what());
    }
  }

  void take(SimTime now) {
    if (options_.outcome) options_.outcome->append(now, out_);
    referee_.audit(out_);
    auto next = static_cast<std::uint32_t>(index(out_.first_decision()));
    for (const Decision& d : out_.decisions()) {
      const DecisionId id{next++};
      recent_.add(id, d.subject);
      referee_.submit(id, d, now);
    }
    for (const SegmentChange& c : out_.changes()) {
      switch (c.kind) {
        case SegmentChangeKind::opened:
          ++summary_.segments_opened;
          summary_.novel_claims += c.novel ? 1 : 0;
          break;
        case SegmentChangeKind::assigned:
          ++summary_.assignments;
          break;
        case SegmentChangeKind::closed:
          ++summary_.segments_closed;
          break;
      }
    }
    summary_.predictions += out_.predictions().size();
    if (!out_.survey().empty()) summary_.invitations += referee_.survey(out_.survey(), now);
    out_.clear();
  }

  Engine& engine_;
  const Brief& brief_;
  const ReplayOptions& options_;
  std::uint64_t rows_;
  Ticks ticks_;
  ReplayReferee referee_;
  RecentDecisions recent_;
  Outbox out_;
  std::vector<Event> batch_;
  ReplaySummary summary_;
  SimTime now_{};
};

}  // namespace

ReplaySummary replay(reports::TraceReader& trace, Engine& engine, const Brief& brief,
                     const ReplayOptions& options) {
  return Replay(trace, engine, brief, options).finish();
}

}  // namespace shoal::scenarios
