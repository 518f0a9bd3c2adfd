#include "sim/setting.hpp"

#include "sim/purposes.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

namespace {

// Days before instant zero and after the end for which calendars are made.
constexpr std::int64_t margin_days = 14;

std::int64_t days_of(SimTime end) { return day_index(end) + 2 * margin_days; }

double visit_factor(const WorldConfig& c, SimTime day) {
  const SessionParams& p = c.streams.sessions;
  return p.visit_month_factor[month_at(c.streams.season, day)] *
         p.visit_weekday_factor[static_cast<std::size_t>(day_of_week(day))];
}

enum class ClockOf : std::uint8_t { everything, visits };

std::vector<ActivityClock> make_clocks(const WorldConfig& c, const Drifts& drifts,
                                       const Setting& setting, ClockOf of) {
  std::vector<ActivityClock> clocks;
  for (std::size_t a = 0; a < c.population.archetypes.size(); ++a) {
    const Archetype& archetype = c.population.archetypes[a];
    for (const std::size_t city : setting.places.city) {
      std::vector<DayActivity> days;
      for (std::int64_t d = 0; d < days_of(setting.run_end); ++d) {
        const SimTime day{(d - margin_days) * one_day};
        DayActivity activity;
        activity.factor = day_factor(c.streams.season, day, setting.measure_begin, city);
        if (of == ClockOf::visits) activity.factor *= visit_factor(c, day);
        drifts.bend(a, day, activity);
        days.push_back(activity);
      }
      clocks.emplace_back(archetype.hour_weight, archetype.weekday_weight, days, -margin_days);
    }
  }
  return clocks;
}

PopulationShape shape_of(const WorldConfig& c, const Drifts& drifts, const Misspecification& m,
                         SimTime run_end) {
  PopulationShape shape;
  shape.topics = c.streams.topics.size();
  shape.channels = c.channels.size();
  shape.stores = std::max<std::uint32_t>(c.streams.shelves.stores, 1);
  shape.visit_factor = [&m, form = c.streams.sessions.visit_shape](Stream& draws) {
    return draw_unit(m.visit_factor, form, draws);
  };
  shape.run_end = run_end;
  shape.joins_factor = [&drifts](std::size_t a, SimTime at) {
    return drifts.mixture_factor(a, at);
  };
  return shape;
}

double relative_dwell(const IntentParams& intent, const UnitDraw& unit, Stream& draws) {
  if (unit.law != UnitLaw::gamma) return draw_unit(unit, intent.dwell_shape, draws);
  switch (intent.dwell_family) {
    case DwellFamily::gamma:
      return draws.gamma(intent.dwell_shape) / intent.dwell_shape;
    case DwellFamily::log_normal: {
      const double variance = std::log1p(1.0 / intent.dwell_shape);
      return draws.log_normal(-0.5 * variance, std::sqrt(variance));
    }
    case DwellFamily::weibull:
      return std::pow(draws.exponential(), 1.0 / intent.dwell_shape) /
             std::tgamma(1.0 + 1.0 / intent.dwell_shape);
  }
  return 1.0;
}

// Median life of a need whose dwells have these means, from a fixed sample (to .4%).
double median_life(const std::array<double, 3>& mean, const IntentParams& intent) {
  constexpr std::uint32_t lives = 40'001;
  std::vector<double> life;
  life.reserve(lives);
  for (std::uint32_t i = 0; i < lives; ++i) {
    Stream draws(Seed{0}, purpose::half_life, i, 0);
    double sum = 0.0;
    for (const double m : mean) sum += m * relative_dwell(intent, {}, draws);
    life.push_back(sum);
  }
  std::nth_element(life.begin(), life.begin() + lives / 2, life.end());
  return life[lives / 2];
}

std::vector<std::array<double, 3>> mean_dwells(const StreamParams& streams) {
  std::vector<std::array<double, 3>> dwells;
  for (const Topic& t : streams.topics) {
    const double scale = t.half_life_hours > 0.0
                             ? t.half_life_hours / median_life(t.dwell_hours, streams.intent)
                             : 1.0;
    std::array<double, 3> mean_s{};
    for (std::size_t k = 0; k < 3; ++k) mean_s[k] = 3600.0 * scale * t.dwell_hours[k];
    dwells.push_back(mean_s);
  }
  return dwells;
}

}  // namespace

Setting::Setting(std::shared_ptr<const WorldConfig> world_config, Seed world_seed)
    : config(std::move(world_config)),
      seed(world_seed),
      measure_begin(from_weeks(config->history_weeks)),
      touch_end(measure_begin + from_weeks(config->measured_weeks)),
      run_end(touch_end + from_weeks(config->runout_weeks)),
      misspecification(draw_misspecification(
          config->misspecification,
          {.levels = level_weights(*config), .response = config->response}, seed)),
      age_laws(sim::age_laws(config->population)),
      drifts(config->streams.drifts, measure_begin, seed),
      places(places_of(config->streams.season, config->population.cities.size())),
      clocks(make_clocks(*config, drifts, *this, ClockOf::everything)),
      visit_clocks(make_clocks(*config, drifts, *this, ClockOf::visits)),
      people(config->population, shape_of(*config, drifts, misspecification, run_end), seed),
      identities(config->population.identities, people.size(), seed),
      sessions(config->streams),
      dwell_s(mean_dwells(config->streams)) {}

double Setting::draw_dwell(Stream& draws) const {
  return relative_dwell(config->streams.intent, misspecification.dwell, draws);
}

}  // namespace shoal::sim
