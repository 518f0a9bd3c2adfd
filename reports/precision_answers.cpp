#include "reports/precision_answers.hpp"

#include "reports/number_text.hpp"

#include <fmt/format.h>

#include <cmath>

namespace shoal::reports {
namespace {

std::string count_text(const std::optional<std::uint64_t>& n) {
  return n ? fmt::format("{}", *n)
           : fmt::format("over {:g}", static_cast<double>(most_replications));
}

void add_draws(PrecisionAnswer& a, const Uncertainty& uncertainty) {
  const UncertainMeasure* u = find_uncertain(uncertainty, a.arm, a.base, a.measure);
  if (u == nullptr || !u->split) return;
  const DrawVariance variance{.parameters = u->split->parameters,
                              .noise = u->split->noise,
                              .replications = uncertainty.replications};
  a.drawn = (u->split->high - u->split->low) / 2.0;
  a.floor = uncertainty_floor(variance);
  a.draws = draws_for(variance, a.wish);
}

std::string drawn_sentence(const PrecisionAnswer& a) {
  if (!a.floor) return "";
  if (a.draws) {
    return fmt::format(" The uncertainty interval (now ±{:.4g}) needs {} draws.", *a.drawn,
                       *a.draws);
  }
  return fmt::format(
      " The uncertainty interval (now ±{:.4g}) cannot get there: the parameters alone leave "
      "±{:.4g}; calibrate them, or declare narrower ranges.",
      *a.drawn, *a.floor);
}

}  // namespace

std::vector<PrecisionAnswer> answer(const Summary& summary, const HalfWidthWish& wish) {
  std::vector<PrecisionAnswer> answers;
  for (const Contrast& c : summary.contrasts) {
    const Measure* m = find_measure(c.measures, wish.measure);
    if (m == nullptr) continue;
    PrecisionAnswer a;
    a.arm = c.arm;
    a.base = c.base;
    a.measure = m->name;
    a.unit = m->unit;
    a.wish = wish.half_width;
    if (m->value.standard_error) {
      const auto n = static_cast<double>(m->value.n);
      const double deviation = *m->value.standard_error * std::sqrt(n);
      a.half_width = half_width(deviation, m->value.n);
      a.simulation = replications_for(
          PilotDeviation{.deviation = deviation, .replications = m->value.n}, a.wish);
    } else {
      a.reason = m->value.reason;
    }
    if (summary.uncertainty) add_draws(a, *summary.uncertainty);
    answers.push_back(std::move(a));
  }
  return answers;
}

std::string precision_text(const std::vector<PrecisionAnswer>& answers) {
  std::string text;
  for (const PrecisionAnswer& a : answers) {
    const std::string head =
        fmt::format("{} vs {}, {} to ±{:.4g}: ", a.arm, a.base, a.measure, a.wish);
    if (!a.half_width) {
      text += wrapped(head + a.reason + drawn_sentence(a));
      continue;
    }
    text += wrapped(fmt::format(
        "{}the simulation interval (now ±{:.4g}) needs {} replications ({} to {}, as its deviation "
        "is known from these only).{}",
        head, *a.half_width, count_text(a.simulation.needed), count_text(a.simulation.low),
        count_text(a.simulation.high), drawn_sentence(a)));
  }
  return text;
}

}  // namespace shoal::reports
