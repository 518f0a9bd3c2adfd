#include "engine/rivals/no_touch.hpp"

#include "tests/engine/host.hpp"
#include "tests/engine/people.hpp"
#include "tests/engine/small_brief.hpp"

#include <catch2/catch.hpp>

namespace shoal::engine {

TEST_CASE("The no-touch rival says nothing whatever happens", "[engine][rivals]") {
  const Brief brief = test::make_small_brief();
  test::Host host{make_no_touch(brief), brief.tick};
  for (std::uint32_t s = 1; s <= 50; ++s) {
    test::add_person(host, SubjectId{s}, SimTime{one_day}, {}, {ChannelId{0}, ChannelId{1}});
    host.add(test::make_event(EventKind::purchase, SubjectId{s}, brief.measure_begin + s * one_hour,
                              1, TopicId{0}, 1500.0F));
  }
  host.run_until(brief.run_end);
  CHECK(host.calls() > 50);
  CHECK(host.said().decisions.empty());
  CHECK(host.said().changes.empty());
  CHECK(host.said().surveys.empty());
  CHECK(host.said().predictions.empty());
}

TEST_CASE("The no-touch rival asks for no wake-up", "[engine][rivals]") {
  const auto engine = make_no_touch(test::make_small_brief());
  Outbox out;
  engine->advance(SimTime{one_week}, out);
  engine->clone()->advance(SimTime{2 * one_week}, out);
  CHECK_FALSE(out.wake().has_value());
}

}  // namespace shoal::engine
