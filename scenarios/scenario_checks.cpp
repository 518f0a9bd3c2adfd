#include "scenarios/scenario_checks.hpp"

#include "scenarios/bind_scenario.hpp"
#include "scenarios/names.hpp"
#include "scenarios/spelling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <tuple>

namespace shoal::scenarios {
namespace {

constexpr std::size_t most_topics = 16;
constexpr std::size_t most_channels = 8;
constexpr std::size_t most_offers = 16;
constexpr std::size_t most_creatives = max_creatives - 1;
constexpr std::size_t most_archetypes = 64;
constexpr std::size_t most_arms = 64;
constexpr std::size_t most_drifts = 64;
constexpr std::size_t most_values = 200;  // of a demographic
constexpr std::size_t longest_name = 64;
constexpr std::size_t longest_title = 200;
constexpr double most_people = 20e6;
constexpr double most_shelves = 1e6;
constexpr double row_tolerance = 1e-6;

bool is_identifier(const std::string& name) {
  return !name.empty() && name.size() <= longest_name &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

bool is_one_line(const std::string& text) {
  return !text.empty() && std::none_of(text.begin(), text.end(),
                                       [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

bool is_readable(const std::string& name) {
  return name.size() <= longest_name && is_one_line(name);
}

struct Check {
  const CheckFailed& failed;

  void that(bool holds, const std::string& pointer, const std::string& message) const {
    if (!holds) failed(pointer, message);
  }

  struct Count {
    std::size_t least;
    std::size_t most;
  };
  void count(std::size_t number, Count limit, const std::string& pointer) const {
    that(number >= limit.least && number <= limit.most, pointer,
         fmt::format("must have {} to {} entries, and has {}", limit.least, limit.most, number));
  }

  // Readable, none twice. `suffix` leads from the entry to its name.
  void names(const std::vector<std::string>& names, const std::string& pointer,
             const std::string& suffix) const {
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string at = fmt::format("{}/{}{}", pointer, i, suffix);
      that(is_readable(names[i]), at,
           fmt::format("must be a text of 1 to {} bytes on one line", longest_name));
      that(std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) ==
               names.begin() + static_cast<std::ptrdiff_t>(i),
           at, "the name " + in_quotes(names[i]) + " stands here twice; names must differ");
    }
  }

  void weights(const std::vector<double>& weights, const std::string& pointer) const {
    that(std::accumulate(weights.begin(), weights.end(), 0.0) > 0.0, pointer,
         "must not be all 0: one weight at least must be above it");
  }
};

void check_head(const Scenario& s, const Check& check) {
  check.that(is_identifier(s.name), "/name",
             fmt::format("must be 1 to {} of a-z, 0-9 and _", longest_name));
  check.that(s.title.size() <= longest_title && is_one_line(s.title), "/title",
             fmt::format("must be one line of 1 to {} bytes", longest_title));
  check.that(s.currency.size() == 3 && std::all_of(s.currency.begin(), s.currency.end(),
                                                   [](char c) { return c >= 'A' && c <= 'Z'; }),
             "/currency", "must be three capital letters, such as USD, EUR or INR");
  check.that(s.replications >= 1, "/replications", "must be at least 1");
  check.that(s.tick <= one_day, "/tick", "must be at most a day");
}

void check_messages(const Scenario& s, const Check& check) {
  const sim::WorldConfig& w = s.world;
  check.count(w.streams.topics.size(), {1, most_topics}, "/topics");
  check.names(names_of(w.streams.topics), "/topics", "/name");
  check.count(w.channels.size(), {1, most_channels}, "/channels");
  check.names(names_of(w.channels), "/channels", "/name");
  check.count(w.offers.size(), {1, most_offers}, "/offers");
  check.names(names_of(w.offers), "/offers", "/name");
  check.count(w.creatives.size(), {1, most_creatives}, "/creatives");
  std::set<std::tuple<std::size_t, std::size_t, std::size_t>> seen;
  for (std::size_t i = 0; i < w.creatives.size(); ++i) {
    const Creative& c = w.creatives[i];
    const bool fresh =
        seen.emplace(index(c.channel), static_cast<std::size_t>(c.stage), index(c.offer)).second;
    check.that(fresh, fmt::format("/creatives/{}", i),
               "this channel, stage and offer stand here twice; remove one of them");
  }
}

void check_arms(const Scenario& s, const Check& check) {
  check.count(s.arms.size(), {1, most_arms}, "/arms");
  check.names(names_of(s.arms), "/arms", "/name");
  for (std::size_t i = 0; i < s.arms.size(); ++i) {
    check.that(is_identifier(s.arms[i].name), fmt::format("/arms/{}/name", i),
               fmt::format("must be 1 to {} of a-z, 0-9 and _", longest_name));
  }
}

void check_values(const std::vector<sim::Choice>& values, const std::string& pointer,
                  const Check& check) {
  check.count(values.size(), {1, most_values}, pointer);
  check.names(names_of(values), pointer, "");
}

void check_archetypes(const sim::PopulationParams& p, const Check& check) {
  const std::string list = "/population/archetypes";
  check.count(p.archetypes.size(), {1, most_archetypes}, list);
  check.names(names_of(p.archetypes), list, "/name");
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
  const double weeks = s.world.history_weeks + s.world.measured_weeks + s.world.runout_weeks;
  const double people = p.people + p.arrivals_per_week * weeks;
  check.that(people <= most_people, "/population/arrivals_per_week",
             fmt::format("makes about {:.3g} people over the run; {:.3g} is the most", people,
                         most_people));
  check_values(p.genders, "/population/genders", check);
  check_values(p.age_bands, "/population/age_bands", check);
  check_values(p.cities, "/population/cities", check);
  check_values(p.income_bands, "/population/income_bands", check);
  check_values(p.devices, "/population/devices", check);
  check_archetypes(p, check);
}

void check_streams(const sim::StreamParams& p, const Check& check) {
  const auto sums_to_one = [&](const sim::PageRow& row, const char* field,
                               const std::string& what) {
    const double sum = std::accumulate(row.begin(), row.end(), 0.0);
    check.that(std::abs(sum - 1.0) <= row_tolerance, field,
               fmt::format("{} must sum to 1, and sums to {:g}", what, sum));
  };
  for (const sim::PageRow& row : p.sessions.landing) {
    sums_to_one(row, "/streams/sessions/landing", "the first pages of a visitor type");
  }
  for (std::size_t row = 0; row < sim::page_kinds; ++row) {
    sums_to_one(p.sessions.next_page[row], "/streams/sessions/next_page",
                "the row of " + page_kind_names.at(row));
  }
  check.that(p.shelves.stores == 0 || p.shelves.reorder_at < p.shelves.order_up_to,
             "/streams/shelves/reorder_at",
             fmt::format("must be below order_up_to, which is {}", p.shelves.order_up_to));
  const double shelves =
      static_cast<double>(p.shelves.stores) * static_cast<double>(p.topics.size());
  check.that(shelves <= most_shelves, "/streams/shelves/stores",
             fmt::format("makes {:.3g} shelves (stores times topics); {:.3g} is the most", shelves,
                         most_shelves));
}

void check_drifts(const sim::StreamParams& p, const Check& check) {
  check.count(p.drifts.size(), {0, most_drifts}, "/drifts");
  check.names(names_of(p.drifts), "/drifts", "/name");
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
  }
}

}  // namespace

void check_scenario(const Scenario& s, const CheckFailed& failed) {
  const Check check{failed};
  check_head(s, check);
  check_messages(s, check);
  check_arms(s, check);
  check_population(s, check);
  check_streams(s.world.streams, check);
  check_drifts(s.world.streams, check);
}

}  // namespace shoal::scenarios
