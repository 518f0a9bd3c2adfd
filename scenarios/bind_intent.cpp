#include "scenarios/bind_scenario.hpp"

namespace shoal::scenarios {

namespace {
constexpr Range dwell_hours{0.0, 1e5, true};
constexpr Range shape{0.0, 1e4, true};
constexpr Range factor{0.0, 1e3};
}  // namespace

void bind_topics(Binder& b, std::vector<sim::Topic>& topics) {
  b.objects({"topics", "categories of interest", {1, 16}}, topics, [&](sim::Topic& t) {
    b.text({"name", "of the topic", name_length}, t.name);
    b.quantity({"dwell_hours", Unit::hours, dwell_hours,
                "mean time of a need in curious, evaluating, ready"},
               t.dwell_hours);
  });
}

void bind_intent(Binder& b, sim::IntentParams& p) {
  b.quantity({"need_conversion", Unit::frac, inner_fraction, "needs that end in a purchase"},
             p.need_conversion);
  b.quantity({"dwell_shape", Unit::one, shape, "gamma shape of stage dwells; 1 is Markov"},
             p.dwell_shape);
  b.quantity({"session_at_stage", Unit::frac, fraction,
              "entering curious, evaluating, ready starts a session"},
             p.session_at_stage);
  b.quantity({"visit_boost", Unit::one, factor, "on background visits, by the same stages"},
             p.visit_boost);
  b.quantity({"topic_fidelity", Unit::frac, fraction, "pages of a session on its topic"},
             p.topic_fidelity);
  b.quantity({"stock_loss_frac", Unit::frac, fraction_below_one,
              "demand lost to stock-outs in the untouched world"},
             p.stock_loss_frac);
}

}  // namespace shoal::scenarios
