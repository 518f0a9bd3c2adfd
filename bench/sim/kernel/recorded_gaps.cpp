#include "bench/sim/kernel/recorded_gaps.hpp"

#include "core/random.hpp"
#include "sim/kernel/event_list.hpp"

#include <cstdint>
#include <deque>

namespace shoal::bench {
namespace {

constexpr std::uint32_t people = 500;
constexpr double visits_per_day = 0.5;
constexpr double page_gap_mu = 3.2188758;  // log of 25 s
constexpr double page_gap_sigma = 1.0;
constexpr double next_page_share = 0.875;  // eight pages on average
constexpr double call_share = 0.05;
constexpr double call_s = 360.0;
constexpr std::uint32_t agents = 3;
constexpr double need_days = 30.0;

class Audience {
 public:
  explicit Audience(std::size_t gaps_wanted) : wanted_(gaps_wanted) {}

  std::vector<Duration> record() {
    for (std::uint32_t person = 0; person < people; ++person) {
      schedule(SimTime{}, visit_gap(), {Kind::visit, person});
      schedule(SimTime{}, one_week, {Kind::timer, person});
      schedule(SimTime{}, need_gap(), {Kind::need, person});
    }
    // One month to settle before the record starts.
    while (list_.next_time() < SimTime{} + 30 * one_day) step();
    gaps_.clear();
    while (gaps_.size() < wanted_) step();
    gaps_.resize(wanted_);
    return gaps_;
  }

 private:
  enum class Kind : std::uint32_t { visit, page, delivery, timer, need, call_ends };
  struct Event {
    Kind kind = Kind::visit;
    std::uint32_t person = 0;
  };

  void schedule(SimTime now, Duration gap, Event event) {
    list_.push(now + gap, event);
    gaps_.push_back(gap);
  }

  Duration visit_gap() { return from_days(draws_.exponential() / visits_per_day); }
  Duration need_gap() { return from_days(draws_.gamma(4.0) * need_days / 4.0); }
  Duration call_gap() { return from_seconds(draws_.exponential() * call_s); }

  void step() {
    const auto entry = list_.pop();
    const SimTime now = entry.at;
    const Event event = entry.payload;
    switch (event.kind) {
      case Kind::visit:
        schedule(now, visit_gap(), event);
        schedule(now, Duration{0}, {Kind::page, event.person});
        if (draws_.bernoulli(call_share)) call(now, event.person);
        break;
      case Kind::page:
        schedule(now, from_seconds(draws_.log_normal(0.0, 1.0)), {Kind::delivery, event.person});
        if (draws_.bernoulli(next_page_share)) {
          schedule(now, from_seconds(draws_.log_normal(page_gap_mu, page_gap_sigma)), event);
        }
        break;
      case Kind::delivery:
        break;
      case Kind::timer:
        schedule(now, one_week, event);
        break;
      case Kind::need:
        schedule(now, need_gap(), event);
        break;
      case Kind::call_ends:
        end_call(now);
        break;
    }
  }

  void call(SimTime now, std::uint32_t person) {
    if (busy_ == agents) {
      callers_.push_back(person);
      return;
    }
    ++busy_;
    schedule(now, call_gap(), {Kind::call_ends, person});
  }

  void end_call(SimTime now) {
    if (callers_.empty()) {
      --busy_;
      return;
    }
    schedule(now, call_gap(), {Kind::call_ends, callers_.front()});
    callers_.pop_front();
  }

  std::size_t wanted_;
  sim::EventList<Event> list_;
  std::vector<Duration> gaps_;
  std::deque<std::uint32_t> callers_;
  std::uint32_t busy_ = 0;
  // One stream in the order of events will do: this world has no second arm.
  Stream draws_{Seed{1988}, Purpose{1}, 0, 0};
};

}  // namespace

std::vector<Duration> recorded_gaps(std::size_t count) { return Audience(count).record(); }

}  // namespace shoal::bench
