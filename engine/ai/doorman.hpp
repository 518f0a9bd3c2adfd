// Stands at the engine's door and gives every subject a dense number of its own, in the order of
// first appearance, so that the engine inside can use plain arrays whatever numbers the world gives
// out. Identities that the stream has joined have one number (engine/contract/subject_book.hpp).
// Who asks to be forgotten is told to the engine inside, once for each number that was theirs.
//
// Cost: as the book of subjects.
#pragma once

#include "engine/contract/engine.hpp"
#include "engine/contract/subject_book.hpp"

#include <memory>
#include <span>
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
  void forget(const Event& request);
  void pass_on(Outbox& out);
  // Nobody where it was forgotten.
  SubjectId outer(SubjectId inner) const {
    if (inner == SubjectId{}) return inner;
    return book_.subject(Slot{static_cast<std::uint32_t>(index(inner)) - 1});
  }

  std::unique_ptr<Engine> inside_;
  SubjectBook book_;  // slot k is k + 1 inside; 0 is nobody
  std::vector<Event> batch_;
  Outbox said_;
};

}  // namespace shoal::engine
