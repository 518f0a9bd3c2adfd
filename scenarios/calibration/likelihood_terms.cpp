#include "scenarios/calibration/likelihood_terms.hpp"

#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <cmath>

namespace shoal::scenarios::detail {
namespace {

using boost::math::digamma;
using boost::math::lgamma;
using Panel = boost::math::quadrature::gauss<double, 20>;

// The integrand of the Pareto/NBD drop-out integral over y = log(m + u), m = min(alpha, beta):
// log f(y) = y - (r+x) log(alpha+u) - (s+1) log(beta+u), concave in y.
class DropOutIntegral {
 public:
  DropOutIntegral(const ParetoNbd& model, const CustomerSummary& customer, double log_scale)
      : purchases_(model.r + customer.repeats),
        deaths_(model.s + 1.0),
        offset_(std::abs(model.alpha_weeks - model.beta_weeks)),
        alpha_is_least_(model.alpha_weeks < model.beta_weeks),
        least_(std::min(model.alpha_weeks, model.beta_weeks)),
        begin_(std::log(least_ + customer.recency_weeks)),
        end_(std::log(least_ + customer.age_weeks)),
        log_scale_(log_scale) {}

  // value = integral / exp(log_scale); gradient = its derivatives by (r, alpha, s, beta), the last
  // but one without the factor s in front of the integral.
  Term<4> integrate() const {
    Term<4> sum;
    for (double y = begin_; y < end_;) {
      const double next = std::min(end_, y + panel_width(y));
      const double before = sum.value;
      add_panel(y, next, sum);
      // Log-concave: a panel that adds nothing is followed by none that does.
      if (sum.value - before <= 1e-17 * sum.value) break;
      y = next;
    }
    return sum;
  }

 private:
  // At most 6 (the poles of the slope lie pi off the axis) and about 30 e-folds of the integrand.
  double panel_width(double y) const {
    const double far = std::exp(std::min(end_, y + 6.0));
    const double power = alpha_is_least_ ? purchases_ + deaths_ * far / (far + offset_)
                                         : deaths_ + purchases_ * far / (far + offset_);
    return std::min(6.0, 30.0 / (1.0 + power));
  }

  void add_panel(double from, double to, Term<4>& sum) const {
    const double half = 0.5 * (to - from);
    const double middle = 0.5 * (to + from);
    const auto& nodes = Panel::abscissa();
    const auto& weights = Panel::weights();
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      add_node(middle - half * nodes[i], half * weights[i], sum);
      add_node(middle + half * nodes[i], half * weights[i], sum);
    }
  }

  void add_node(double y, double weight, Term<4>& sum) const {
    const double near = std::exp(y);
    const double far = near + offset_;
    const double log_far = std::log(far);
    const double log_alpha = alpha_is_least_ ? y : log_far;
    const double log_beta = alpha_is_least_ ? log_far : y;
    const double f =
        weight * std::exp(y - purchases_ * log_alpha - deaths_ * log_beta - log_scale_);
    sum.value += f;
    sum.gradient[0] -= f * log_alpha;
    sum.gradient[1] -= f * purchases_ / (alpha_is_least_ ? near : far);
    sum.gradient[2] -= f * log_beta;
    sum.gradient[3] -= f * deaths_ / (alpha_is_least_ ? far : near);
  }

  double purchases_;
  double deaths_;
  double offset_;
  bool alpha_is_least_;
  double least_;
  double begin_;
  double end_;
  double log_scale_;
};

}  // namespace

Term<2> rate_term(double r, double alpha, std::uint32_t repeats) {
  Term<2> term{.value = r * std::log(alpha), .gradient = {std::log(alpha), r / alpha}};
  if (repeats > 0) {
    term.value += lgamma(r + repeats) - lgamma(r);
    term.gradient[0] += digamma(r + repeats) - digamma(r);
  }
  return term;
}

Term<2> count_term(const Nbd& model, std::uint32_t repeats) {
  return rate_term(model.r, model.alpha_weeks, repeats);
}

Term<2> time_term(const Nbd& model, const CustomerSummary& customer) {
  const double purchases = model.r + customer.repeats;
  const double end = model.alpha_weeks + customer.age_weeks;
  return {.value = -purchases * std::log(end), .gradient = {-std::log(end), -purchases / end}};
}

