// Sessions observed in a stream of simulated events: what a click log of the same audience would
// hold, cut into sessions by the same rule as a real one (session_reader.hpp).
//
// Every page, search, product view, cart and checkout is a click at the instant when it opened (a
// product view tells its dwell and is reported when it ends); a purchase is a purchase. Users are
// subjects, as an engine sees them. A dwell is a float: pauses are cut with 10 ms to spare.
// Memory: 24 bytes a click.
#pragma once

#include "core/time.hpp"
#include "engine/contract/event.hpp"
#include "scenarios/calibration/session_reader.hpp"

#include <span>
#include <vector>

namespace shoal::scenarios {

struct SessionLogOptions {
  double session_gap_s = 1800.0;
  // Sessions that begin before this only make their visitors known (no longer fresh).
  SimTime from{};
  CalendarDay first_day{std::chrono::days{4}};  // the Monday of instant zero; 5 January 1970
};

class SessionLog {
 public:
  explicit SessionLog(const SessionLogOptions& options = {}) : options_(options) {}

  void observe(std::span<const Event> events);  // in any order
  // Seen by the shop before the log began: no visit is their first one.
  void know(SubjectId visitor);
  SessionData finish();  // once

 private:
  SessionLogOptions options_;
  std::vector<Click> clicks_;
  std::vector<bool> known_;  // (subject)
};

}  // namespace shoal::scenarios
