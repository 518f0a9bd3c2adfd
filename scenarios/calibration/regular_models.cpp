#include "scenarios/calibration/regular_models.hpp"

#include "scenarios/calibration/purchase_fitting.hpp"
#include "scenarios/calibration/regular_terms.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace shoal::scenarios {
namespace {

using detail::Term;
using detail::WeightedRow;

constexpr double least_k = 1e-3;

// k at the nodes of the mixture over people, its weight and its derivative by the spread.
struct Node {
  double k = 0.0;
  double log_weight = 0.0;
  double by_spread = 0.0;
};
constexpr int half_nodes = 8;
constexpr double node_step = 0.6;  // of the normal score
using Nodes = std::array<Node, 2 * half_nodes + 1>;

// The quantile of the log-normal with the mean and coefficient of variation at the normal score z,
// and its derivative by the spread.
Node at_score(double mean, double spread, double z) {
  const double variance = std::log1p(spread * spread);  // of log k
  const double sd = std::sqrt(variance);
  const double k = mean * std::exp(sd * z - 0.5 * variance);
  const double variance_by_spread = 2.0 * spread / (1.0 + spread * spread);
  return {.k = std::max(least_k, k),
          .log_weight = -0.5 * z * z,
          .by_spread = k * (0.5 * z / sd - 0.5) * variance_by_spread};
}

Nodes nodes_of(double mean, double spread) {
  Nodes nodes;
  double total = 0.0;
  for (int i = 0; i < static_cast<int>(nodes.size()); ++i) {
    Node& node = nodes[static_cast<std::size_t>(i)];
    node = at_score(mean, spread, node_step * (i - half_nodes));
    total += std::exp(node.log_weight);
  }
  for (Node& node : nodes) node.log_weight -= std::log(total);
  return nodes;
}

// One model over k: what differs between drop-out and none.
template <class Model>
struct Shape;
template <>
struct Shape<RegularNbd> {
  static constexpr std::size_t rates = 2;  // parameters before k
  static RegularNbd make(std::span<const double> p) {
    return {.r = p[0], .alpha_weeks = p[1], .k = p[2], .k_spread = p.size() > 3 ? p[3] : 0.0};
  }
  static std::vector<double> values(const RegularNbd& m) { return {m.r, m.alpha_weeks, m.k}; }
  static std::vector<std::string> names() { return {"r", "alpha", "k"}; }
};
template <>
struct Shape<RegularParetoNbd> {
  static constexpr std::size_t rates = 4;
  static RegularParetoNbd make(std::span<const double> p) {
    return {.r = p[0],
            .alpha_weeks = p[1],
            .s = p[2],
            .beta_weeks = p[3],
            .k = p[4],
            .k_spread = p.size() > 5 ? p[5] : 0.0};
  }
  static std::vector<double> values(const RegularParetoNbd& m) {
    return {m.r, m.alpha_weeks, m.s, m.beta_weeks, m.k};
  }
  static std::vector<std::string> names() { return {"r", "alpha", "s", "beta", "k"}; }
};

// The mixture over k; gradient by the parameters with k and the spread last.
template <class Model>
auto mixed_term(const Model& model, const Nodes& nodes, const CustomerSummary& customer) {
  constexpr std::size_t rates = Shape<Model>::rates;
  std::array<Term<rates + 1>, std::tuple_size_v<Nodes>> at;
  double top = -std::numeric_limits<double>::infinity();
  for (std::size_t j = 0; j < nodes.size(); ++j) {
    at[j] = detail::regular_term(model, nodes[j].k, customer);
    at[j].value += nodes[j].log_weight;
    top = std::max(top, at[j].value);
  }
  Term<rates + 2> sum;
  double total = 0.0;
  for (std::size_t j = 0; j < nodes.size(); ++j) {
    const double p = std::exp(at[j].value - top);
    total += p;
    for (std::size_t i = 0; i < rates; ++i) sum.gradient[i] += p * at[j].gradient[i];
    sum.gradient[rates] += p * at[j].gradient[rates] * nodes[j].k / model.k;
    sum.gradient[rates + 1] += p * at[j].gradient[rates] * nodes[j].by_spread;
  }
  for (double& g : sum.gradient) g /= total;
  sum.value = top + std::log(total);
  return sum;
}

template <class Model>
Fit<Model> finish(const LikelihoodProblem& problem) {
  Fit<Model> fit;
  fit.result = maximise(problem);
  fit.model = Shape<Model>::make(detail::points_of(fit.result));
  return fit;
}

template <class Model>
Fit<Model> fit_one_k(std::span<const CustomerSummary> customers,
                     const std::vector<std::vector<double>>& starts) {
  detail::require_enough(customers);
  const std::vector<WeightedRow> rows = detail::collapse(customers, detail::Gaps::needed);
  return finish<Model>({.names = Shape<Model>::names(),
                        .starts = starts,
                        .observations = static_cast<double>(customers.size()),
                        .evaluate = [&](std::span<const double> p, std::span<double> gradient) {
                          const Model model = Shape<Model>::make(p);
                          Term<Shape<Model>::rates + 1> sum;
                          for (const WeightedRow& row : rows) {
                            add_weighted(detail::regular_term(model, model.k, row.customer),
                                         row.weight, sum);
                          }
                          std::copy(sum.gradient.begin(), sum.gradient.end(), gradient.begin());
                          return sum.value;
                        }});
}

// Twice the slope of the log-likelihood by the variance of k where it is 0: the sum of L'' / L.
template <class Model>
double slope_by_variance(const Model& model, std::span<const WeightedRow> rows) {
  constexpr std::size_t last = Shape<Model>::rates;
  const double step = 1e-4 * model.k;
  double sum = 0.0;
  for (const WeightedRow& row : rows) {
    const double up = detail::regular_term(model, model.k + step, row.customer).gradient[last];
    const double down = detail::regular_term(model, model.k - step, row.customer).gradient[last];
    const double here = 0.5 * (up + down);
    sum += row.weight * ((up - down) / (2.0 * step) + here * here);
  }
  return sum;
}

template <class Model>
std::optional<Fit<Model>> fit_mixed(std::span<const CustomerSummary> customers,
                                    const Model& start) {
  detail::require_enough(customers);
  const std::vector<WeightedRow> rows = detail::collapse(customers, detail::Gaps::needed);
  if (!(slope_by_variance(start, rows) > 0.0)) return std::nullopt;
  std::vector<double> first = Shape<Model>::values(start);
  for (double& value : first) value = std::clamp(value, 1e-3, 1e3);
  first.push_back(0.3);
  std::vector<std::string> names = Shape<Model>::names();
  names.push_back("k_spread");
  return finish<Model>({.names = names,
                        .starts = {first},
                        .observations = static_cast<double>(customers.size()),
                        .evaluate = [&](std::span<const double> p, std::span<double> gradient) {
                          const Model model = Shape<Model>::make(p);
                          const Nodes nodes = nodes_of(model.k, model.k_spread);
                          Term<Shape<Model>::rates + 2> sum;
                          for (const WeightedRow& row : rows) {
                            add_weighted(mixed_term(model, nodes, row.customer), row.weight, sum);
                          }
                          std::copy(sum.gradient.begin(), sum.gradient.end(), gradient.begin());
                          return sum.value;
                        }});
}

template <class Model>
double one_log_likelihood(const Model& model, const CustomerSummary& customer) {
  if (model.k_spread == 0.0) return detail::regular_term(model, model.k, customer).value;
  return mixed_term(model, nodes_of(model.k, model.k_spread), customer).value;
}

}  // namespace

