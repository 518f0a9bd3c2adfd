#include "engine/flat/campaign_results.hpp"

#include "tests/engine/host.hpp"
#include "tests/engine/small_brief.hpp"

#include <catch2/catch.hpp>

namespace shoal::engine {
namespace {

using test::make_event;
constexpr SubjectId ann{5};
constexpr Slot slot{0};
constexpr CreativeId plain{4};       // e-mail, evaluating, no discount
constexpr CreativeId discounted{5};  // e-mail, evaluating, 10% off

Event purchase(SimTime at, std::uint64_t id) {
  Event e = make_event(EventKind::purchase, ann, at, 1, TopicId{0}, 9000.0F);
  e.id = EventId{id};
  return e;
}

}  // namespace

TEST_CASE("The margin of a purchase is that of the full price less the discount",
          "[engine][flat]") {
  CHECK(margin_of_purchase(100.0, 0.0, 0.3) == Approx(30.0));
  // Paid 90 of 100: margin 30, of which 10 were given away.
  CHECK(margin_of_purchase(90.0, 0.1, 0.3) == Approx(20.0));
}

TEST_CASE("A purchase is credited to the last touch that was opened within a week",
          "[engine][flat]") {
  CampaignResults results{test::make_small_brief()};
  results.note_sent(slot, DecisionId{3}, discounted, SimTime{});
  results.note(purchase(SimTime{one_hour}, 1), slot);
  CHECK(results.by_creative()[5].purchases == 0);  // not opened
  results.note(make_event(EventKind::touch_opened, ann, SimTime{one_hour}, 3), slot);
  results.note(make_event(EventKind::touch_opened, ann, SimTime{one_hour}, 3), slot);
  results.note(make_event(EventKind::touch_clicked, ann, SimTime{one_hour}, 3), slot);
  results.note(purchase(SimTime{one_day}, 2), slot);
  results.note(purchase(SimTime{one_day}, 2), slot);   // delivered twice
  results.note(purchase(SimTime{one_week}, 3), slot);  // too late
  const CreativeResults& r = results.by_creative()[5];
  CHECK(r.sent == 1);
  CHECK(r.opened == 1);
  CHECK(r.clicked == 1);
  CHECK(r.purchases == 1);
  CHECK(r.margin == Approx(20.0));
}

TEST_CASE("Feedback on an earlier touch is not that of the last one", "[engine][flat]") {
  CampaignResults results{test::make_small_brief()};
  results.note_sent(slot, DecisionId{3}, plain, SimTime{});
  results.note_sent(slot, DecisionId{9}, discounted, SimTime{one_day});
  results.note(make_event(EventKind::touch_opened, ann, SimTime{one_day}, 3), slot);
  results.note(purchase(SimTime{2 * one_day}, 1), slot);
  CHECK(results.by_creative()[4].opened == 0);
  CHECK(results.by_creative()[5].purchases == 0);
}

TEST_CASE("The worth of a touch has the error of a Poisson count", "[engine][flat]") {
  CreativeResults some;
  some.sent = 1000;
  some.purchases = 25;
  some.margin = 500.0;
  CreativeResults all = some;
  all.purchases = 100;
  all.margin = 2000.0;  // 20 a purchase
  const auto worth = worth_per_touch(some, all);
  REQUIRE(worth.has_value());
  CHECK(worth->mean == Approx(0.5));
  CHECK(worth->standard_error == Approx(0.1));  // 20 x 5 / 1000
  CHECK_FALSE(worth_per_touch(CreativeResults{}, all).has_value());
  CHECK_FALSE(worth_per_touch(some, CreativeResults{}).has_value());
  CHECK(clearly_less({.mean = 0.0, .standard_error = 0.3}, {.mean = 1.1, .standard_error = 0.4},
                     2.0));
  CHECK_FALSE(clearly_less({.mean = 0.0, .standard_error = 0.3},
                           {.mean = 0.9, .standard_error = 0.4}, 2.0));
}

TEST_CASE("The creative of a decision is found again", "[engine][flat]") {
  CampaignResults results{test::make_small_brief()};
  CHECK_FALSE(results.creative_of(DecisionId{3}).has_value());
  results.note_sent(slot, DecisionId{3}, plain, SimTime{});
  results.note_sent(slot, DecisionId{4}, plain, SimTime{});
  results.note_sent(slot, DecisionId{9}, discounted, SimTime{});
  CHECK_FALSE(results.creative_of(DecisionId{2}).has_value());
  CHECK(results.creative_of(DecisionId{4}) == plain);
  CHECK_FALSE(results.creative_of(DecisionId{7}).has_value());
  CHECK(results.creative_of(DecisionId{9}) == discounted);
  results.note(make_event(EventKind::unsubscribed, ann, SimTime{}, 4), slot);
  CHECK(results.by_creative()[4].unsubscribed == 1);
  results.start_quarter();
  CHECK(results.by_creative()[4].sent == 0);
  CHECK(results.creative_of(DecisionId{4}) == plain);
}

}  // namespace shoal::engine
