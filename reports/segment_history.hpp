// The segment log, replayed. A spell is one life of a segment, from opened to closed; a segment id
// that is opened again begins a new spell, and one that is assigned to without having been opened
// begins one then. A person is in one spell at a time; when it closes, in none.
#pragma once

#include "reports/run_log.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace shoal::reports {

struct Spell {
  SegmentId segment{};
  SimTime opened{};
  std::optional<SimTime> closed;
  bool novel = false;
  std::optional<std::uint32_t> descriptor;  // index into RunLog::descriptors
};

struct Move {  // one person entering or leaving a novel spell
  std::size_t spell = 0;
  std::uint32_t person = 0;
  SimTime at{};
  bool enters = false;
};

class SegmentHistory {
 public:
  explicit SegmentHistory(const RunLog& log) : log_(log), home_(log.people.size()) {}

  // Applies all changes up to and including `until`; moves() then holds those of this call.
  void advance(SimTime until);

  const std::vector<Spell>& spells() const { return spells_; }
  const std::vector<Move>& moves() const { return moves_; }
  std::optional<std::size_t> spell_of(std::uint32_t person) const;
  std::optional<std::size_t> open_spell(SegmentId segment) const;
  // (spell) people in it now; closed spells have none.
  std::vector<std::uint64_t> members() const;

 private:
  void apply(const TimedSegmentChange& row);
  std::size_t open(const TimedSegmentChange& row);
  void close(SegmentId segment, SimTime at);

  const RunLog& log_;
  std::size_t next_ = 0;
  std::vector<Spell> spells_;
  std::vector<std::optional<std::uint32_t>> home_;          // (person) spell, perhaps closed
  std::unordered_map<std::uint32_t, std::size_t> current_;  // segment -> open spell; never iterated
  std::vector<Move> moves_;
};

// Mondays 00:00 in [measure_begin, touch_end).
std::vector<SimTime> mondays(const RunLog& log);

}  // namespace shoal::reports
