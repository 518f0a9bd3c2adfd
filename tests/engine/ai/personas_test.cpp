#include "engine/ai/personas.hpp"

#include "tests/engine/ai/toy_audience.hpp"

#include <catch2/catch.hpp>

using namespace shoal;
using namespace shoal::engine;

namespace {

PersonaTraits traveller() {
  PersonaTraits t;
  t.cluster = ClusterId{1};
  t.stage = Stage::ready;
  t.value = ValueLevel::big_spender;
  t.channel = ChannelId{1};
  t.rhythm = Daypart::evening;
  t.churn = ChurnLevel::steady;
  t.gender = 0;
  t.age_band = 1;
  t.city = 0;
  return t;
}

Brief travel_brief() {
  Brief b = toy::make_brief({});
  b.topics[2] = "flights";
  b.channels[1].name = "WhatsApp";
  return b;
}

std::size_t count(const Outbox& out, SegmentChangeKind kind) {
  std::size_t n = 0;
  for (const SegmentChange& c : out.changes()) n += c.kind == kind ? 1U : 0U;
  return n;
}

SubjectId subject(std::uint32_t i) { return SubjectId{i}; }

}  // namespace

TEST_CASE("a persona reads like a sentence", "[engine][ai]") {
  REQUIRE(describe(travel_brief(), traveller(), 6, TopicId{2}) ==
          "female, 28-32, Mumbai, flights, ready to act, big spender, WhatsApp evenings, steady");
  REQUIRE(describe(travel_brief(), traveller(), 0, TopicId{2}) == "flights, ready to act");
}

TEST_CASE("with support one, each populated cell is a segment from its first member to its last",
          "[engine][ai]") {
  Personas personas{travel_brief(), {.support = 1}};
  Outbox out;
  PersonaTraits other = traveller();
  other.city = 2;
  personas.place(subject(1), traveller(), TopicId{2}, false, out);
  personas.place(subject(2), other, TopicId{2}, false, out);
  REQUIRE(personas.populated_cells() == 2);
  REQUIRE(personas.open_segments() == 2);
  REQUIRE(count(out, SegmentChangeKind::opened) == 2);
  REQUIRE(personas.segment(subject(1)) != personas.segment(subject(2)));

  personas.place(subject(2), traveller(), TopicId{2}, false, out);
  REQUIRE(personas.populated_cells() == 1);
  REQUIRE(personas.open_segments() == 1);
  REQUIRE(personas.segment(subject(1)) == personas.segment(subject(2)));
  // The log assigns before it closes what was left empty.
  REQUIRE(out.changes().back().kind == SegmentChangeKind::closed);
}

TEST_CASE("a persona needs its support; below half of it people move up", "[engine][ai]") {
  Personas personas{travel_brief(), {.support = 4}};
  Outbox out;
  PersonaTraits other = traveller();  // shares all but the finest level
  other.city = 2;
  for (std::uint32_t i = 0; i < 3; ++i) {
    personas.place(subject(i), traveller(), TopicId{2}, false, out);
  }
  REQUIRE(personas.open_segments() == 1);  // all at level 0
  personas.place(subject(3), traveller(), TopicId{2}, false, out);
  REQUIRE(personas.segment(subject(3)) != personas.segment(subject(0)));
  for (std::uint32_t i = 0; i < 4; ++i) {
    personas.place(subject(i), traveller(), TopicId{2}, false, out);  // reviewed again
  }
  const auto fine = personas.segment(subject(0));
  REQUIRE(personas.segment(subject(3)) == fine);
  REQUIRE(personas.open_segments() == 1);

  personas.place(subject(3), other, TopicId{2}, false, out);
  personas.place(subject(2), other, TopicId{2}, false, out);
  personas.place(subject(0), traveller(), TopicId{2}, false, out);
  REQUIRE(personas.segment(subject(0)) == fine);  // two of four: kept
  personas.place(subject(1), other, TopicId{2}, false, out);
  personas.place(subject(0), traveller(), TopicId{2}, false, out);
  REQUIRE(personas.segment(subject(0)) != fine);
}

TEST_CASE("the log always has a subject in one open segment", "[engine][ai]") {
  Personas personas{travel_brief(), {.support = 5}};
  std::vector<std::optional<SegmentId>> in(200);
  std::vector<SegmentId> open;
  for (std::uint32_t round = 0; round < 40; ++round) {
    for (std::uint32_t i = 0; i < 200; ++i) {
      Stream draw{Seed{4}, Purpose{1}, i, round};
      PersonaTraits t = traveller();
      t.stage = static_cast<Stage>(draw.below(4));
      t.city = static_cast<std::uint8_t>(draw.below(3));
      t.churn = static_cast<ChurnLevel>(draw.below(2));
      Outbox out;
      personas.place(subject(i), t, TopicId{2}, false, out);
      for (const SegmentChange& c : out.changes()) {
        const auto at = std::find(open.begin(), open.end(), c.segment);
        if (c.kind == SegmentChangeKind::opened) {
          REQUIRE(at == open.end());
          open.push_back(c.segment);
        } else if (c.kind == SegmentChangeKind::assigned) {
          REQUIRE(at != open.end());
          in[index(c.subject)] = c.segment;
        } else {
          REQUIRE(at != open.end());
          open.erase(at);
          REQUIRE(std::find(in.begin(), in.end(), std::optional{c.segment}) == in.end());
        }
      }
      REQUIRE(personas.segment(subject(i)) == in[i]);
    }
  }
  REQUIRE(open.size() == personas.open_segments());
}

TEST_CASE("rates are shrunk level by level", "[engine][ai]") {
  Personas personas{travel_brief(), {.support = 1, .shrinkage = 10.0}};
  Outbox out;
  personas.place(subject(1), traveller(), TopicId{2}, false, out);
  personas.count(subject(1), 10.0, 2.0);
  // Everyone: 2 / (10 + 10) = .1. Each of seven levels: rate = (2 + 10 parent) / 20.
  double expected = 0.1;
  for (std::size_t level = 0; level < persona_levels; ++level) {
    expected = (2.0 + 10.0 * expected) / 20.0;
  }
  REQUIRE(personas.orders_per_week(subject(1)) == Approx(expected));
  // Who is nowhere gets everyone's rate.
  REQUIRE(personas.orders_per_week(subject(2)) == Approx(0.1));
}

TEST_CASE("who is held elsewhere leaves his persona and can come back", "[engine][ai]") {
  Personas personas{travel_brief(), {.support = 1}};
  Outbox out;
  personas.place(subject(1), traveller(), TopicId{2}, false, out);
  personas.place(subject(1), traveller(), TopicId{2}, true, out);
  REQUIRE_FALSE(personas.segment(subject(1)));
  REQUIRE(personas.open_segments() == 0);
  REQUIRE(personas.populated_cells() == 1);
  personas.place(subject(1), traveller(), TopicId{2}, false, out);
  REQUIRE(personas.segment(subject(1)));
}
