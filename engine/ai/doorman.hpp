// Stands at the engine's door and gives every subject a dense number of its own, in the order of
// first appearance, so that the engine inside can use plain arrays whatever numbers the world gives
// out. It also joins identities: from an identify or merge event on, what is seen under a cookie
// belongs to the loyalty number that it told. What was learned under the cookie before is not
// carried over.
//
// Cost: one hash look-up an event.
#pragma once

#include "engine/contract/engine.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

namespace shoal::engine {

class Doorman final : public Engine {
 public:
  explicit Doorman(std::unique_ptr<Engine> inside) : inside_(std::move(inside)) {}

  void observe(std::span<const Event> events, Outbox& out) override;
  void advance(SimTime now, Outbox& out) override;
  std::unique_ptr<Engine> clone() const override;

 private:
  SubjectId admit(SubjectId outer);
  void pass_on(Outbox& out);
  SubjectId outer(SubjectId inner) const { return outer_[index(inner)]; }

  std::unique_ptr<Engine> inside_;
  std::unordered_map<std::uint32_t, SubjectId> inner_;  // looked up, never walked
  std::vector<SubjectId> outer_{SubjectId{}};           // (inner); 0 is nobody
  std::vector<Event> batch_;
  Outbox said_;
};

}  // namespace shoal::engine
