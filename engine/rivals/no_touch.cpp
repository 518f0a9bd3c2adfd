#include "engine/rivals/no_touch.hpp"

namespace shoal::engine {
namespace {

class NoTouch final : public Engine {
 public:
  void observe(std::span<const Event>, Outbox&) override {}
  void advance(SimTime, Outbox&) override {}
  std::unique_ptr<Engine> clone() const override { return std::make_unique<NoTouch>(*this); }
};

}  // namespace

std::unique_ptr<Engine> make_no_touch(const Brief&) { return std::make_unique<NoTouch>(); }

}  // namespace shoal::engine
