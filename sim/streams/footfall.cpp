#include "sim/streams/footfall.hpp"

#include "sim/purposes.hpp"

namespace shoal::sim {

Footfall::Footfall(const FootfallParams& params, std::uint32_t stores, const StoreHours& hours,
                   Seed seed, std::uint32_t first_store)
    : params_(params),
      hours_(hours),
      rhythm_(params.hour_weight, params.weekday_weight),
      interval_(from_seconds(60.0 * params.interval_minutes)),
      seed_(seed),
      first_store_(first_store),
      entered_(params.people_per_day > 0.0 ? stores : 0, 0) {}

double Footfall::mean(SimTime at) const {
  const SimTime from = at - interval_;
  return params_.people_per_day * in_days(interval_) * hours_.open_frac(from, at) *
         rhythm_.at(from + interval_ / 2);
}

void Footfall::report(SimTime at, Delivery& delivery) {
  const double mean = this->mean(at);
  const SimTime from = at - interval_;
  const double shape = params_.day_cv > 0.0 ? 1.0 / (params_.day_cv * params_.day_cv) : 0.0;
  for (std::uint32_t s = 0; s < entered_.size(); ++s) {
    if (mean <= 0.0 && entered_[s] == 0) continue;
    double factor = 1.0;
    if (shape > 0.0) {
      Stream day(seed_, purpose::store_day, first_store_ + s,
                 static_cast<std::uint32_t>(day_index(from)));
      factor = day.gamma(shape) / shape;
    }
    Stream draws(seed_, purpose::footfall, first_store_ + s,
                 static_cast<std::uint32_t>(from.time_since_epoch() / interval_));
    // Passers-by split into missed, once and twice counted: independent Poisson numbers.
    const double once = 1.0 - params_.missed_frac - params_.double_frac;
    std::uint32_t counted = draws.poisson(mean * factor * once) +
                            2 * draws.poisson(mean * factor * params_.double_frac);
    for (std::uint32_t n = 0; n < entered_[s]; ++n) {
      const double u = draws.uniform();
      counted += u < once ? 1U : (u < once + params_.double_frac ? 2U : 0U);
    }
    entered_[s] = 0;
    Event e;
    e.occurred = at;
    e.ref = first_store_ + s;
    e.value = static_cast<float>(counted);
    e.kind = EventKind::footfall;
    e.source = Source::store;
    delivery.send(e, draws);
  }
}

}  // namespace shoal::sim
