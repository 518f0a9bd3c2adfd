// What does a touch add? A linear model of uplift, learned so that correlation does not pass for
// cause.
//
// Outcome of a decision: y = net orders of the subject in the outcome window / usual orders, where
// a discounted order counts less by discount / margin and an unsubscribe counts what it forgoes.
// With A the arm chosen by known probabilities p (0 = none, features 0), m the outcome expected
// before choosing, the model is fitted to
//   y - m(x) = theta' z + noise,   z = phi(x, A) - sum over a of p_a phi(x, a).
// z has mean zero given x by design, so an error in m only adds noise: the estimate is unbiased
// for the effect of touching now against not touching now, later policy unchanged (Robinson 1988;
// action-centred bandit: Greenewald, Tewari, Murphy, Klasnja 2017). Noise variance is taken as
// proportional to the expected orders, as counts have it.
//
// phi is in units of the usual orders of a window, so a coefficient is a relative lift. u is the
// subject's own p (1 - p) over the usual orders: what there is to move. Priors: an average message
// sells as much as its expected clicks would at the rate of any session (campaigns of the size that
// Hillstrom 2008 measured do more), wide priors; a discount pays its cost about evenly.
//
// Cost: prepare 50 ns, a lift 10 ns, variance 150 ns, learn 300 ns.
#pragma once

#include "engine/ai/options.hpp"
#include "engine/ai/ports.hpp"
#include "engine/ai/stage_filter.hpp"
#include "engine/contract/brief.hpp"
#include "engine/learn/linear_posterior.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

namespace shoal::engine {

inline constexpr std::size_t uplift_features = 16;
using UpliftFeatures = std::array<float, uplift_features>;

// What the arms of one decision share.
struct DecisionContext {
  double expected_orders = 0.0;  // in the outcome window, as usual
  float u = 0.0F;                // p (1 - p), in usual orders
  float fatigue = 0.0F;
  float just_active = 0.0F;  // 1 while acting, fading over an hour
  bool in_cohort = false;
  StageBelief stage{};
  std::array<float, max_channels> answers{};  // (channel) shrunk rate of opens and clicks
  float wants = 0.0F;                         // probability of evaluating or being ready
};

struct ArmContext {
  Creative creative;
  float discount = 0.0F;
  float topic_share = 0.0F;  // of the subject's interest, in the arm's topic
  // Orders that the expected click would bring if it sold like any session, in usual orders.
  float click = 0.0F;
};

UpliftFeatures arm_features(const DecisionContext& context, const ArmContext& arm);

class UpliftModel {
 public:
  UpliftModel(const ActivationOptions& options, double margin_frac);

  // Orders of an average subject in a window: fixed at the first decision, from then on the unit.
  void set_usual_orders(double orders);
  double usual_orders() const { return usual_orders_; }

  double lift(const UpliftFeatures& phi) const { return effect_.dot(phi); }
  double lift_sd(const UpliftFeatures& phi) const;

  // A decision whose outcome is to be learned: z as above, and the subject's running count of net
  // orders at that moment.
  void remember(SimTime at, SubjectId subject, const DecisionContext& context,
                const UpliftFeatures& z, double net_orders);
  // Learns from decisions whose window has ended; net_orders: (subject), running counts now.
  void mature(SimTime now, std::span<const double> net_orders);

  const std::vector<double>& coefficients() const { return effect_.mean(); }
  std::size_t waiting() const { return waiting_.size(); }

 private:
  static constexpr std::size_t baseline_features = 4;
  struct Waiting {
    SimTime at{};
    SubjectId subject{};
    float expected = 0.0F;  // orders, in usual ones
    double net_orders = 0.0;
    UpliftFeatures z{};
    std::array<float, baseline_features> x{};
  };

  void learn(const Waiting& w, double net_orders);

  ActivationOptions options_;
  LinearPosterior effect_;
  LinearPosterior baseline_;
  std::deque<Waiting> waiting_;  // in order of time
  double usual_orders_ = 0.02;
  double dispersion_ = 1.5;  // running variance of y over its Poisson value
  SimTime refreshed_{};
};

}  // namespace shoal::engine