Fit<RegularNbd> fit_regular_nbd(std::span<const CustomerSummary> customers) {
  const double scale = detail::mean_age(customers);
  return fit_one_k<RegularNbd>(customers, {{0.5, 0.3 * scale, 1.0}, {0.8, 0.5 * scale, 2.0}});
}

Fit<RegularParetoNbd> fit_regular_pareto_nbd(std::span<const CustomerSummary> customers) {
  const double scale = detail::mean_age(customers);
  return fit_one_k<RegularParetoNbd>(customers, {{0.5, 0.3 * scale, 0.5, 0.3 * scale, 1.0},
                                                 {1.0, 0.5 * scale, 1.0, 3.0 * scale, 2.0}});
}

std::optional<Fit<RegularNbd>> fit_mixed_regular_nbd(std::span<const CustomerSummary> customers,
                                                     const RegularNbd& start) {
  return fit_mixed(customers, start);
}

std::optional<Fit<RegularParetoNbd>> fit_mixed_regular_pareto_nbd(
    std::span<const CustomerSummary> customers, const RegularParetoNbd& start) {
  return fit_mixed(customers, start);
}

double log_likelihood(const RegularNbd& model, const CustomerSummary& customer) {
  return one_log_likelihood(model, customer);
}

double log_likelihood(const RegularParetoNbd& model, const CustomerSummary& customer) {
  return one_log_likelihood(model, customer);
}

}  // namespace shoal::scenarios
