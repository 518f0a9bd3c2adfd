#include "scenarios/validation/world_purchases.hpp"

#include "core/contracts.hpp"
#include "scenarios/experiment.hpp"
#include "sim/world.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <vector>

namespace shoal::scenarios {
namespace {

constexpr double minor_per_major = 100.0;
constexpr double spare_arrivals = 1.3;

// Days from the Monday that is the world's instant zero to the log's first day.
std::int32_t lead_days(const PurchaseLog& log) {
  if (!log.has_calendar) return 0;
  return static_cast<std::int32_t>(std::chrono::weekday(log.first_day).iso_encoding()) - 1;
}

std::vector<std::uint32_t> first_purchases_by_day(const PurchaseLog& cohort) {
  std::vector<std::uint32_t> counts(static_cast<std::size_t>(cohort.span_days()));
  for (const CustomerPurchases& c : cohort.customers) {
    ++counts.at(static_cast<std::size_t>(c.days.front().day));
  }
  return counts;
}

std::int32_t last_first_day(const PurchaseLog& cohort) {
  std::int32_t last = 0;
  for (const CustomerPurchases& c : cohort.customers) last = std::max(last, c.days.front().day);
  return last;
}

// A day's arrivals in the busiest seven days.
double busiest_pace(const std::vector<std::uint32_t>& counts) {
  std::uint64_t sum = 0;
  std::uint64_t most = 0;
  for (std::size_t day = 0; day < counts.size(); ++day) {
    sum += counts[day];
    if (day >= 7) sum -= counts[day - 7];
    most = std::max(most, sum);
  }
  return static_cast<double>(most) / 7.0;
}

// The day of the year of the world's instant zero.
double start_day_of_year(const PurchaseLog& cohort) {
  const std::chrono::local_days start = cohort.first_day - std::chrono::days(lead_days(cohort));
  const std::chrono::year_month_day date(start);
  return 1.0 + static_cast<double>((start - std::chrono::local_days(date.year() / 1 / 1)).count());
}

std::shared_ptr<const sim::WorldConfig> world_of(const Scenario& scenario,
                                                 const PurchaseLog& cohort) {
  auto config = std::make_shared<sim::WorldConfig>(scenario.world);
  const double pace = busiest_pace(first_purchases_by_day(cohort));
  const double weekly = 7.0 * (spare_arrivals * pace + 1.0);
  config->population.people = 1;
  config->population.arrivals_per_week = weekly;
  config->population.arrivals_weeks = (lead_days(cohort) + last_first_day(cohort) + 1) / 7.0;
  // An audience of another size would find other shelves.
  config->streams.shelves.stores = 0;
  config->streams.intent.stock_loss_frac = 0.0;
  config->population.purchases.tenure_weeks = 0.0;
  if (cohort.has_calendar) config->streams.season.start_day_of_year = start_day_of_year(cohort);
  config->history_weeks = 0.0;
  config->measured_weeks = std::ceil((lead_days(cohort) + cohort.span_days() + 1) / 7.0);
  config->runout_weeks = 0.0;
  return config;
}

// For each first purchase of the cohort, in order of day, a person who joined then or about then.
class Matching {
 public:
  Matching(const sim::World& world, std::int32_t lead, std::size_t days) : free_(days) {
    for (std::uint32_t i = 1; i < world.people().size(); ++i) {  // 0: there from the start
      const std::int64_t day = day_index(world.people().joined(PersonId{i})) - lead;
      if (day < 0 || day >= static_cast<std::int64_t>(days)) continue;
      free_[static_cast<std::size_t>(day)].push_back(PersonId{i});
    }
    for (auto& people : free_) std::reverse(people.begin(), people.end());
  }

  std::optional<PersonId> take(std::size_t day) {
    for (std::size_t off = 0; off < free_.size(); ++off) {
      if (day + off < free_.size() && !free_[day + off].empty()) return pop(day + off);
      if (off <= day && !free_[day - off].empty()) return pop(day - off);
    }
    return std::nullopt;
  }

