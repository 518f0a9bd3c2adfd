#include "reports/segment_history.hpp"

#include "core/contracts.hpp"

namespace shoal::reports {

void SegmentHistory::advance(SimTime until) {
  moves_.clear();
  const auto& changes = log_.segment_changes;
  while (next_ < changes.size() && changes[next_].at <= until) {
    require(next_ == 0 || changes[next_ - 1].at <= changes[next_].at,
            "segment changes are in order of time");
    apply(changes[next_++]);
  }
}

void SegmentHistory::apply(const TimedSegmentChange& row) {
  switch (row.change.kind) {
    case SegmentChangeKind::opened:
      close(row.change.segment, row.at);
      open(row);
      return;
    case SegmentChangeKind::closed:
      close(row.change.segment, row.at);
      return;
    case SegmentChangeKind::assigned:
      break;
  }
  const auto person = static_cast<std::uint32_t>(index(row.change.subject));
  require(person < home_.size(), "an assigned subject is a person of the run");
  const auto found = open_spell(row.change.segment);
  const std::size_t spell = found ? *found : open(row);
  const auto before = spell_of(person);
  if (before == spell) return;
  if (before && spells_[*before].novel) moves_.push_back({*before, person, row.at, false});
  if (spells_[spell].novel) moves_.push_back({spell, person, row.at, true});
  home_[person] = static_cast<std::uint32_t>(spell);
}

std::size_t SegmentHistory::open(const TimedSegmentChange& row) {
  Spell spell;
  spell.segment = row.change.segment;
  spell.opened = row.at;
  if (row.change.kind == SegmentChangeKind::opened) {
    spell.novel = row.change.novel;
    spell.descriptor = row.change.descriptor;
  }
  current_[static_cast<std::uint32_t>(index(spell.segment))] = spells_.size();
  spells_.push_back(spell);
  return spells_.size() - 1;
}

void SegmentHistory::close(SegmentId segment, SimTime at) {
  const auto found = current_.find(static_cast<std::uint32_t>(index(segment)));
  if (found == current_.end()) return;
  spells_[found->second].closed = at;
  current_.erase(found);
}

std::optional<std::size_t> SegmentHistory::spell_of(std::uint32_t person) const {
  const auto& home = home_[person];
  if (!home || spells_[*home].closed) return std::nullopt;
  return *home;
}

std::optional<std::size_t> SegmentHistory::open_spell(SegmentId segment) const {
  const auto found = current_.find(static_cast<std::uint32_t>(index(segment)));
  if (found == current_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::uint64_t> SegmentHistory::members() const {
  std::vector<std::uint64_t> count(spells_.size());
  for (std::uint32_t person = 0; person < home_.size(); ++person) {
    if (const auto spell = spell_of(person)) ++count[*spell];
  }
  return count;
}

std::vector<SimTime> mondays(const RunLog& log) {
  std::vector<SimTime> out;
  const Duration late = time_of_week(log.measure_begin);
  SimTime at = log.measure_begin;
  if (late > Duration{0}) at += one_week - late;
  for (; at < log.touch_end; at += one_week) out.push_back(at);
  return out;
}

}  // namespace shoal::reports
