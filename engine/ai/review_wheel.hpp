// Who is due for a review in which hour: a ring of hours, each with its subjects. Each subject has
// one entry. Cost: constant, 4 bytes a subject.
#pragma once

#include "core/contracts.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <vector>

namespace shoal::engine {

class ReviewWheel {
 public:
  // horizon_hours: schedule() looks less than this ahead.
  explicit ReviewWheel(std::size_t horizon_hours) : ring_(horizon_hours) {}

  // Due in the hour `hour` (hour_index), or in the next one when that has been taken already.
  void schedule(SubjectId subject, std::int64_t hour) {
    if (hour < next_) hour = next_;
    require(hour - next_ < static_cast<std::int64_t>(ring_.size()),
            "a review must lie within the horizon of the wheel");
    ring_[static_cast<std::size_t>(hour) % ring_.size()].push_back(subject);
  }

  // The first hour that has not been taken.
  std::int64_t next_hour() const { return next_; }
  // Takes the subjects of all hours up to `hour` into `due`, in order of hour and scheduling.
  void take(std::int64_t hour, std::vector<SubjectId>& due) {
    due.clear();
    for (std::size_t turned = 0; next_ <= hour && turned < ring_.size(); ++turned, ++next_) {
      auto& slot = ring_[static_cast<std::size_t>(next_) % ring_.size()];
      due.insert(due.end(), slot.begin(), slot.end());
      slot.clear();
    }
    if (next_ <= hour) next_ = hour + 1;
  }

 private:
  std::vector<std::vector<SubjectId>> ring_;
  std::int64_t next_ = 0;
};

}  // namespace shoal::engine
