// The queue with servers against exact results: M/M/1 and Erlang C (Erlang 1917), M/G/1 by the
// formula of Pollaczek and Khinchine, M/M/1/K; Kleinrock 1975, "Queueing Systems I", 3.2 to 5.6.
#include "core/contracts.hpp"
#include "core/random.hpp"
#include "sim/kernel/service_queue.hpp"
#include "tests/sim/kernel/erlang.hpp"
#include "tests/sim/world/laws.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

namespace shoal::sim {
namespace {

constexpr std::uint32_t batches = 40;
constexpr std::uint32_t batch_size = 100'000;
constexpr std::uint32_t warm_up = 20'000;

struct Case {
  std::uint32_t servers = 1;
  double offered_load = 0.8;  // arrival rate x mean service time of 1 s
  ServiceLaw law = ServiceLaw::exponential;
  double log_sd = 1.0;
  std::optional<std::uint32_t> room{};
};

struct Measured {
  laws::Moments wait_s;  // of those that were served
  laws::Moments waits;   // share that had to wait
  laws::Moments turned_away;
};

Measured run(const Case& c, Seed seed) {
  ServiceQueue queue({.servers = c.servers, .room = c.room});
  const ServiceTime service{.mean_s = 1.0, .law = c.law, .log_sd = c.log_sd};
  std::vector<double> wait(batches, 0.0), waits(batches, 0.0), away(batches, 0.0);
  double at_s = 0.0;
  for (std::uint32_t n = 0; n < warm_up + batches * batch_size; ++n) {
    Stream draws(seed, Purpose{1}, n, 0);
    at_s += draws.exponential() / c.offered_load;
    const ServiceInstant at{ServiceSpan{static_cast<std::int64_t>(at_s * 1e9)}};
    const auto served = queue.offer(at, draw_service(service, draws));
    if (n < warm_up) continue;
    const std::uint32_t batch = (n - warm_up) / batch_size;
    if (!served) {
      away[batch] += 1.0 / batch_size;
      continue;
    }
    wait[batch] += static_cast<double>((served->start - at).count()) * 1e-9 / batch_size;
    waits[batch] += served->start > at ? 1.0 / batch_size : 0.0;
  }
  return {laws::moments(wait), laws::moments(waits), laws::moments(away)};
}

// Two-sided t test at alpha = .01 with 39 degrees of freedom (40 batches): 2.708 (Student's t
// table). The estimate must also be sharp enough for the test to be able to fail.
void check_covers(const laws::Moments& estimate, double exact) {
  CAPTURE(estimate.mean, estimate.standard_error, exact);
  CHECK(std::abs(estimate.mean - exact) < 2.708 * estimate.standard_error);
  CHECK(estimate.standard_error < 0.02 * exact);
}

ServiceInstant at_ns(std::int64_t ns) { return ServiceInstant{ServiceSpan{ns}}; }

}  // namespace

TEST_CASE("A queue serves in turn, by the server that is free first", "[sim][kernel]") {
  ServiceQueue queue({.servers = 2, .room = std::nullopt});
  const auto check = [](const auto& served, std::int64_t start, std::int64_t end) {
    REQUIRE(served);
    CHECK(served->start == at_ns(start));
    CHECK(served->end == at_ns(end));
  };
  check(queue.offer(at_ns(10), ServiceSpan{100}), 10, 110);
  check(queue.offer(at_ns(20), ServiceSpan{10}), 20, 30);
  check(queue.offer(at_ns(25), ServiceSpan{10}), 30, 40);
  check(queue.offer(at_ns(26), ServiceSpan{10}), 40, 50);
  check(queue.offer(at_ns(200), ServiceSpan{0}), 200, 200);
  CHECK(over_at(at_ns(1001)) == SimTime{Duration{2}});
  CHECK(over_at(at_ns(1000)) == SimTime{Duration{1}});
}

TEST_CASE("A full room turns a job away", "[sim][kernel]") {
  ServiceQueue queue({.servers = 1, .room = 2});
  CHECK(queue.offer(at_ns(0), ServiceSpan{100}));
  CHECK(queue.offer(at_ns(1), ServiceSpan{100}));
  CHECK(queue.offer(at_ns(2), ServiceSpan{100}));
  CHECK_FALSE(queue.offer(at_ns(3), ServiceSpan{100}));
  CHECK(queue.serve(at_ns(4), ServiceSpan{10}).start == at_ns(300));  // whatever the room
  CHECK_FALSE(queue.offer(at_ns(100), ServiceSpan{100}));
  CHECK(queue.offer(at_ns(201), ServiceSpan{100}));
  CHECK_THROWS_AS(ServiceQueue({.servers = 0, .room = std::nullopt}), ContractViolation);
}

TEST_CASE("Without room for waiting, a free server still serves", "[sim][kernel]") {
  ServiceQueue queue({.servers = 1, .room = 0});
  CHECK(queue.offer(at_ns(0), ServiceSpan{100}));
  CHECK_FALSE(queue.offer(at_ns(99), ServiceSpan{100}));
  CHECK(queue.offer(at_ns(100), ServiceSpan{100}));
}

TEST_CASE("An M/M/1 queue waits rho / (mu - lambda)", "[sim][kernel][statistical]") {
  const Measured m = run({.servers = 1, .offered_load = 0.8}, Seed{31});
  check_covers(m.wait_s, 0.8 / (1.0 - 0.8));
  check_covers(m.waits, 0.8);
}

TEST_CASE("M/M/c queues wait as Erlang C says", "[sim][kernel][statistical]") {
  struct Published {
    std::uint32_t servers;
    double load;
    double waits;
  };
  const Published p =
      GENERATE(Published{1, 0.8, 0.8}, Published{2, 1.6, 0.711111}, Published{5, 4.0, 0.554113});
  CAPTURE(p.servers);
  CHECK(erlang_c(p.servers, p.load) == Approx(p.waits).margin(5e-7));
  const Measured m = run({.servers = p.servers, .offered_load = p.load}, Seed{32});
  check_covers(m.waits, p.waits);
  check_covers(m.wait_s, p.waits / (p.servers - p.load));
}

TEST_CASE("M/D/1 and M/G/1 queues wait as Pollaczek and Khinchine say",
          "[sim][kernel][statistical]") {
  // Mean wait rho (1 + cv^2) / (2 (1 - rho)); cv^2 of a log-normal is exp(sd^2) - 1.
  const double load = 0.7;
  const double base = load / (2.0 * (1.0 - load));
  check_covers(
      run({.servers = 1, .offered_load = load, .law = ServiceLaw::deterministic}, Seed{33}).wait_s,
      base);
  const double sd = 0.6;
  check_covers(
      run({.servers = 1, .offered_load = load, .law = ServiceLaw::log_normal, .log_sd = sd},
          Seed{34})
          .wait_s,
      base * std::exp(sd * sd));
}

TEST_CASE("An M/M/1/K queue turns away its exact share", "[sim][kernel][statistical]") {
  // Room for 3 waiting jobs: K = 4 in the system; (1 - rho) rho^K / (1 - rho^(K + 1)).
  const double rho = 0.8;
  const Measured m = run({.servers = 1, .offered_load = rho, .room = 3}, Seed{35});
  check_covers(m.turned_away, (1.0 - rho) * std::pow(rho, 4) / (1.0 - std::pow(rho, 5)));
}

}  // namespace shoal::sim
