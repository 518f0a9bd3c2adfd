#include "engine/ai/uplift.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::engine {

namespace {

constexpr double least_expected = 0.25;  // of the usual orders, in the noise model
constexpr double dispersion_step = 0.0005;

std::array<Coefficient, uplift_features> effect_prior(double margin_frac) {
  std::array<Coefficient, uplift_features> prior{};
  for (Coefficient& c : prior) c = {0.0, 0.1};
  prior[0] = {0.0, 0.25};   // whatever the subject is like
  prior[3] = {-0.05, 0.1};  // fatigue u
  prior[7] = {1.0, 1.0};    // click: a session that a message brings sells like any other
  prior[8] = {0.5, 1.0};    // click of someone who wants something: half as much again
  // A discount is drawn by half of the window's usual orders too; a tenth off brings a fifth more.
  prior[10] = {2.0 - 0.5 / std::max(margin_frac, 0.05), 1.0};
  return prior;
}

constexpr std::array<Coefficient, 4> baseline_prior{
    {{0.0, 0.5}, {1.0, 0.5}, {0.0, 0.5}, {0.0, 0.5}}};

}  // namespace

UpliftFeatures arm_features(const DecisionContext& c, const ArmContext& arm) {
  const float stage = c.stage[static_cast<std::size_t>(arm.creative.stage)];
  const auto is = [&arm](Stage s) { return arm.creative.stage == s ? 1.0F : 0.0F; };
  return {1.0F,
          c.u,
          c.fatigue,
          c.fatigue * c.u,
          arm.topic_share * c.u,
          stage * c.u,
          arm.topic_share * stage * c.u,
          arm.click,
          arm.click * c.wants,
          arm.discount,
          arm.discount * c.u,
          c.just_active * c.u,
          c.in_cohort ? 1.0F : 0.0F,
          is(Stage::ready),
          is(Stage::evaluating),
          is(Stage::idle)};
}

UpliftModel::UpliftModel(const ActivationOptions& options, double margin_frac)
    : options_(options), effect_(effect_prior(margin_frac)), baseline_(baseline_prior) {}

void UpliftModel::set_usual_orders(double orders) { usual_orders_ = std::max(orders, 1e-5); }

double UpliftModel::lift_sd(const UpliftFeatures& phi) const {
  return std::sqrt(effect_.variance(phi));
}

void UpliftModel::remember(SimTime at, SubjectId subject, const DecisionContext& c,
                           const UpliftFeatures& z, double net_orders) {
  const auto expected = static_cast<float>(c.expected_orders / usual_orders_);
  waiting_.push_back({at, subject, expected, net_orders, z, {1.0F, expected, c.u, c.fatigue}});
}

void UpliftModel::learn(const Waiting& w, double net_orders) {
  const double y = (net_orders - w.net_orders) / usual_orders_;
  const double poisson = std::max(static_cast<double>(w.expected), least_expected) / usual_orders_;
  const double weight = 1.0 / (dispersion_ * poisson);
  const double residual = y - baseline_.dot(w.x);
  effect_.learn(w.z, residual, weight);
  baseline_.learn(w.x, y, weight);
  dispersion_ += dispersion_step * (residual * residual / poisson - dispersion_);
  dispersion_ = std::max(dispersion_, 0.5);
}

void UpliftModel::mature(SimTime now, std::span<const double> net_orders) {
  while (!waiting_.empty() && waiting_.front().at + options_.outcome_window <= now) {
    const Waiting& w = waiting_.front();
    learn(w, net_orders[index(w.subject)]);
    waiting_.pop_front();
  }
  if (now - refreshed_ < one_hour) return;
  const double keep =
      std::exp2(-in_seconds(now - refreshed_) / in_seconds(options_.evidence_half_life));
  refreshed_ = now;
  effect_.decay(keep);
  baseline_.decay(keep);
  effect_.refresh();
  baseline_.refresh();
}

}  // namespace shoal::engine
