#include "scenarios/bind_scenario.hpp"

#include "scenarios/names.hpp"

namespace shoal::scenarios {

namespace {
constexpr Range dwell_hours{0.0, 1e5, true};
constexpr Range shape{0.0, 1e4, true};
}  // namespace

void bind_topics(Binder& b, std::vector<sim::Topic>& topics) {
  b.objects({"topics", "categories of interest", {1, 16}}, topics, [&](sim::Topic& t) {
    b.text({"name", "of the topic", name_length}, t.name);
    b.quantity({"dwell_hours", Unit::hours, dwell_hours,
                "mean time of a need in curious, evaluating, ready"},
               t.dwell_hours);
    b.quantity({"half_life_hours",
                Unit::hours,
                {0.0, 1e5},
                "half of all needs are over by then; scales the dwells; 0: as they are"},
               t.half_life_hours);
  });
}

void bind_season(Binder& b, sim::SeasonParams& p, std::size_t cities) {
  b.quantity({"start_day_of_year", Unit::days, {1.0, 365.0}, "of the start of history; 1 January"},
             p.start_day_of_year);
  b.quantity({"month_factor", Unit::one, {0.0, 100.0, true}, "activity by month, January first"},
             p.month_factor);
  b.quantity({"weekday_factor", Unit::one, {0.0, 100.0, true}, "activity by weekday, Monday first"},
             p.weekday_factor);
  b.objects({"festivals", "days that stand out", {0, 64}}, p.festivals, [&](sim::Festival& f) {
    b.text({"name", "of the festival", name_length}, f.name);
    b.quantity({"start_weeks", Unit::weeks, {-520.0, 520.0}, "after measurement begins"},
               f.start_weeks);
    b.quantity({"days", Unit::days, {0.0, 365.0, true}, "that it lasts"}, f.days);
    b.quantity({"factor", Unit::one, {0.0, 100.0, true}, "on activity"}, f.factor);
    b.quantity({"lead_days", Unit::days, {0.0, 365.0}, "before it: an even climb to the factor"},
               f.lead_days);
    b.quantity({"after_days", Unit::days, {0.0, 365.0}, "after it: an even way back to 1"},
               f.after_days);
    b.quantity({"after_factor",
                Unit::one,
                {0.0, 100.0, true},
                "on activity as it ends, the way's "
                "begin: below 1 a lull, above 1 a slow end"},
               f.after_factor);
    if (f.felt_frac.empty()) f.felt_frac.assign(cities, 1.0);
    b.quantity({"felt_frac", Unit::frac, fraction, "of all this, by city; else everywhere"},
               f.felt_frac, cities);
  });
}

void bind_intent(Binder& b, sim::IntentParams& p) {
  b.quantity({"need_conversion", Unit::frac, inner_fraction, "needs that end in a purchase"},
             p.need_conversion);
  b.choice({"dwell_family", "law of stage dwells"}, p.dwell_family, dwell_family_names,
           Binder::Presence::optional);
  b.quantity({"dwell_shape", Unit::one, shape,
              "of the gamma or Weibull law, 1 is Markov; log-normal: 1 / squared variation"},
             p.dwell_shape);
  b.quantity({"session_at_stage", Unit::frac, fraction,
              "entering curious, evaluating, ready starts a session"},
             p.session_at_stage);
  b.quantity({"visit_boost", Unit::one, {1.0, 1e3}, "on background visits, by the same stages"},
             p.visit_boost);
  b.quantity({"topic_fidelity", Unit::frac, fraction, "pages of a session on its topic"},
             p.topic_fidelity);
  b.quantity({"stock_loss_frac", Unit::frac, fraction_below_one,
              "demand lost to stock-outs in the untouched world"},
             p.stock_loss_frac);
}

}  // namespace shoal::scenarios
