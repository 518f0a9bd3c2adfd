// Step 4, micro-segments. A persona cell is a conjunction of traits; a subject lies in one cell of
// each of seven levels, each finer than the one before:
//   0 cluster, stage   1 + value   2 + channel   3 + rhythm   4 + churn   5 + gender, age
//   6 + city
// A cell becomes a segment (opened) when it holds `support` people, and a subject is assigned to
// the finest segment of his path; level 0 is a segment as soon as it is populated. A segment that
// falls below half the support takes nobody in; its members move up at their next review, and it is
// closed when it is empty. With support 1 every populated cell is a segment.
//
// Each cell counts people, person-weeks and orders. Its rate is shrunk towards its parent's:
//   rate = (orders + k parent rate) / (weeks + k),  k = PersonaOptions::shrinkage.
// Counts are halved at 20 k person-weeks, so that rates follow change.
//
// Cost: about 60 ns per level that changes; nothing when none does. Cells that emptied are kept
// until they are more than half of all.
#pragma once

#include "engine/ai/cell_index.hpp"
#include "engine/ai/clusters.hpp"
#include "engine/ai/options.hpp"
#include "engine/contract/brief.hpp"
#include "engine/contract/decision.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shoal::engine {

inline constexpr std::size_t persona_levels = 7;

enum class ValueLevel : std::uint8_t { none, buyer, big_spender };
enum class ChurnLevel : std::uint8_t { steady, uncertain, leaving };
enum class Daypart : std::uint8_t { unknown, night, morning, afternoon, evening };

// What a persona is made of. Optional profile codes: empty when not told.
struct PersonaTraits {
  ClusterId cluster{};
  Stage stage{};
  ValueLevel value{};
  std::optional<ChannelId> channel;  // the one the subject answers on
  Daypart rhythm{};
  ChurnLevel churn{};
  std::optional<std::uint8_t> gender;
  std::optional<std::uint8_t> age_band;
  std::optional<std::uint8_t> city;
  bool operator==(const PersonaTraits&) const = default;
};

// "female, 28-32, Mumbai, flights, ready to act, big spender, WhatsApp evenings": the traits of a
// level, in words; `topic` is the cluster's leading one.
std::string describe(const Brief& brief, const PersonaTraits& traits, std::size_t level,
                     std::optional<TopicId> topic);

class Personas {
 public:
  Personas(const Brief& brief, const PersonaOptions& options);

  // A subject who has traits now; `topic` describes his cluster if a segment has to be opened.
  // `held_elsewhere`: he has been assigned to a segment of another kind and gets none here. The log
  // shows the new assignment before the close of what it leaves empty.
  void place(SubjectId subject, const PersonaTraits& traits, std::optional<TopicId> topic,
             bool held_elsewhere, Outbox& out);
  // He has no traits any more. Says the close of what that leaves empty, and nothing of him.
  void remove(SubjectId subject, Outbox& out);
  // Person-weeks watched and orders seen of a subject since the last time.
  void count(SubjectId subject, double weeks, double orders);

  const PersonaTraits* traits(SubjectId subject) const;
  std::optional<SegmentId> segment(SubjectId subject) const;
  // Of his finest cell, shrunk, when he was last counted; before that, everyone's.
  double orders_per_week(SubjectId subject) const;

  std::size_t populated_cells() const { return finest_populated_; }  // of the finest level
  std::size_t open_segments() const { return open_segments_; }
  // Segment numbers are drawn from one sequence; other kinds of segment draw here too.
  SegmentId new_segment() { return SegmentId{next_segment_++}; }

 private:
  struct Cell {
    std::uint64_t key = 0;
    std::uint32_t people = 0;
    std::uint32_t assigned = 0;
    std::optional<SegmentId> segment;
    double weeks = 0.0;
    double orders = 0.0;
  };
  struct Seat {  // a subject's place
    PersonaTraits traits;
    std::array<std::uint32_t, persona_levels> path{};  // (level) index of the cell
    std::optional<std::uint8_t> assigned;              // level of the cell he is assigned to
    bool placed = false;
    float rate = 0.0F;  // orders per week of his finest cell when he was last counted
    bool counted = false;
  };

  Seat& seat(SubjectId subject);
  std::uint32_t enter(std::uint64_t key);
  void leave(std::uint32_t cell, std::size_t level);
  void drop_empty_cells();
  // Returns the segment that this left empty; it is no longer open.
  std::optional<SegmentId> unassign(Seat& seat);
  void assign(SubjectId subject, Seat& seat, std::uint8_t level, std::optional<TopicId> topic,
              Outbox& out);
  std::uint8_t finest_segment(const Seat& seat) const;
  void follow(Seat& seat, const PersonaTraits& traits);

  Brief brief_;
  PersonaOptions options_;
  CellIndex index_;  // key -> cell
  std::vector<Cell> cells_;
  std::size_t empty_ = 0;    // cells without people; kept for a while, with what they counted
  std::vector<Seat> seats_;  // (subject)
  std::size_t finest_populated_ = 0;
  std::size_t open_segments_ = 0;
  std::uint32_t next_segment_ = 0;
  double weeks_ = 0.0;   // of everyone
  double orders_ = 0.0;  // of everyone
};

}  // namespace shoal::engine
