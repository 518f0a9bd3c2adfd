#include "scenarios/validation/purchase_simulation.hpp"

#include "core/contracts.hpp"
#include "scenarios/experiment.hpp"
#include "sim/world.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

namespace shoal::scenarios {
namespace {

constexpr double minor_per_major = 100.0;

std::shared_ptr<const sim::WorldConfig> world_of(const Scenario& scenario,
                                                 const PurchaseLog& cohort) {
  auto config = std::make_shared<sim::WorldConfig>(scenario.world);
  config->population.people = static_cast<std::uint32_t>(cohort.customers.size());
  config->population.arrivals_per_week = 0.0;
  config->population.purchases.tenure_weeks = 0.0;
  config->history_weeks = 0.0;
  config->measured_weeks = std::ceil(cohort.span_days() / 7.0);
  config->runout_weeks = 0.0;
  return config;
}

void add_purchase(CustomerPurchases& customer, std::int32_t day, double amount) {
  if (customer.days.back().day == day) {
    customer.days.back().amount += amount;
  } else {
    customer.days.push_back({.day = day, .amount = amount});
  }
}

}  // namespace

PurchaseLog cohort_of(const PurchaseLog& log, std::int32_t last_acquisition_day) {
  PurchaseLog cohort = log;
  std::erase_if(cohort.customers, [&](const CustomerPurchases& customer) {
    return customer.days.front().day > last_acquisition_day;
  });
  return cohort;
}

PurchaseLog simulate_purchases(const Scenario& scenario, const PurchaseLog& cohort,
                               const PurchaseSimulation& how) {
  require(!cohort.customers.empty(), "a cohort has a customer");
  PurchaseLog log = cohort;
  log.has_amounts = true;
  log.has_refunds = false;
  for (CustomerPurchases& customer : log.customers) {
    customer.days.resize(1);
    customer.days.front().amount = 0.0;
    customer.refunds.clear();
  }
  sim::World world(world_of(scenario, cohort), how.seed);
  const std::int32_t last_day = cohort.span_days() - 1;
  std::vector<Event> unread;
  for (std::int32_t day = 1; day <= last_day + 1; ++day) {
    if (how.stop.stop_requested()) throw Interrupted();
    unread.clear();
    world.advance(SimTime{} + day * one_day, unread);
  }
  for (const sim::TruePurchase& p : world.truth().purchases) {
    CustomerPurchases& customer = log.customers.at(index(p.person));
    const auto day = customer.days.front().day + static_cast<std::int32_t>(day_index(p.at));
    if (day > last_day) continue;
    const bool first_day = day_index(p.at) == 0;
    const double amount = static_cast<double>(p.paid_minor) / minor_per_major;
    add_purchase(customer, day, first_day ? 0.0 : amount);
  }
  return log;
}

}  // namespace shoal::scenarios
