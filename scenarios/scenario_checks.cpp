#include "scenarios/scenario_checks.hpp"

#include "scenarios/bind_scenario.hpp"
#include "scenarios/names.hpp"
#include "scenarios/spelling.hpp"
#include "sim/population/identity.hpp"
#include "sim/streams/home_params.hpp"
#include "sim/streams/season.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace shoal::scenarios {
namespace {

constexpr double most_people = 20e6;
constexpr double most_shelves = 1e6;
constexpr std::uint64_t most_stores = 65535;  // of all markets; a number has 16 bits
constexpr double most_reports = 5e8;          // their number x 8 is a key of 32 bits
constexpr double row_tolerance = 1e-6;

struct Check {
  const CheckFailed& failed;

  void that(bool holds, const std::string& pointer, const std::string& message) const {
    if (!holds) failed(pointer, message);
  }

  // None twice; an empty one has its own fault.
  void names(const std::vector<std::string>& names, const std::string& pointer) const {
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto end = names.begin() + static_cast<std::ptrdiff_t>(i);
      that(names[i].empty() || std::find(names.begin(), end, names[i]) == end,
           fmt::format("{}/{}/name", pointer, i),
           "the name " + in_quotes(names[i]) + " stands here twice; names must differ");
    }
  }

  void weights(const std::vector<double>& weights, const std::string& pointer) const {
    that(weights.empty() || std::accumulate(weights.begin(), weights.end(), 0.0) > 0.0, pointer,
         "must not be all 0: one weight at least must be above it");
  }
};

double run_weeks(const sim::WorldConfig& w) {
  return w.history_weeks + w.measured_weeks + w.runout_weeks;
}

void check_names(const Scenario& s, const Check& check) {
  check.names(names_of(s.world.streams.topics), "/topics");
  check.names(names_of(s.world.channels), "/channels");
  check.names(names_of(s.world.offers), "/offers");
  check.names(names_of(s.serving), "/serving");
  check.names(names_of(s.arms), "/arms");
  check.names(names_of(s.world.population.archetypes), "/population/archetypes");
  check.names(names_of(s.world.streams.drifts), "/drifts");
}

void check_archetypes(const sim::PopulationParams& p, const Check& check) {
  const std::string list = "/population/archetypes";
  double shares = 0.0;
  for (std::size_t i = 0; i < p.archetypes.size(); ++i) {
    const sim::Archetype& a = p.archetypes[i];
    const std::string at = fmt::format("{}/{}", list, i);
    shares += a.share;
    check.weights(a.affinity, at + "/affinity");
    check.weights(a.gender, at + "/gender");
    check.weights(a.age_band, at + "/age_band");
    check.weights(a.city, at + "/city");
    check.weights(a.income_band, at + "/income_band");
    check.weights(a.device, at + "/device");
    check.weights(a.hour_weight, at + "/hour_weight");
    check.weights(a.weekday_weight, at + "/weekday_weight");
  }
  check.that(shares > 0.0, list + "/0/share", "must not be 0 for every archetype");
}

void check_population(const Scenario& s, const Check& check) {
  const sim::PopulationParams& p = s.world.population;
  const double people = p.people + p.arrivals_per_week * run_weeks(s.world);
  check.that(people <= most_people, "/population/arrivals_per_week",
             fmt::format("makes about {:.3g} people over the run; {:.3g} is the most", people,
                         most_people));
  check_archetypes(p, check);
}

void check_response(const sim::ResponseParams& r, const Check& check) {
  const auto weights = [&](const sim::TypeShares& shares, const std::string& pointer) {
    check.weights({shares.begin(), shares.end()}, pointer);
  };
  weights(r.types.shares, "/response/types/shares");
  for (std::size_t i = 0; i < r.types.by_archetype.size(); ++i) {
    weights(r.types.by_archetype[i].shares,
            fmt::format("/response/types/by_archetype/{}/shares", i));
  }
  const double buyer = r.types.buyer_correlation;
  const double age = r.types.age_correlation;
  check.that(buyer * buyer + age * age < 1.0, "/response/types/buyer_correlation",
             fmt::format("its square and that of age_correlation must sum to less than 1, and sum "
                         "to {:g}; lower one of them",
                         buyer * buyer + age * age));
}

