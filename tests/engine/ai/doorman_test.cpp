#include "engine/ai/doorman.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <vector>

namespace shoal::engine {
namespace {

// Says back whom it sees: a decision, an assignment and a prediction for every event's subject.
class Echoing final : public Engine {
 public:
  explicit Echoing(std::vector<Event>* seen) : seen_(seen) {}
  void observe(std::span<const Event> events, Outbox& out) override {
    for (const Event& e : events) {
      seen_->push_back(e);
      Decision d;
      d.subject = e.subject;
      out.decide(d);
      out.open_segment(SegmentId{7}, "seven", true);
      out.assign(e.subject, SegmentId{7});
      out.predict({e.subject, PredictionKind::purchase, 0.5F});
    }
  }
  void advance(SimTime now, Outbox& out) override { out.wake_at(now + one_hour); }
  std::unique_ptr<Engine> clone() const override { return std::make_unique<Echoing>(*this); }

 private:
  std::vector<Event>* seen_;
};

Event event_of(std::uint32_t subject, EventKind kind = EventKind::page, std::uint32_t ref = 0) {
  Event e;
  e.subject = SubjectId{subject};
  e.kind = kind;
  e.ref = ref;
  return e;
}

constexpr std::uint32_t cookie = 4'000'000'000U;
constexpr std::uint32_t loyalty = 77;

}  // namespace

TEST_CASE("Inside, subjects are dense; outside they keep their numbers", "[engine][ai]") {
  std::vector<Event> seen;
  Doorman door(std::make_unique<Echoing>(&seen));
  Outbox out;
  const std::vector<Event> events = {event_of(cookie), event_of(5), event_of(cookie), event_of(0)};
  door.observe(events, out);
  REQUIRE(seen.size() == 4);
  CHECK(seen[0].subject == SubjectId{1});
  CHECK(seen[1].subject == SubjectId{2});
  CHECK(seen[2].subject == SubjectId{1});
  CHECK(seen[3].subject == SubjectId{0});
  REQUIRE(out.decisions().size() == 4);
  CHECK(out.decisions()[0].subject == SubjectId{cookie});
  CHECK(out.decisions()[1].subject == SubjectId{5});
  CHECK(out.decisions()[3].subject == SubjectId{0});
  CHECK(out.changes()[1].subject == SubjectId{cookie});
  CHECK(out.changes()[0].novel);
  CHECK(out.descriptors()[0] == "seven");
  CHECK(out.predictions()[2].subject == SubjectId{cookie});
}

TEST_CASE("A cookie that logs in, and a second number that is found, are one subject from then on",
          "[engine][ai]") {
  std::vector<Event> seen;
  Doorman door(std::make_unique<Echoing>(&seen));
  Outbox out;
  const std::vector<Event> events = {
      event_of(loyalty, EventKind::profile),          event_of(cookie),
      event_of(cookie, EventKind::identify, loyalty), event_of(cookie),
      event_of(loyalty, EventKind::merge, 900),       event_of(900)};
  door.observe(events, out);
  REQUIRE(seen.size() == 4);  // identify and merge stay at the door
  CHECK(seen[1].subject != seen[0].subject);
  CHECK(seen[2].subject == seen[0].subject);
  CHECK(seen[3].subject == seen[0].subject);
  CHECK(out.decisions()[2].subject == SubjectId{loyalty});
}

TEST_CASE("Who asks to be forgotten is told inside, and nothing of them comes out",
          "[engine][ai]") {
  std::vector<Event> seen;
  Doorman door(std::make_unique<Echoing>(&seen));
  Outbox out;
  Event request = event_of(loyalty, EventKind::erasure_request);
  request.source = Source::crm;
  const std::vector<Event> events = {event_of(loyalty, EventKind::profile),
                                     event_of(cookie, EventKind::identify, loyalty), request,
                                     event_of(loyalty, EventKind::purchase), event_of(cookie)};
  door.observe(events, out);
  REQUIRE(seen.size() == 3);
  CHECK(seen[1].kind == EventKind::erasure_request);
  CHECK(seen[1].subject == seen[0].subject);
  CHECK(seen[2].subject != seen[0].subject);  // the cookie is a stranger's now
  for (const Decision& d : out.decisions()) CHECK(d.subject != SubjectId{loyalty});
  for (const Prediction& p : out.predictions()) CHECK(p.subject == SubjectId{cookie});
  for (const SegmentChange& c : out.changes()) {
    if (c.kind == SegmentChangeKind::assigned) CHECK(c.subject == SubjectId{cookie});
  }
}

TEST_CASE("Wishes to be woken pass, and a copy goes on by itself", "[engine][ai]") {
  std::vector<Event> seen;
  Doorman door(std::make_unique<Echoing>(&seen));
  Outbox out;
  door.advance(SimTime{one_day}, out);
  CHECK(out.wake() == SimTime{one_day + one_hour});
  door.observe(std::vector<Event>{event_of(cookie)}, out);
  const auto copy = door.clone();
  door.observe(std::vector<Event>{event_of(12)}, out);
  seen.clear();
  copy->observe(std::vector<Event>{event_of(13), event_of(cookie)}, out);
  CHECK(seen[0].subject == SubjectId{2});
  CHECK(seen[1].subject == SubjectId{1});
}

}  // namespace shoal::engine
