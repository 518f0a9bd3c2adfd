#include "scenarios/validation/session_simulation.hpp"

#include "scenarios/calibration/numeric_likelihood.hpp"
#include "scenarios/validation/session_log.hpp"
#include "scenarios/validation/session_statistics.hpp"
#include "sim/streams/session.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace shoal::scenarios {
namespace {

constexpr Purpose simulated_session{79};
constexpr double ridge = 1e-3;  // keeps the odds of levels without purchases finite

// Levels of what a purchase may depend on: 0 where the session does not say.
using Levels = std::array<std::size_t, 3>;

Levels levels_of(const SessionRecord& s) {
  return {s.visitor ? 1 + static_cast<std::size_t>(*s.visitor) : 0,
          s.month ? static_cast<std::size_t>(*s.month) : 0,
          s.weekend ? (*s.weekend ? std::size_t{2} : std::size_t{1}) : 0};
}

struct Cell {
  double sessions = 0.0;
  double purchases = 0.0;
};

// P(purchase) by cell: odds = base x factor of visitor type x of month x of weekend.
std::map<Levels, double> purchase_odds(const SessionData& real) {
  std::map<Levels, Cell> cells;
  std::array<std::map<std::size_t, std::size_t>, 3> parameter;  // level -> parameter, but for one
  double n = 0.0, bought = 0.0;
  for (const SessionRecord& s : real.sessions) {
    Cell& cell = cells[levels_of(s)];
    cell.sessions += 1.0;
    cell.purchases += s.purchase ? 1.0 : 0.0;
    n += 1.0;
    bought += s.purchase ? 1.0 : 0.0;
  }
  if (bought <= 0.0) return {};
  std::size_t next = 1;
  for (std::size_t f = 0; f < 3; ++f) {
    for (const auto& [levels, cell] : cells) parameter[f].try_emplace(levels[f], 0);
    bool first = true;
    for (auto& [level, place] : parameter[f]) {
      place = first ? 0 : next++;
      first = false;
    }
  }
  const auto odds_at = [&](const Levels& levels, std::span<const double> x) {
    double odds = x[0];
    for (std::size_t f = 0; f < 3; ++f) {
      const std::size_t place = parameter[f].at(levels[f]);
      if (place > 0) odds *= x[place];
    }
    return odds;
  };
  NumericProblem problem;
  problem.observations = n;
  problem.starts = {std::vector<double>(next, 1.0)};
  problem.starts[0][0] = bought / std::max(n - bought, 1.0);
  for (std::size_t i = 0; i < next; ++i) problem.names.push_back("odds_" + std::to_string(i));
  problem.log_likelihood = [&](std::span<const double> x) {
    double sum = 0.0;
    for (const auto& [levels, cell] : cells) {
      const double odds = odds_at(levels, x);
      sum += cell.purchases * std::log(odds) - cell.sessions * std::log1p(odds);
    }
    for (std::size_t i = 1; i < x.size(); ++i) sum -= ridge * std::pow(std::log(x[i]), 2);
    return sum;
  };
  const FitResult fit = maximise(problem);
  std::vector<double> at;
  for (const FittedParameter& p : fit.parameters) at.push_back(p.point);
  std::map<Levels, double> shares;
  for (const auto& [levels, cell] : cells) {
    const double odds = odds_at(levels, at);
    shares[levels] = odds / (1.0 + odds);
  }
  return shares;
}

SessionData simulate(const SessionData& real, const SessionCalibration& fit,
                     const std::map<Levels, double>& buys, Seed seed, std::uint32_t occasion) {
  sim::StreamParams streams;
  streams.topics.resize(1);
  streams.sessions = fit.params;
  const sim::Sessions sessions(streams);
  const std::vector<float> affinity{1.0F};
  SessionLogOptions options;
  if (real.clicks) options.session_gap_s = std::max(real.clicks->session_gap_s, 1.0);
  SessionLog log(options);
  std::vector<Event> events;
  const sim::Delivery lossless(sim::DeliveryParams{}, seed);
  for (std::size_t i = 0; i < real.sessions.size(); ++i) {
    const SessionRecord& like = real.sessions[i];
    Stream draws(seed, simulated_session, static_cast<std::uint32_t>(i), occasion);
    sim::Delivery delivery = lossless;
    sim::Visitor v;
    v.subject = SubjectId{static_cast<std::uint32_t>(i)};
    v.type = like.visitor.value_or(sim::VisitorType::returning);
    v.affinity = affinity;
    const auto p = buys.find(levels_of(like));
    if (p != buys.end() && draws.bernoulli(p->second)) {
      v.stage = Stage::ready;
      v.topic = TopicId{0};
      sessions.decide(SimTime{}, v, 0, {.kind = sim::Outcome::Kind::purchase, .paid_minor = 1},
                      draws, delivery);
    } else {
      sessions.visit(SimTime{}, v, 0, draws, delivery);
    }
    events.clear();
    delivery.receive(SimTime{} + 10'000 * one_day, events);
    log.observe(events);
  }
  SessionData out = log.finish();
  // One session a subject, in the subjects' order.
  for (std::size_t i = 0; i < out.sessions.size() && i < real.sessions.size(); ++i) {
    out.sessions[i].visitor = real.sessions[i].visitor;
    out.sessions[i].month = real.sessions[i].month;
    out.sessions[i].weekend = real.sessions[i].weekend;
  }
  out.fields = real.fields;
  if (!real.clicks) out.clicks.reset();
  if (out.clicks) out.clicks->has_users = false;  // each session has a subject of its own
  return out;
}

}  // namespace

SessionData simulate_sessions(const SessionData& real, const SessionCalibration& fit, Seed seed,
                              std::uint32_t occasion) {
  return simulate(real, fit, purchase_odds(real), seed, occasion);
}

FidelityTable session_fidelity(const SessionData& real, const SessionCalibration& fit,
                               const SessionSimulationOptions& options) {
  check_simulations(options.simulations, options.alpha);
  const auto buys = purchase_odds(real);
  std::vector<std::vector<Statistic>> simulated;
  for (std::uint32_t k = 0; k < options.simulations; ++k) {
    simulated.push_back(session_statistics(simulate(real, fit, buys, options.seed, k)));
  }
  return compare_statistics(session_statistics(real), simulated, options.alpha);
}

}  // namespace shoal::scenarios
