#include "scenarios/validation/purchase_simulation.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::scenarios {
namespace {

// A customer's amounts: the customer's own scale first, then one draw a purchase.
class Amounts {
 public:
  Amounts(const std::optional<SpendModel>& model, Stream& draws) : model_(model) {
    if (!model) return;
    if (const auto* gamma = std::get_if<GammaGamma>(&*model)) {
      own_ = draws.gamma(gamma->q) / gamma->v;
    } else {
      const auto& normal = std::get<LogNormalSpend>(*model);
      own_ = std::log(normal.median) + normal.sd_people * draws.normal();
    }
  }

  double draw(Stream& draws) const {
    if (!model_) return 0.0;
    if (const auto* gamma = std::get_if<GammaGamma>(&*model_)) return draws.gamma(gamma->p) / own_;
    return draws.log_normal(own_, std::get<LogNormalSpend>(*model_).sd_purchase);
  }

 private:
  const std::optional<SpendModel>& model_;
  double own_ = 0.0;
};

void add_refunds(const RefundLaw& law, std::int32_t end_day, Stream& draws,
                 CustomerPurchases& customer) {
  for (const PurchaseDay& day : customer.days) {
    const bool refunded = draws.bernoulli(law.frac);
    const double after = std::floor(draws.uniform() + draws.exponential() * law.delay_days);
    if (!refunded || day.day + after > end_day) continue;
    customer.refunds.push_back(
        {.day = day.day + static_cast<std::int32_t>(after), .amount = day.amount});
  }
  std::stable_sort(customer.refunds.begin(), customer.refunds.end(),
                   [](const auto& a, const auto& b) { return a.day < b.day; });
}

}  // namespace

PurchaseLog simulate_purchases(const PurchaseLog& real, const PurchaseLaw& law,
                               const SimulationKey& key) {
  PurchaseLog log;
  log.first_day = real.first_day;
  log.last_day = real.last_day;
  log.has_amounts = law.spend.has_value();
  log.has_calendar = real.has_calendar;
  const std::int32_t end_day = real.span_days() - 1;
  std::vector<double> times;
  log.customers.reserve(real.customers.size());
  for (std::size_t i = 0; i < real.customers.size(); ++i) {
    const std::int32_t first = real.customers[i].days.front().day;
    Stream draws(key.seed, simulated_purchases, static_cast<std::uint32_t>(i), key.simulation);
    draw_repeats(law.process, (end_day - first) / 7.0, draws, times);
    const Amounts amounts(law.spend, draws);
    CustomerPurchases customer{.id = real.customers[i].id, .days = {}};
    customer.days.push_back({.day = first, .amount = amounts.draw(draws)});
    for (const double time : times) {
      const auto day = std::min(end_day, first + static_cast<std::int32_t>(std::ceil(7.0 * time)));
      if (customer.days.back().day != day) customer.days.push_back({.day = day, .amount = 0.0});
      customer.days.back().amount += amounts.draw(draws);
    }
    if (law.refunds) {
      add_refunds(*law.refunds, end_day, draws, customer);
      log.has_refunds = log.has_refunds || !customer.refunds.empty();
    }
    log.customers.push_back(std::move(customer));
  }
  return log;
}

}  // namespace shoal::scenarios
