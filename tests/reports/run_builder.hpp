// Small run logs, built by hand for tests.
#pragma once

#include "reports/run_log.hpp"

#include <string>
#include <utility>

namespace shoal::reports {

inline SimTime at_week(double weeks) { return SimTime{} + from_weeks(weeks); }

// Topics shoes and books; channels email (0.10) and push (0.02); creatives 0..7: channel x stage.
// Measured weeks 2 to 6, touches in 2 to 5. Persons reachable, alive throughout.
class RunBuilder {
 public:
  explicit RunBuilder(std::size_t people) {
    log.measure_begin = at_week(2);
    log.touch_end = at_week(5);
    log.run_end = at_week(6);
    log.margin_frac = 0.4;
    log.topics = {"shoes", "books"};
    log.channels = {{"email", 0.10}, {"push", 0.02}};
    for (std::uint8_t channel = 0; channel < 2; ++channel) {
      for (std::uint8_t stage = 0; stage < stages; ++stage) {
        log.creatives.push_back({ChannelId{channel}, Stage{stage}, OfferId{}});
      }
    }
    log.people.resize(people);
    for (LifetimeRow& row : log.people) row.reachable_channels = 3;
    log.ledger.channels.resize(2);
  }

  void open(std::uint32_t segment, SimTime at, bool novel = false) {
    log.segment_changes.push_back({at, change(SegmentChangeKind::opened, segment)});
    log.segment_changes.back().change.novel = novel;
    log.segment_changes.back().change.descriptor =
        static_cast<std::uint32_t>(log.descriptors.size());
    log.descriptors.push_back("segment " + std::to_string(segment));
  }
  void close(std::uint32_t segment, SimTime at) {
    log.segment_changes.push_back({at, change(SegmentChangeKind::closed, segment)});
  }
  // People [first, end).
  void assign(std::uint32_t segment, SimTime at, std::pair<std::uint32_t, std::uint32_t> people) {
    for (std::uint32_t p = people.first; p < people.second; ++p) {
      log.segment_changes.push_back({at, change(SegmentChangeKind::assigned, segment)});
      log.segment_changes.back().change.subject = SubjectId{p};
    }
  }
  // A message about `topic` for stage `stage` by e-mail to someone ready to buy shoes.
  void touch(SimTime at, std::uint32_t person, TopicId topic, Stage stage) {
    TouchRow row;
    row.at = at;
    row.person = PersonId{person};
    row.creative = CreativeId{static_cast<std::uint16_t>(stage)};
    row.topic = topic;
    row.true_topic = TopicId{0};
    row.true_stage = Stage::ready;
    log.touches.push_back(row);
  }
  void buy(SimTime at, std::uint32_t person, std::int64_t paid, std::int64_t discount = 0) {
    log.purchases.push_back(
        {at, PersonId{person}, TopicId{}, Origin::need, paid, discount, std::nullopt});
  }

  RunLog log;

 private:
  static SegmentChange change(SegmentChangeKind kind, std::uint32_t segment) {
    SegmentChange out;
    out.kind = kind;
    out.segment = SegmentId{segment};
    return out;
  }
};

}  // namespace shoal::reports
