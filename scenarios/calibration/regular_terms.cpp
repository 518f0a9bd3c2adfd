#include "scenarios/calibration/regular_terms.hpp"

#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace shoal::scenarios::detail {
namespace {

// Double precision inside too: boost's default of long double is five times slower.
using InDouble = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
double digamma(double x) { return boost::math::digamma(x, InDouble{}); }
double lgamma(double x) { return boost::math::lgamma(x, InDouble{}); }
using Panel = boost::math::quadrature::gauss<double, 15>;

// Derivatives by (r, alpha, k), which is what the rate's part of a likelihood depends on.
struct ByRate {
  double r = 0.0;
  double alpha = 0.0;
  double k = 0.0;
};

// The beta prime (k, a) of k d / b, and how it moves with (r, alpha, k).
class NextGap {
 public:
  NextGap(double r, double alpha, double k, const CustomerSummary& customer)
      : x_(customer.repeats),
        k_(k),
        a_(r + k * x_),
        b_(alpha + k * customer.recency_weeks),
        last_(customer.recency_weeks),
        log_beta_(lgamma(k) + lgamma(a_) - lgamma(a_ + k)),
        psi_both_(digamma(a_ + k)),
        psi_a_(digamma(a_)),
        psi_k_(digamma(k)) {}

  double k() const { return k_; }
  double a() const { return a_; }
  double b() const { return b_; }
  double psi_a() const { return psi_a_; }
  double psi_k() const { return psi_k_; }

  // The density of log d, and the derivatives of its logarithm.
  double density(double q, ByRate& by) const {
    const double log_q = std::log(q);
    const double log_1q = std::log1p(q);
    const double e = k_ - (a_ + k_) * q / (1.0 + q);
    by.r = psi_both_ - psi_a_ - log_1q;
    by.alpha = -e / b_;
    by.k = x_ * by.r + log_q - log_1q + psi_both_ - psi_k_ + e * (1.0 / k_ - last_ / b_);
    return std::exp(k_ * log_q - (a_ + k_) * log_1q - log_beta_);
  }

  // P(d > gap) and its derivatives.
  double beyond(double gap, ByRate& by) const {
    if (gap <= 0.0) return 1.0;
    const double q = k_ * gap / b_;
    const double z = 1.0 / (1.0 + q);
    const double value = tail(a_, k_, z, q);
    const double by_a = slope([&](double a) { return tail(a, k_, z, q); }, a_);
    const double by_k = slope([&](double k) { return tail(a_, k, z, q); }, k_);
    const double at_end = std::exp(k_ * std::log(q) - (a_ + k_) * std::log1p(q) - log_beta_);
    by.r = by_a;
    by.alpha = at_end / b_;
    by.k = x_ * by_a + by_k - at_end * (1.0 / k_ - last_ / b_);
    return value;
  }

 private:
  // I_z(a, k) where 1 - z = q / (1 + q), kept away from 0.
  static double tail(double a, double k, double z, double q) {
    const double value = z < 0.5 ? boost::math::ibeta(a, k, z, InDouble{})
                                 : boost::math::ibetac(k, a, q / (1.0 + q), InDouble{});
    return std::max(value, std::numeric_limits<double>::min());
  }
  template <class Function>
  static double slope(Function f, double at) {
    const double step = 1e-5 * std::max(1.0, at) * std::min(1.0, at);
    return (f(at + step) - f(at - step)) / (2.0 * step);
  }

  double x_;
  double k_;
  double a_;
  double b_;
  double last_;
  double log_beta_;
  double psi_both_;
  double psi_a_;
  double psi_k_;
};

// What the purchases themselves say: everything but log W.
Term<3> purchases_term(double r, double alpha, const NextGap& gap, const CustomerSummary& c) {
  const double x = c.repeats;
  const double k = gap.k();
  Term<3> term{.value = r * std::log(alpha / gap.b()),
               .gradient = {std::log(alpha / gap.b()), r / alpha - gap.a() / gap.b(),
                            -gap.a() * c.recency_weeks / gap.b()}};
  if (c.repeats == 0) return term;
  const double log_kb = std::log(k / gap.b());
  term.value +=
      x * k * log_kb + (k - 1.0) * c.log_gaps.value() - x * lgamma(k) + lgamma(gap.a()) - lgamma(r);
  term.gradient[0] += gap.psi_a() - digamma(r);
  term.gradient[2] += x * (log_kb + 1.0 - gap.psi_k() + gap.psi_a()) + c.log_gaps.value();
  return term;
}

// w of W = S(t_x) w: the integral over unseen gaps and the tail, with the derivatives of w.
struct Silence {
  double w = 0.0;
  ByRate by;
  double by_s = 0.0;
  double by_beta = 0.0;
};

class UnseenGaps {
 public:
  UnseenGaps(const NextGap& gap, const RegularParetoNbd& model, const CustomerSummary& customer)
      : gap_(gap),
        s_(model.s),
        here_(model.beta_weeks + customer.recency_weeks),
        end_(std::log(customer.age_weeks - customer.recency_weeks)) {}

