#include "reports/segment_survey.hpp"

#include "core/contracts.hpp"
#include "reports/segment_history.hpp"

#include <algorithm>
#include <tuple>

namespace shoal::reports {
namespace {

struct Counts {  // (spell) each
  std::vector<std::uint64_t> member_sum;
  std::vector<std::uint64_t> peak;
  std::vector<SegmentRow> feedback;  // only the delivery counts are used

  void grow(std::size_t spells) {
    member_sum.resize(spells);
    peak.resize(spells);
    feedback.resize(spells);
  }
};

void count_monday(const SegmentHistory& history, Counts& counts, SegmentSurvey& out) {
  const std::vector<std::uint64_t> members = history.members();
  counts.grow(members.size());
  ++out.mondays;
  for (std::size_t s = 0; s < members.size(); ++s) {
    counts.member_sum[s] += members[s];
    counts.peak[s] = std::max(counts.peak[s], members[s]);
    if (members[s] > 0) ++out.populated_sum;
    if (members[s] >= supported_members) ++out.supported_sum;
  }
}

void count_touch(const SegmentHistory& history, const TouchRow& touch, const RunLog& log,
                 Counts& counts) {
  const auto spell = touch.segment ? history.open_spell(*touch.segment) : std::nullopt;
  if (!spell) return;
  counts.grow(history.spells().size());
  SegmentRow& row = counts.feedback[*spell];
  const Creative& creative = log.creatives.at(index(touch.creative));
  ++row.touches;
  if (touch.topic == touch.true_topic && creative.stage == touch.true_stage) ++row.personalised;
  if (touch.opened) ++row.opens;
  if (touch.clicked) ++row.clicks;
}

SegmentRow describe(const Spell& spell, const RunLog& log) {
  SegmentRow row;
  row.segment = spell.segment;
  if (spell.descriptor) row.descriptor = log.descriptors.at(*spell.descriptor);
  row.novel = spell.novel;
  row.opened = spell.opened;
  row.closed = spell.closed;
  return row;
}

std::vector<SegmentRow> largest(const SegmentHistory& history, const Counts& counts,
                                const RunLog& log, std::uint64_t mondays) {
  std::vector<std::size_t> order;
  for (std::size_t s = 0; s < counts.peak.size(); ++s) {
    if (counts.peak[s] >= supported_members) order.push_back(s);
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::make_tuple(counts.member_sum[b], a) < std::make_tuple(counts.member_sum[a], b);
  });
  if (order.size() > max_segment_rows) order.resize(max_segment_rows);
  std::vector<SegmentRow> rows;
  for (const std::size_t s : order) {
    SegmentRow row = describe(history.spells()[s], log);
    row.mean_members = static_cast<double>(counts.member_sum[s]) / static_cast<double>(mondays);
    row.peak_members = counts.peak[s];
    row.touches = counts.feedback[s].touches;
    row.personalised = counts.feedback[s].personalised;
    row.opens = counts.feedback[s].opens;
    row.clicks = counts.feedback[s].clicks;
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

SegmentSurvey survey_segments(const RunLog& log) {
  SegmentSurvey out;
  SegmentHistory history(log);
  Counts counts;
  const std::vector<SimTime> grid = mondays(log);
  std::size_t monday = 0;
  const auto count_until = [&](SimTime t) {
    for (; monday < grid.size() && grid[monday] <= t; ++monday) {
      history.advance(grid[monday]);
      count_monday(history, counts, out);
    }
    history.advance(t);
  };
  for (const TouchRow& touch : log.touches) {
    count_until(touch.at);
    count_touch(history, touch, log, counts);
  }
  count_until(log.run_end);
  out.rows = largest(history, counts, log, out.mondays);
  return out;
}

}  // namespace shoal::reports
