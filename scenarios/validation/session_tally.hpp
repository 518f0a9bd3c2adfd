// How the sessions of a log, and those with a purchase, are shared out: over visitor types, months
// and the week.
#pragma once

#include "scenarios/calibration/session_data.hpp"

#include <array>
#include <cmath>

namespace shoal::scenarios {

struct SessionTally {
  struct Share {
    double all = 0.0;
    double bought = 0.0;

    double others() const { return all - bought; }
    void add(bool purchase) {
      all += 1.0;
      bought += purchase ? 1.0 : 0.0;
    }
  };
  Share sessions;
  Share typed;  // whose visitor type is known
  Share fresh;
  Share dated;  // whose month is known
  std::array<Share, 12> months;
  Share with_weekday;
  Share weekends;
};

inline SessionTally tally_of(const std::vector<SessionRecord>& sessions) {
  SessionTally t;
  for (const SessionRecord& s : sessions) {
    t.sessions.add(s.purchase);
    if (s.visitor) t.typed.add(s.purchase);
    if (s.visitor == sim::VisitorType::fresh) t.fresh.add(s.purchase);
    if (s.month) t.dated.add(s.purchase);
    if (s.month) t.months[static_cast<std::size_t>(*s.month) - 1].add(s.purchase);
    if (s.weekend) t.with_weekday.add(s.purchase);
    if (s.weekend == true) t.weekends.add(s.purchase);
  }
  return t;
}

// Log odds of k among n, half a case added to each side so that none is infinite.
inline double log_odds(double k, double n) { return std::log((k + 0.5) / (n - k + 0.5)); }

}  // namespace shoal::scenarios