 private:
  PersonId pop(std::size_t day) {
    const PersonId person = free_[day].back();
    free_[day].pop_back();
    return person;
  }
  std::vector<std::vector<PersonId>> free_;  // (day) the first to have joined last
};

void live(sim::World& world, std::int32_t days, const std::stop_token& stop) {
  std::vector<Event> unread;
  for (std::int32_t day = 1; day <= days; ++day) {
    if (stop.stop_requested()) throw Interrupted();
    unread.clear();
    world.advance(SimTime{} + day * one_day, unread);
  }
}

void add_purchase(CustomerPurchases& customer, std::int32_t day, double amount) {
  if (customer.days.back().day != day) customer.days.push_back({.day = day, .amount = 0.0});
  customer.days.back().amount += amount;
}

// What is known of a person of the world when they are a customer of the log.
struct Newcomer {
  const sim::PopulationParams& population;
  std::int32_t lead = 0;
  std::int32_t last_day = 0;

  // The first purchase is the joining itself, which the world does not sell.
  CustomerPurchases customer(const sim::Population& people, PersonId id, Seed seed) const {
    const SimTime joined = people.joined(id);
    Stream draws(seed, first_amounts, static_cast<std::uint32_t>(index(id)), 0);
    const double amount = sim::draw_price(population.spend, people[id], draws);
    CustomerPurchases first{.id = std::to_string(index(id)),
                            .days = {{.day = day_of(joined), .amount = amount}}};
    const bool comes_back = draws.bernoulli(population.refunds.frac);
    const double after_days = population.refunds.delay_days * draws.exponential();
    if (comes_back) refund(first, joined + from_days(after_days), amount);
    return first;
  }
  void refund(CustomerPurchases& customer, SimTime at, double amount) const {
    if (day_of(at) <= last_day) customer.refunds.push_back({.day = day_of(at), .amount = amount});
  }
  std::int32_t day_of(SimTime at) const { return static_cast<std::int32_t>(day_index(at)) - lead; }
};

}  // namespace

PurchaseLog cohort_of(const PurchaseLog& log, std::int32_t last_acquisition_day) {
  PurchaseLog cohort = log;
  std::erase_if(cohort.customers, [&](const CustomerPurchases& customer) {
    return customer.days.front().day > last_acquisition_day;
  });
  return cohort;
}

PurchaseLog simulate_world_purchases(const Scenario& scenario, const PurchaseLog& cohort,
                                     const WorldRun& run) {
  require(!cohort.customers.empty(), "a cohort has a customer");
  const std::int32_t lead = lead_days(cohort);
  const auto config = world_of(scenario, cohort);
  sim::World world(config, run.seed);
  live(world, lead + cohort.span_days(), run.stop);

  PurchaseLog log;
  log.first_day = cohort.first_day;
  log.last_day = cohort.last_day;
  log.has_amounts = cohort.has_amounts;
  log.has_refunds = cohort.has_refunds;
  log.has_calendar = cohort.has_calendar;
  const Newcomer newcomer{
      .population = config->population, .lead = lead, .last_day = cohort.span_days() - 1};
  const std::vector<std::uint32_t> wanted = first_purchases_by_day(cohort);
  Matching matching(world, lead, wanted.size());
  std::vector<std::optional<std::size_t>> row(world.people().size());  // (person) in the log
  for (std::size_t day = 0; day < wanted.size(); ++day) {
    for (std::uint32_t k = 0; k < wanted[day]; ++k) {
      const std::optional<PersonId> person = matching.take(day);
      if (!person) continue;  // fewer people came than customers were acquired
      row[index(*person)] = log.customers.size();
      log.customers.push_back(newcomer.customer(world.people(), *person, run.seed));
    }
  }
  for (const sim::TruePurchase& p : world.truth().purchases) {
    const std::optional<std::size_t> at = row[index(p.person)];
    const std::int32_t day = newcomer.day_of(p.at);
    if (!at || day > newcomer.last_day) continue;
    const double amount = static_cast<double>(p.paid_minor) / minor_per_major;
    add_purchase(log.customers[*at], day, amount);
    if (p.refunded) newcomer.refund(log.customers[*at], *p.refunded, amount);
  }
  for (CustomerPurchases& customer : log.customers) {
    std::stable_sort(customer.refunds.begin(), customer.refunds.end(),
                     [](const PurchaseDay& x, const PurchaseDay& y) { return x.day < y.day; });
  }
  return log;
}

}  // namespace shoal::scenarios
