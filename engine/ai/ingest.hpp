// Step 1, ingest: what comes in is checked, freed of duplicates and put in order of event time.
//
// Bad events (unknown kind, topic or channel, times that cannot be, values that are no number) and
// events older than the lateness allowed are counted and set aside. What occurs after it arrived,
// by no more than `clock_tolerance`, is taken as of its arrival. Duplicates are recognised by
// event id among the last `remembered_ids` (two generations of a hash set, so memory is bounded).
// The watermark is the end of the last tick less `hold`: what occurred before it is released, in
// order of (occurred, id). An event that comes after the watermark has passed it is late; it is
// released at once and counted, and the signals take its age off.
//
// Cost: about 30 ns an event.
#pragma once

#include "core/hash.hpp"
#include "core/time.hpp"
#include "engine/ai/options.hpp"
#include "engine/contract/brief.hpp"
#include "engine/contract/event.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace shoal::engine {

struct IngestCounts {
  std::uint64_t accepted = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t late = 0;      // used, though the watermark had passed them
  std::uint64_t too_late = 0;  // set aside
  std::uint64_t ahead = 0;     // used, as of their arrival: from a clock that is ahead
  std::uint64_t bad = 0;       // set aside
};

enum class Admission : std::uint8_t { accepted, duplicate, too_late, bad };

// Recognises ids among the last `capacity` to 2 x capacity that were added.
class RecentIds {
 public:
  explicit RecentIds(std::size_t capacity);
  // False when the id is remembered already; otherwise remembers it.
  [[nodiscard]] bool add(EventId id);

 private:
  using Table = std::vector<std::uint64_t>;  // open addressing; 0 is empty, keys are id + 1 mixed
  static bool contains(const Table& table, std::uint64_t key);
  static void insert(Table& table, std::uint64_t key);

  std::size_t capacity_;
  std::size_t count_ = 0;
  Table young_;
  Table old_;
};

class Ingest {
 public:
  Ingest(const Brief& brief, const IngestOptions& options);

  [[nodiscard]] Admission push(Event event);
  // Moves what the watermark of `now` releases into `out` (cleared first), in order.
  void release(SimTime now, std::vector<Event>& out);
  // When the next held event can be released, if one is held.
  std::optional<SimTime> next_release() const;

  const IngestCounts& counts() const { return counts_; }

 private:
  bool is_valid(const Event& event) const;

  IngestOptions options_;
  std::size_t topics_;
  std::size_t channels_;
  RecentIds recent_;
  std::vector<Event> held_;
  SimTime watermark_{};
  IngestCounts counts_;
};

}  // namespace shoal::engine
