// What does one event of a session cost, and how much of it is the session's own?
//
// Contenders, on one core: `delivery alone`, the floor, sends as many events, in the same bursts,
// and does nothing else; `sessions`, whole sessions of the default shop; `stock`, the same with a
// view of the stock; `echoes`, the same with the children of each visit drawn. Before the clock
// starts each contender runs twice and must give the same bytes.
//
//   bench_sim_sessions [--smoke]
#include "bench/timing.hpp"
#include "core/hash.hpp"
#include "sim/streams/echo.hpp"
#include "sim/streams/session.hpp"

#include <fmt/core.h>

#include <array>
#include <bit>
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace shoal::bench {
namespace {

constexpr Seed seed{4};
constexpr std::uint32_t people = 100'000;
enum class Contender : std::uint8_t { floor, sessions, stock, echoes };
constexpr std::array names{"delivery alone", "sessions", "stock", "echoes"};

struct Outcome {
  std::uint64_t events = 0;
  std::uint64_t hash = 0;
  double seconds = 0.0;
};

Outcome run(Contender contender, std::uint32_t sessions,
            const std::vector<std::uint32_t>& lengths) {
  sim::StreamParams streams;
  streams.topics.resize(8);
  streams.sessions.pace_log_sd = 0.3;
  streams.sessions.echo_frac = 0.3;
  const sim::Sessions shop(streams);
  sim::Delivery delivery(sim::DeliveryParams{}, seed);
  const std::vector<float> affinity(8, 0.125F);
  const std::vector<StockState> stock(8, StockState::available);
  std::vector<Event> events;
  Outcome out;
  const double begin = cpu_seconds();
  for (std::uint32_t n = 0; n < sessions; ++n) {
    const SimTime now{n * (one_second / 50)};
    Stream draws(seed, Purpose{6}, n % people, n);
    if (contender == Contender::floor) {
      for (std::uint32_t k = 0; k < lengths[n]; ++k) {
        Event e;
        e.occurred = now + k * 30 * one_second;
        delivery.send(e, draws);
      }
    } else {
      sim::Visitor v;
      v.subject = SubjectId{n % people};
      v.stage = static_cast<Stage>(n % 4);
      v.topic = TopicId{static_cast<std::uint16_t>(n % 8)};
      v.affinity = affinity;
      if (contender == Contender::stock) v.stock = stock;
      shop.visit(now, v, n, draws, delivery);
      if (contender == Contender::echoes) {
        for (const sim::Echo& e : sim::children(seed, PersonId{n % people}, n, streams.sessions)) {
          out.hash = hash_combine(out.hash, e.key);
        }
      }
    }
    if (n % 1024 != 0) continue;
    events.clear();
    delivery.receive(now, events);
    for (const Event& e : events) {
      out.hash =
          hash_combine(out.hash, static_cast<std::uint64_t>(e.arrived.time_since_epoch().count()) ^
                                     std::bit_cast<std::uint32_t>(e.value));
    }
  }
  out.seconds = cpu_seconds() - begin;
  out.events = delivery.sent();
  return out;
}

// Events of each session, so that the floor sends as many.
std::vector<std::uint32_t> lengths_of(std::uint32_t sessions) {
  sim::StreamParams streams;
  streams.topics.resize(8);
  streams.sessions.pace_log_sd = 0.3;
  const sim::Sessions shop(streams);
  const std::vector<float> affinity(8, 0.125F);
  sim::Delivery delivery(sim::DeliveryParams{}, seed);
  std::vector<std::uint32_t> lengths;
  for (std::uint32_t n = 0; n < sessions; ++n) {
    Stream draws(seed, Purpose{6}, n % people, n);
    sim::Visitor v;
    v.stage = static_cast<Stage>(n % 4);
    v.topic = TopicId{static_cast<std::uint16_t>(n % 8)};
    v.affinity = affinity;
    const std::uint64_t before = delivery.sent();
    shop.visit(SimTime{}, v, n, draws, delivery);
    lengths.push_back(static_cast<std::uint32_t>(delivery.sent() - before));
  }
  return lengths;
}

}  // namespace
}  // namespace shoal::bench

int main(int argc, char** argv) {
  using namespace shoal::bench;
  const bool smoke = argc > 1 && std::string_view(argv[1]) == "--smoke";
  const std::uint32_t sessions = smoke ? 20'000 : 1'000'000;
  const auto lengths = lengths_of(sessions);
  for (std::size_t c = 0; c < names.size(); ++c) {
    const Outcome first = run(static_cast<Contender>(c), 20'000, lengths);
    const Outcome again = run(static_cast<Contender>(c), 20'000, lengths);
    if (first.hash != again.hash || first.events != again.events) {
      throw std::runtime_error("two runs of one contender differ");
    }
    const Outcome timed = run(static_cast<Contender>(c), sessions, lengths);
    const auto n = static_cast<double>(timed.events);
    fmt::print("{:<16}{:>12} events {:>8.1f} ns an event {:>8.2f} M events/s {:>6.2f} a session\n",
               names[c], timed.events, 1e9 * timed.seconds / n, 1e-6 * n / timed.seconds,
               n / sessions);
  }
}