void check_streams(const sim::StreamParams& p, const Check& check) {
  const auto sums_to_one = [&](const sim::PageRow& row, const std::string& field,
                               const std::string& what) {
    const double sum = std::accumulate(row.begin(), row.end(), 0.0);
    check.that(std::abs(sum - 1.0) <= row_tolerance, field,
               fmt::format("{} must sum to 1, and sums to {:g}", what, sum));
  };
  for (std::size_t row = 0; row < p.sessions.landing.size(); ++row) {
    sums_to_one(p.sessions.landing[row], fmt::format("/streams/sessions/landing/value/{}", row),
                "the first pages of a visitor type");
  }
  for (std::size_t row = 0; row < sim::page_kinds; ++row) {
    sums_to_one(p.sessions.next_page[row], fmt::format("/streams/sessions/next_page/value/{}", row),
                "the row of " + page_kind_names.at(row));
  }
  check.that(p.shelves.stores == 0 || p.shelves.reorder_at < p.shelves.order_up_to,
             "/streams/shelves/reorder_at",
             fmt::format("must be below order_up_to, which is {}", p.shelves.order_up_to));
  check.that(p.shelves.order_quantity <= p.shelves.order_up_to, "/streams/shelves/order_quantity",
             fmt::format("must be at most order_up_to, which is {}", p.shelves.order_up_to));
  check.that(p.shelves.delivery_begin_h < p.shelves.delivery_end_h,
             "/streams/shelves/delivery_end_h", "must be later than delivery_begin_h");
  const double shelves = static_cast<double>(p.shelves.stores) *
                         static_cast<double>(p.topics.size()) * p.shelves.facings;
  check.that(shelves <= most_shelves, "/streams/shelves/stores",
             fmt::format("makes {:.3g} shelves (stores x topics x facings); {:.3g} is the most",
                         shelves, most_shelves));
}

void check_doors(const sim::StreamParams& p, const Check& check) {
  const sim::StoreHoursParams& h = p.store_hours;
  for (std::size_t d = 0; d < h.opens_h.size(); ++d) {
    check.that(h.opens_h[d] <= h.closes_h[d], "/streams/store_hours/closes_h",
               fmt::format("must not be before opens_h; day {} of the week is", d + 1));
  }
  const sim::FootfallParams& f = p.footfall;
  check.weights({f.hour_weight.begin(), f.hour_weight.end()}, "/streams/footfall/hour_weight");
  check.weights({f.weekday_weight.begin(), f.weekday_weight.end()},
                "/streams/footfall/weekday_weight");
  check.that(
      f.missed_frac + f.double_frac <= 1.0, "/streams/footfall/double_frac",
      fmt::format("and missed_frac, which is {:g}, must not exceed 1 together", f.missed_frac));
}

void check_appliances(const Scenario& s, const Check& check) {
  const auto& kinds = s.world.streams.appliances;
  const std::string list = "/streams/appliances";
  check.names(names_of(kinds), list);
  const double hours = 168.0 * run_weeks(s.world);
  double share = 0.0;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const std::string at = fmt::format("{}/{}", list, i);
    const sim::ApplianceParams& k = kinds[i];
    share += k.demand_share;
    check.that(share <= 1.0, at + "/demand_share",
               fmt::format("makes {:g} of an owner's purchases with the kinds before it; 1 is all",
                           share));
    check.that(k.topic.has_value() || k.demand_share == 0.0, at + "/demand_share",
               "must be 0 for a sensor; name the topic that refills it");
    check.that(k.refill_spread + k.residue_spread < 1.0, at + "/residue_spread",
               fmt::format("and refill_spread, which is {:g}, must stay below 1 together",
                           k.refill_spread));
    check.that(hours / k.report_hours < most_reports, at + "/report_hours",
               fmt::format("makes {:.3g} reports of each home; {:.3g} is the most",
                           hours / k.report_hours, most_reports));
    check.weights({k.hour_weight.begin(), k.hour_weight.end()}, at + "/hour_weight");
    check.weights({k.weekday_weight.begin(), k.weekday_weight.end()}, at + "/weekday_weight");
  }
}

