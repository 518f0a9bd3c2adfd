// Queues run on the event list and keyed draws, against their exact results. M/M/1: mean wait
// rho / (mu - lambda). M/M/c: Erlang C (Erlang 1917; Kleinrock 1975, "Queueing Systems I", 3.5).
#include "core/random.hpp"
#include "core/time.hpp"
#include "sim/kernel/event_list.hpp"
#include "tests/sim/kernel/erlang.hpp"
#include "tests/sim/world/laws.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <queue>
#include <vector>

namespace shoal::sim {
namespace {

struct QueueCase {
  std::uint32_t servers = 1;
  double offered_load = 0.0;  // arrival rate x mean service time; the mean service time is 1 s
};

struct Event {
  enum class Kind : std::uint32_t { arrival, departure };
  Kind kind = Kind::arrival;
  std::uint32_t customer = 0;
};

struct Waits {
  std::vector<double> mean_s;       // (batch)
  std::vector<double> waits_share;  // (batch) share of customers that had to wait
};

constexpr std::uint32_t batches = 40;
constexpr std::uint32_t batch_size = 200'000;
constexpr std::uint32_t warm_up = 20'000;

// One first-come-first-served queue; draws are keyed by the customer.
class QueueRun {
 public:
  QueueRun(const QueueCase& q, Seed seed)
      : case_(q), seed_(seed), free_servers_(q.servers), waits_{make_waits()} {}

  Waits run() {
    list_.push(SimTime{}, {Event::Kind::arrival, 0});
    while (started_ < warm_up + batches * batch_size) {
      const auto entry = list_.pop();
      if (entry.payload.kind == Event::Kind::arrival) {
        arrive(entry.at, entry.payload.customer);
      } else {
        depart(entry.at);
      }
    }
    return waits_;
  }

 private:
  struct Waiting {
    std::uint32_t customer = 0;
    SimTime since{};
  };

  static Waits make_waits() {
    return {std::vector<double>(batches, 0.0), std::vector<double>(batches, 0.0)};
  }

  void arrive(SimTime now, std::uint32_t customer) {
    Stream next(seed_, Purpose{1}, customer, 0);
    list_.push(now + from_seconds(next.exponential() / case_.offered_load),
               {Event::Kind::arrival, customer + 1});
    if (free_servers_ > 0) {
      --free_servers_;
      start(now, {customer, now});
    } else {
      waiting_.push({customer, now});
    }
  }

  void depart(SimTime now) {
    if (waiting_.empty()) {
      ++free_servers_;
      return;
    }
    const Waiting next = waiting_.front();
    waiting_.pop();
    start(now, next);
  }

  void start(SimTime now, const Waiting& waiting) {
    Stream service(seed_, Purpose{2}, waiting.customer, 0);
    list_.push(now + from_seconds(service.exponential()),
               {Event::Kind::departure, waiting.customer});
    ++started_;
    if (waiting.customer < warm_up) return;
    const std::uint32_t batch = (waiting.customer - warm_up) / batch_size;
    if (batch >= batches) return;
    const double wait_s = in_seconds(now - waiting.since);
    waits_.mean_s[batch] += wait_s / batch_size;
    waits_.waits_share[batch] += wait_s > 0.0 ? 1.0 / batch_size : 0.0;
  }

  QueueCase case_;
  Seed seed_;
  EventList<Event> list_;
  std::queue<Waiting> waiting_;
  std::uint32_t free_servers_;
  std::uint32_t started_ = 0;
  Waits waits_;
};

// Two-sided t test at alpha = .01 with 39 degrees of freedom (40 batches): 2.708 (Student's t
// table). The estimate must also be sharp enough for the test to be able to fail.
void check_covers(const laws::Moments& estimate, double exact) {
  CAPTURE(estimate.mean, estimate.standard_error, exact);
  CHECK(std::abs(estimate.mean - exact) < 2.708 * estimate.standard_error);
  CHECK(estimate.standard_error < 0.01 * exact);
}

}  // namespace

TEST_CASE("Erlang C gives the published probabilities of waiting", "[sim][kernel]") {
  CHECK(erlang_c(1, 0.8) == Approx(0.8).epsilon(1e-12));
  CHECK(erlang_c(2, 1.6) == Approx(0.711111).margin(5e-7));
  CHECK(erlang_c(5, 4.0) == Approx(0.554113).margin(5e-7));
}

TEST_CASE("An M/M/1 queue on the event list waits as theory says", "[sim][kernel][statistical]") {
  const QueueCase q{1, 0.8};
  const Waits waits = QueueRun(q, Seed{20'240'101}).run();
  check_covers(laws::moments(waits.mean_s), 0.8 / (1.0 - 0.8));
  check_covers(laws::moments(waits.waits_share), 0.8);
}

TEST_CASE("M/M/c queues on the event list wait as Erlang C says", "[sim][kernel][statistical]") {
  const QueueCase q = GENERATE(QueueCase{2, 1.6}, QueueCase{5, 4.0});
  CAPTURE(q.servers);
  const Waits waits = QueueRun(q, Seed{20'240'102}).run();
  const double exact = erlang_c(q.servers, q.offered_load);
  check_covers(laws::moments(waits.waits_share), exact);
  check_covers(laws::moments(waits.mean_s), exact / (q.servers - q.offered_load));
}

}  // namespace shoal::sim