Term<4> count_term(const BgNbd& model, std::uint32_t repeats) {
  const Term<2> rate = rate_term(model.r, model.alpha_weeks, repeats);
  Term<4> term{.value = rate.value, .gradient = {rate.gradient[0], rate.gradient[1], 0.0, 0.0}};
  if (repeats > 0) {
    const double sum = model.a + model.b;
    term.value += lgamma(sum) + lgamma(model.b + repeats) - lgamma(model.b) - lgamma(sum + repeats);
    const double both = digamma(sum) - digamma(sum + repeats);
    term.gradient[2] = both;
    term.gradient[3] = both + digamma(model.b + repeats) - digamma(model.b);
  }
  return term;
}

Term<4> time_term(const BgNbd& model, const CustomerSummary& customer) {
  const double purchases = model.r + customer.repeats;
  const double end = model.alpha_weeks + customer.age_weeks;
  const double log_end = std::log(end);
  const double alive = -purchases * log_end;
  if (customer.repeats == 0) {
    return {.value = alive, .gradient = {-log_end, -purchases / end, 0.0, 0.0}};
  }
  const double last = model.alpha_weeks + customer.recency_weeks;
  const double log_last = std::log(last);
  const double stays = model.b + customer.repeats - 1.0;
  const double gone = std::log(model.a / stays) - purchases * log_last;
  const double top = std::max(alive, gone);
  const double total = std::exp(alive - top) + std::exp(gone - top);
  const double w_alive = std::exp(alive - top) / total;
  const double w_gone = std::exp(gone - top) / total;
  return {.value = top + std::log(total),
          .gradient = {-w_alive * log_end - w_gone * log_last,
                       -purchases * (w_alive / end + w_gone / last), w_gone / model.a,
                       -w_gone / stays}};
}

Term<4> count_term(const ParetoNbd& model, std::uint32_t repeats) {
  const Term<2> rate = rate_term(model.r, model.alpha_weeks, repeats);
  const double log_beta = std::log(model.beta_weeks);
  return {.value = rate.value + model.s * log_beta,
          .gradient = {rate.gradient[0], rate.gradient[1], log_beta, model.s / model.beta_weeks}};
}

Term<4> time_term(const ParetoNbd& model, const CustomerSummary& customer) {
  const double purchases = model.r + customer.repeats;
  const double alpha_end = model.alpha_weeks + customer.age_weeks;
  const double beta_end = model.beta_weeks + customer.age_weeks;
  const double log_scale = -purchases * std::log(model.alpha_weeks + customer.recency_weeks) -
                           model.s * std::log(model.beta_weeks + customer.recency_weeks);
  const double alive =
      std::exp(-purchases * std::log(alpha_end) - model.s * std::log(beta_end) - log_scale);
  const Term<4> gone = DropOutIntegral(model, customer, log_scale).integrate();
  const double total = alive + model.s * gone.value;
  const double by_r = -alive * std::log(alpha_end) + model.s * gone.gradient[0];
  const double by_alpha = -alive * purchases / alpha_end + model.s * gone.gradient[1];
  const double by_s = -alive * std::log(beta_end) + model.s * gone.gradient[2] + gone.value;
  const double by_beta = -alive * model.s / beta_end + model.s * gone.gradient[3];
  return {.value = log_scale + std::log(total),
          .gradient = {by_r / total, by_alpha / total, by_s / total, by_beta / total}};
}

Term<3> spend_term(const GammaGamma& model, const SpendSummary& customer) {
  const double x = customer.purchases;
  const double z = customer.mean_amount;
  const double shape = model.p * x;
  const double both = shape + model.q;
  const double rate = model.v + x * z;
  const double log_rate = std::log(rate);
  return {.value = lgamma(both) - lgamma(shape) - lgamma(model.q) + model.q * std::log(model.v) +
                   (shape - 1.0) * std::log(z) + shape * std::log(x) - both * log_rate,
          .gradient = {x * (digamma(both) - digamma(shape) + std::log(z) + std::log(x) - log_rate),
                       digamma(both) - digamma(model.q) + std::log(model.v) - log_rate,
                       model.q / model.v - both / rate}};
}

}  // namespace shoal::scenarios::detail
