#include "engine/contract/event.hpp"

#include <catch2/catch.hpp>

#include <type_traits>

namespace shoal {

TEST_CASE("OptionalTopic tells no topic from topic zero", "[engine][contract]") {
  const OptionalTopic none;
  const OptionalTopic zero{TopicId{0}};
  CHECK_FALSE(none.has_value());
  CHECK_FALSE(none.get().has_value());
  CHECK(zero.has_value());
  CHECK(zero.get() == TopicId{0});
  CHECK_FALSE(none == zero);
}

TEST_CASE("OptionalTopic gives back every topic it can hold", "[engine][contract]") {
  for (std::uint32_t t = 0; t < 255; ++t) {
    const TopicId topic{static_cast<std::uint16_t>(t)};
    CHECK(OptionalTopic{topic}.get() == topic);
  }
  CHECK(sizeof(OptionalTopic) == 1);
}

TEST_CASE("An event has no padding: every byte belongs to a field", "[engine][contract]") {
  STATIC_REQUIRE(std::is_trivially_copyable_v<Event>);
  const std::size_t fields = sizeof(Event::id) + sizeof(Event::occurred) + sizeof(Event::arrived) +
                             sizeof(Event::subject) + sizeof(Event::ref) + sizeof(Event::value) +
                             sizeof(Event::topic) + sizeof(Event::stock) + sizeof(Event::kind) +
                             sizeof(Event::source);
  CHECK(sizeof(Event) == fields);
  CHECK(fields == 40);
}

TEST_CASE("A fresh event says nothing", "[engine][contract]") {
  const Event e;
  CHECK(index(e.id) == 0);
  CHECK(e.ref == 0);
  CHECK(e.value == 0.0F);
  CHECK_FALSE(e.topic.has_value());
  CHECK(e.kind == EventKind::session_start);
}

}  // namespace shoal
