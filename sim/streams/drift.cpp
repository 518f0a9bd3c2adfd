#include "sim/streams/drift.hpp"

#include "sim/purposes.hpp"
#include "sim/streams/venues.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

namespace {

Duration onset_window(const DriftParams& d) {
  switch (d.form) {
    case DriftForm::abrupt:
      return Duration{0};
    case DriftForm::gradual:
      return from_weeks(d.duration_weeks);
    case DriftForm::novel_cohort:
      return from_seconds(d.onset_hours * 3600.0);
  }
  return Duration{0};
}

Duration draw_phase(const DriftParams& d, std::uint32_t number, Seed seed) {
  Stream s(seed, purpose::drift_phase, number, 0);
  const double days = std::floor(s.uniform() * d.phase_weeks * 7.0);
  return from_days(days);
}

}  // namespace

std::vector<ScheduledDrift> schedule_drifts(std::span<const DriftParams> drifts,
                                            const Population& people, SimTime measure_begin,
                                            Seed seed) {
  std::vector<ScheduledDrift> schedule;
  for (std::uint32_t k = 0; k < drifts.size(); ++k) {
    const DriftParams& d = drifts[k];
    ScheduledDrift out;
    out.start = measure_begin + from_weeks(d.start_weeks) + draw_phase(d, k, seed);
    out.end = d.form == DriftForm::abrupt ? out.start : out.start + from_weeks(d.duration_weeks);
    out.code = venue_code(seed, k);
    const Duration window = onset_window(d);
    const double decoys = d.form == DriftForm::novel_cohort ? d.decoy_ratio * d.member_frac : 0.0;
    for (std::uint32_t i = 0; i < people.size(); ++i) {
      const PersonId p{i};
      if (d.archetype && people[p].archetype != *d.archetype) continue;
      Stream s(seed, purpose::drift_member, i, k);
      const double u = s.uniform();
      const double when = s.uniform();
      if (u >= d.member_frac + decoys) continue;
      const SimTime onset =
          out.start +
          Duration{static_cast<std::int64_t>(static_cast<double>(window.count()) * when)};
      if (people[p].joined > onset) continue;
      out.people.push_back({p, onset, u >= d.member_frac, 0});
    }
    schedule.push_back(std::move(out));
  }
  return schedule;
}

}  // namespace shoal::sim