  // Panels go from the mode of the integrand both ways and stop where nothing is added: it is
  // log-concave in log d.
  void add_to(Silence& sum) const {
    const double mode =
        std::min(end_, std::log(gap_.b() * (gap_.k() + 1.0) / (gap_.k() * gap_.a())));
    const double down = std::min(6.0, 30.0 / (gap_.k() + 1.0));
    for (double y = mode;; y -= down) {
      if (!add_panel(y - down, y, sum)) break;
    }
    for (double y = mode; y < end_;) {
      const double q = gap_.k() * std::exp(std::min(end_, y + 6.0)) / gap_.b();
      const double steep = (gap_.a() + gap_.k()) * q / (1.0 + q);
      const double next = std::min(end_, y + std::min(6.0, 25.0 / (1.0 + steep)));
      if (!add_panel(y, next, sum)) break;
      y = next;
    }
  }

 private:
  bool add_panel(double from, double to, Silence& sum) const {
    const double half = 0.5 * (to - from);
    const double middle = 0.5 * (to + from);
    const auto& nodes = Panel::abscissa();
    const auto& weights = Panel::weights();
    const double before = sum.w;
    add_node(middle, half * weights[0], sum);
    for (std::size_t i = 1; i < nodes.size(); ++i) {
      add_node(middle - half * nodes[i], half * weights[i], sum);
      add_node(middle + half * nodes[i], half * weights[i], sum);
    }
    return sum.w - before > 1e-14 * sum.w;
  }

  void add_node(double y, double weight, Silence& sum) const {
    const double d = std::exp(y);
    ByRate by;
    const double f = weight * gap_.density(gap_.k() * d / gap_.b(), by);
    const double longer = std::log1p(d / here_);
    const double left = -std::expm1(-s_ * longer);  // share of the living who leave by then
    sum.w += f * left;
    sum.by.r += f * left * by.r;
    sum.by.alpha += f * left * by.alpha;
    sum.by.k += f * left * by.k;
    sum.by_s += f * (1.0 - left) * longer;
    sum.by_beta -= f * (1.0 - left) * s_ * d / (here_ * (here_ + d));
  }

  const NextGap& gap_;
  double s_;
  double here_;
  double end_;
};

}  // namespace

Term<3> regular_term(const RegularNbd& model, double k, const CustomerSummary& customer) {
  const NextGap gap(model.r, model.alpha_weeks, k, customer);
  Term<3> term = purchases_term(model.r, model.alpha_weeks, gap, customer);
  ByRate by;
  const double w = gap.beyond(customer.age_weeks - customer.recency_weeks, by);
  term += {.value = std::log(w), .gradient = {by.r / w, by.alpha / w, by.k / w}};
  return term;
}

Term<5> regular_term(const RegularParetoNbd& model, double k, const CustomerSummary& customer) {
  const NextGap gap(model.r, model.alpha_weeks, k, customer);
  const Term<3> bought = purchases_term(model.r, model.alpha_weeks, gap, customer);
  Silence silence;
  silence.w = gap.beyond(customer.age_weeks - customer.recency_weeks, silence.by);
  if (customer.age_weeks > customer.recency_weeks) {
    UnseenGaps(gap, model, customer).add_to(silence);
  }
  const double here = model.beta_weeks + customer.recency_weeks;
  const double log_alive = std::log(model.beta_weeks / here);
  return {
      .value = bought.value + model.s * log_alive + std::log(silence.w),
      .gradient = {bought.gradient[0] + silence.by.r / silence.w,
                   bought.gradient[1] + silence.by.alpha / silence.w,
                   log_alive + silence.by_s / silence.w,
                   model.s * (1.0 / model.beta_weeks - 1.0 / here) + silence.by_beta / silence.w,
                   bought.gradient[2] + silence.by.k / silence.w}};
}

}  // namespace shoal::scenarios::detail
