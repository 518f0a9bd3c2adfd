// What does a draw cost, against the generator alone and against Boost.Random on the same words?
//
// Two ways of drawing: many variates of one stream, and one variate of each of many streams, as a
// world does. The floor is a loop that takes words (one of four of a Philox block) and does nothing
// with them but add. Before the clock starts each sampler's mean over a million draws must lie
// within five standard errors of its law's. Contenders take turns; processor time, median.
//
//   bench_core [--smoke]
#include "bench/timing.hpp"
#include "core/random.hpp"

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/gamma_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>

#include <fmt/core.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::bench {
namespace {

struct Contender {
  std::string name;
  double mean = 0.0;
  double variance = 1.0;
  std::function<double(std::uint32_t)> one_stream;    // so many draws; their sum
  std::function<double(std::uint32_t)> many_streams;  // the same, a stream each
  std::vector<double> ns_one;                         // (repetition)
  std::vector<double> ns_many;
};

template <class Draw>
Contender make(std::string name, double mean, double variance, Draw draw) {
  const auto one = [draw](std::uint32_t n) {
    Stream stream(Seed{1}, Purpose{1}, 0, 0);
    double sum = 0.0;
    for (std::uint32_t i = 0; i < n; ++i) sum += draw(stream);
    return sum;
  };
  const auto many = [draw](std::uint32_t n) {
    double sum = 0.0;
    for (std::uint32_t i = 0; i < n; ++i) {
      Stream stream(Seed{1}, Purpose{2}, i, 7);
      sum += draw(stream);
    }
    return sum;
  };
  return {std::move(name), mean, variance, one, many, {}, {}};
}

void add_continuous(std::vector<Contender>& out) {
  constexpr double word_mean = 2147483647.5;
  out.push_back(make("a word (the floor)", word_mean, word_mean * word_mean / 3.0,
                     [](Stream& s) { return static_cast<double>(s()); }));
  out.push_back(make("uniform", 0.5, 1.0 / 12, [](Stream& s) { return s.uniform(); }));
  out.push_back(make("exponential", 1.0, 1.0, [](Stream& s) { return s.exponential(); }));
  out.push_back(make("  std::log", 1.0, 1.0, [](Stream& s) { return -std::log(s.uniform()); }));
  out.push_back(make("  Boost", 1.0, 1.0, [](Stream& s) {
    return boost::random::exponential_distribution<double>{}(s);
  }));
  out.push_back(make("normal", 0.0, 1.0, [](Stream& s) { return s.normal(); }));
  out.push_back(make("  Boost", 0.0, 1.0,
                     [](Stream& s) { return boost::random::normal_distribution<double>{}(s); }));
  out.push_back(make("log-normal", std::exp(0.5), std::exp(2.0) - std::exp(1.0),
                     [](Stream& s) { return s.log_normal(0.0, 1.0); }));
  out.push_back(
      make("  Boost, std::exp", std::exp(0.5), std::exp(2.0) - std::exp(1.0),
           [](Stream& s) { return std::exp(boost::random::normal_distribution<double>{}(s)); }));
}

std::vector<Contender> make_all() {
  std::vector<Contender> out;
  add_continuous(out);
  for (const double shape : {0.5, 1.0, 2.0, 4.0}) {
    out.push_back(make(fmt::format("gamma({})", shape), shape, shape,
                       [shape](Stream& s) { return s.gamma(shape); }));
    out.push_back(make("  Boost", shape, shape, [shape](Stream& s) {
      return boost::random::gamma_distribution<double>{shape}(s);
    }));
  }
  for (const double mean : {0.3, 2.0, 8.0, 40.0}) {
    out.push_back(make(fmt::format("poisson({})", mean), mean, mean,
                       [mean](Stream& s) { return static_cast<double>(s.poisson(mean)); }));
    out.push_back(make("  Boost", mean, mean, [mean](Stream& s) {
      return static_cast<double>(
          boost::random::poisson_distribution<std::int64_t, double>{mean}(s));
    }));
  }
  return out;
}

void verify(const Contender& c, std::uint32_t draws) {
  for (const auto& way : {c.one_stream, c.many_streams}) {
    const double mean = way(draws) / draws;
    if (std::abs(mean - c.mean) > 5.0 * std::sqrt(c.variance / draws)) {
      throw std::runtime_error(fmt::format("{} has mean {}, not {}", c.name, mean, c.mean));
    }
  }
}

double time_one(const std::function<double(std::uint32_t)>& way, std::uint32_t draws) {
  const double start = cpu_ns();
  const double sum = way(draws);
  const double took = cpu_ns() - start;
  if (!std::isfinite(sum)) throw std::runtime_error("a sum is not finite");
  return took / draws;
}

void run(std::uint32_t draws, int repetitions) {
  std::vector<Contender> all = make_all();
  for (const Contender& c : all) verify(c, draws);
  for (int r = 0; r < repetitions; ++r) {
    for (Contender& c : all) {
      c.ns_one.push_back(time_one(c.one_stream, draws));
      c.ns_many.push_back(time_one(c.many_streams, draws));
    }
  }
  fmt::print("ns a draw, median of {} times {} draws\n\n", repetitions, draws);
  fmt::print("{:<22}{:>12}{:>16}\n", "", "one stream", "a stream each");
  for (const Contender& c : all) {
    fmt::print("{:<22}{:>12.1f}{:>16.1f}\n", c.name, median(c.ns_one), median(c.ns_many));
  }
}

}  // namespace
}  // namespace shoal::bench

int main(int argc, char** argv) {
  try {
    const bool smoke = argc == 2 && std::string_view(argv[1]) == "--smoke";
    if (argc > 1 && !smoke) throw std::runtime_error("usage: bench_core [--smoke]");
    shoal::bench::run(smoke ? 100'000 : 1'000'000, smoke ? 1 : 9);
  } catch (const std::exception& e) {
    fmt::print(stderr, "bench_core: {}\n", e.what());
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
