// The state oracle: a rival that looks into the world. Each hour it takes every person with a need
// in progress, and in turn those without one, values every creative with the true response model,
// and sends the best when it is worth its cost, its annoyance and a price on fatigue and budget.
//
// It knows the state and the response, not the future: it does not plan ahead, so a rival that
// times its touches better can beat it. It is a yardstick, not a bound.
//
// Cost: an hour takes people with needs x creatives, plus people / (24 idle_review_days).
#pragma once

#include "engine/contract/brief.hpp"
#include "engine/contract/engine.hpp"
#include "engine/contract/roster.hpp"
#include "engine/contract/terms.hpp"
#include "sim/oracle_params.hpp"
#include "sim/world.hpp"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace shoal::sim {

class StateOracle final : public Engine {
 public:
  // The world must outlive the oracle; after a fork, look_at the copy.
  StateOracle(Brief brief, OracleParams params, const World& world);
  void look_at(const World& world) { world_ = &world; }

  void observe(std::span<const Event> events, Outbox& out) override;
  void advance(SimTime now, Outbox& out) override;
  std::unique_ptr<Engine> clone() const override { return std::make_unique<StateOracle>(*this); }

 private:
  struct Offerable {
    CreativeId creative{};
    TopicId topic{};
    double net = 0.0;   // after cost, annoyance and prices
    double gain = 0.0;  // expected margin less cost
  };

  std::uint64_t eligible(PersonId p, SimTime now) const;
  std::optional<Offerable> best(PersonId p, std::uint64_t eligible, SimTime now) const;
  Offerable value(PersonId p, CreativeId creative, TopicId topic, SimTime now) const;
  // Future margin of the person in the untouched world, major units.
  double residual_value(PersonId p, SimTime now) const;
  void consider(PersonId p, SimTime now, Outbox& out);
  bool is_idle_review(PersonId p, SimTime now) const;

  Brief brief_;
  OracleParams params_;
  const World* world_;
  Roster roster_;
  Purse purse_;
  std::vector<int> best_hour_;        // (archetype) of the day, outside quiet hours
  std::vector<SimTime> last_logged_;  // (person) a decision, touch or not
  std::optional<SimTime> next_;
};

}  // namespace shoal::sim