// Outages that mostly overlap leave no time online, and an event would never arrive.
void check_delivery(const sim::DeliveryParams& d, const Check& check) {
  constexpr double most_load = 3.0;
  for (std::size_t i = 0; i < d.by_source.size(); ++i) {
    const sim::OfflineParams& p = d.by_source[i].offline;
    const double load = p.per_week * p.mean_hours / 168.0;
    check.that(load <= most_load, fmt::format("/delivery/{}/offline/per_week", source_names.at(i)),
               fmt::format("times mean_hours is {:.3g} weeks offline a week; {:g} is the most",
                           load, most_load));
  }
}

void check_drifts(const sim::StreamParams& p, const Check& check) {
  for (std::size_t i = 0; i < p.drifts.size(); ++i) {
    const sim::DriftParams& d = p.drifts[i];
    const std::string at = fmt::format("/drifts/{}/duration_weeks", i);
    if (d.form == sim::DriftForm::abrupt) {
      check.that(d.duration_weeks == 0.0, at, "an abrupt drift takes no time: state 0");
    } else {
      check.that(d.duration_weeks > 0.0, at,
                 fmt::format("a {} drift needs a duration above 0",
                             drift_form_names.at(static_cast<std::size_t>(d.form))));
    }
    const bool has_event = d.form == sim::DriftForm::novel_cohort &&
                           d.signature == sim::Signature::qr_scan && d.onset_hours > 0.0;
    check.that(d.visitors == 0.0 || has_event, fmt::format("/drifts/{}/visitors", i),
               "come to the event of a novel_cohort whose signature is qr_scan and whose "
               "onset_hours are above 0");
  }
}

// Homes keep the number of their rhythm in a byte.
void check_season(const Scenario& s, const Check& check) {
  constexpr std::size_t most_rhythms = 256;
  const sim::PopulationParams& people = s.world.population;
  const std::size_t rhythms =
      people.archetypes.size() *
      sim::places_of(s.world.streams.season, people.cities.size()).city.size();
  check.that(rhythms <= most_rhythms, "/streams/season/festivals",
             fmt::format("make {} calendars (archetypes x cities that feel them differently); {} "
                         "is the most",
                         rhythms, most_rhythms));
}

void check_audience(const Scenario& s, const Check& check) {
  check.that(std::has_single_bit(s.world.markets), "/markets",
             fmt::format("must be a power of two, not {}", s.world.markets));
  const std::uint64_t stores = std::uint64_t{s.world.streams.shelves.stores} * s.world.markets;
  check.that(stores <= most_stores, "/markets",
             fmt::format("makes {} stores, as each market has its own; {} is the most", stores,
                         most_stores));
  const sim::IdentityParams& ids = s.world.population.identities;
  const double days = 7.0 * run_weeks(s.world);
  const double cookies = days / ids.cookie_days + 1.0;
  check.that(ids.kind == sim::IdentityKind::one_each || cookies < sim::Identities::most_cookies,
             "/population/identities/cookie_days",
             fmt::format("makes {:.0f} cookies of a device in this run; {} is the most", cookies,
                         sim::Identities::most_cookies));
}

}  // namespace

void check_scenario(const Scenario& s, const CheckFailed& failed) {
  const Check check{failed};
  check_names(s, check);
  check_population(s, check);
  check_streams(s.world.streams, check);
  check_doors(s.world.streams, check);
  check_appliances(s, check);
  check_delivery(s.world.delivery, check);
  check_drifts(s.world.streams, check);
  check_season(s, check);
  check_audience(s, check);
  check_response(s.world.response, check);
}

}  // namespace shoal::scenarios
