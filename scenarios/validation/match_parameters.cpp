#include "scenarios/validation/match_parameters.hpp"

#include "scenarios/validation/world_sessions.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace shoal::scenarios {
namespace {

constexpr double fewest_cases = 30.0;
constexpr double weeks_of_a_calendar = 48.0;
// Where nothing tells how many visits needs make: of those without a purchase at most this share.
constexpr double most_of_needs = 0.5;

using sim::SessionParams;
using sim::WorldConfig;
using Place = std::function<double&(SessionParams&)>;
enum class Scale : std::uint8_t { linear, log, logit };

double to_scale(Scale scale, double x) {
  switch (scale) {
    case Scale::log:
      return std::log(std::max(x, 1e-8));
    case Scale::logit: {
      const double p = std::clamp(x, 1e-8, 1.0 - 1e-8);
      return std::log(p / (1.0 - p));
    }
    default:
      return x;
  }
}

double from_scale(Scale scale, double x) {
  switch (scale) {
    case Scale::log:
      return std::exp(x);
    case Scale::logit:
      return 1.0 / (1.0 + std::exp(-x));
    default:
      return x;
  }
}

struct Bounds {
  double low = -20.0;
  double high = 20.0;
};

class Parameters {
 public:
  Parameters(const WorldConfig& base, const SessionData& real, const SessionCalibration& found)
      : base_(base), found_(found), tally_(tally_of(real.sessions)), design_(session_design(real)) {
    tells_purchase_ = real.fields.purchase && tally_.sessions.bought >= fewest_cases &&
                      tally_.sessions.others() >= fewest_cases;
  }

  std::vector<MatchParameter> all() {
    add_lengths();
    if (found_.gaps) add_gaps();
    if (!found_.orders.empty() || found_.mixes[0]) add_paths();
    if (tells_purchase_) add_needs();
    add_calendar();
    return std::move(all_);
  }

 private:
  // A parameter of the sessions and the calibration's estimate of it.
  void add(const std::string& name, Scale scale, const Place& place, Bounds bounds) {
    MatchParameter p;
    p.name = name;
    SessionParams start = base_.streams.sessions;
    p.value = to_scale(scale, place(start));
    p.low = p.low_statistic = bounds.low;
    p.high = p.high_statistic = bounds.high;
    p.put = [place, scale](WorldConfig& c, double x) {
      place(c.streams.sessions) = from_scale(scale, x);
    };
    p.statistic = [place, scale](const Observed& o) {
      SessionParams params = o.params;
      return to_scale(scale, place(params));
    };
    all_.push_back(std::move(p));
  }

  MatchParameter& add_share(const std::string& name, double value, Bounds bounds,
                            std::function<double(const SessionTally&)> statistic,
                            std::function<void(WorldConfig&, double)> put) {
    MatchParameter p;
    p.name = name;
    p.value = std::clamp(value, bounds.low, bounds.high);
    p.low = bounds.low;
    p.high = bounds.high;
    p.is_share = true;
    p.put = std::move(put);
    p.statistic = [of = std::move(statistic)](const Observed& o) { return of(o.tally); };
    all_.push_back(std::move(p));
    return all_.back();
  }

  void add_lengths() {
    constexpr Bounds wide{-9.0, 9.0};
    const LengthForm form = found_.lengths.front().form;
    const bool shaped = form.law != sim::LengthLaw::geometric;
    for (std::size_t t = 0; t < sim::visitor_types; ++t) {
      const std::string of = "/" + std::to_string(t);
      add(
          "pages_scale" + of, Scale::log,
          [t](SessionParams& p) -> double& { return p.pages_scale[t]; }, wide);
      if (shaped) {
        add(
            "pages_shape" + of, Scale::log,
            [t](SessionParams& p) -> double& { return p.pages_shape[t]; }, wide);
      }
      if (form.has_frailty) {
        add("pages_frailty" + of, Scale::log,
            [t](SessionParams& p) -> double& { return p.pages_frailty[t]; }, {-6.0, 4.0});
      }
      if (form.has_bounces) {
        add("bounce_frac" + of, Scale::logit,
            [t](SessionParams& p) -> double& { return p.bounce_frac[t]; }, {-7.0, 4.0});
      }
      if (!found_.visitors[t].decision) continue;
      add("decision_pages_factor" + of, Scale::log,
          [t](SessionParams& p) -> double& { return p.decision_pages_factor[t]; }, {-4.0, 4.0});
      if (shaped) {
        add("decision_shape_factor" + of, Scale::log,
            [t](SessionParams& p) -> double& { return p.decision_shape_factor[t]; }, {-2.0, 2.0});
      }
    }
  }

  void add_gaps() {
    for (std::size_t k = 0; k < sim::page_kinds; ++k) {
      const std::string of = "/" + std::to_string(k);
      add("gap_location" + of, Scale::linear,
          [k](SessionParams& p) -> double& { return p.gap_location[k]; }, {-9.0, 15.0});
      add("gap_spread" + of, Scale::log,
          [k](SessionParams& p) -> double& { return p.gap_spread[k]; }, {-4.0, 2.0});
    }
    if (found_.params.pace_log_sd > 0.0) {
      add("pace_log_sd", Scale::log, [](SessionParams& p) -> double& { return p.pace_log_sd; },
          {-5.0, 2.0});
    }
  }

  void add_paths() {
    constexpr Bounds cell{-18.0, 0.5};
    const SessionParams& p = found_.params;
    for (std::size_t i = 0; i < sim::page_kinds; ++i) {
      const std::string of = "/" + std::to_string(i);
      for (std::size_t t = 0; t < sim::visitor_types; ++t) {
        if (p.landing[t][i] <= 0.0) continue;
        add(
            "landing/" + std::to_string(t) + of, Scale::log,
            [t, i](SessionParams& s) -> double& { return s.landing[t][i]; }, cell);
      }
      for (std::size_t k = 0; k < sim::page_kinds; ++k) {
        if (p.next_page[i][k] <= 0.0) continue;
        add(
            "next_page" + of + "/" + std::to_string(k), Scale::log,
            [i, k](SessionParams& s) -> double& { return s.next_page[i][k]; }, cell);
      }
      if (p.fresh_shift[i] == 0.0) continue;
      add("fresh_shift" + of, Scale::linear,
          [i](SessionParams& s) -> double& { return s.fresh_shift[i]; }, {-5.0, 5.0});
    }
    if (p.errand_frac >= 1.0) return;
    add("errand_frac", Scale::logit, [](SessionParams& s) -> double& { return s.errand_frac; },
        {-5.0, 5.0});
    add("errand_else_factor", Scale::logit,
        [](SessionParams& s) -> double& { return s.errand_else_factor; }, {-7.0, 7.0});
  }

  // Sessions for the sake of needs that the scenario makes for each purchase.
  double sessions_of_needs() const {
    const sim::IntentParams& intent = base_.streams.intent;
    const SessionParams& s = base_.streams.sessions;
    const double at_stages =
        std::accumulate(intent.session_at_stage.begin(), intent.session_at_stage.end(), 0.0);
    const double failed = 1.0 / intent.need_conversion - 1.0;
    return at_stages / intent.need_conversion +
           failed * s.abandon_cart_frac * (1.0 + s.cart_return_frac);
  }

  void add_needs() {
    const SessionTally::Share& all = tally_.sessions;
    const double others = all.others() / all.bought;
    const sim::PurchaseRateParams& rates = base_.population.purchases;
    const double visits = most_of_needs * others * rates.r / rates.alpha_weeks;
    add_share(
        "visits_per_week", std::log(visits), {std::log(1e-5), std::log(500.0)},
        [](const SessionTally& t) { return -log_odds(t.sessions.bought, t.sessions.all); },
        [](WorldConfig& c, double x) { c.streams.sessions.visits_per_week = std::exp(x); });
    const double share =
        std::clamp(most_of_needs * others / std::max(sessions_of_needs(), 1e-9), 0.005, 1.0);
    const auto put = [base = base_](WorldConfig& c, double x) {
      const double own = std::exp(x);
      for (std::size_t k = 0; k < 3; ++k) {
        c.streams.intent.session_at_stage[k] = own * base.streams.intent.session_at_stage[k];
        c.streams.intent.visit_boost[k] = 1.0 + own * (base.streams.intent.visit_boost[k] - 1.0);
      }
      c.streams.sessions.abandon_cart_frac = own * base.streams.sessions.abandon_cart_frac;
    };
    const bool types = !design_.click_log && tally_.fresh.bought >= fewest_cases &&
                       tally_.typed.bought - tally_.fresh.bought >= fewest_cases;
    MatchParameter& needs = add_share(
        "needs_own_sessions", std::log(share), {std::log(0.005), 0.0},
        [](const SessionTally& t) { return log_odds(t.fresh.bought, t.fresh.all); }, put);
    needs.gain = -0.5;
    needs.measures_gain = types;
    if (!types) {  // nothing tells: it stays where it is
      needs.low = needs.high = needs.value;
      return;
    }
    const double people = base_.population.people;
    add_share(
        "arrivals_per_week", std::log(0.01 * people),
        {std::log(1e-5 * people), std::log(2.0 * people)},
        [](const SessionTally& t) { return log_odds(t.fresh.all, t.typed.all); },
        [](WorldConfig& c, double x) { c.population.arrivals_per_week = std::exp(x); });
  }

  void add_calendar() {
    const auto months = std::count(design_.months.begin(), design_.months.end(), true);
    const bool yearly = !design_.click_log || design_.weeks >= weeks_of_a_calendar;
    for (std::size_t m = 0; months > 1 && yearly && tally_.dated.all > 0.0 && m < 12; ++m) {
      if (!design_.months[m]) continue;
      const std::string of = "/" + std::to_string(m);
      if (tells_purchase_) {
        add_share(
            "month_factor" + of, 0.0, {-5.0, 4.0},
            [m](const SessionTally& t) { return log_odds(t.months[m].bought, t.dated.bought); },
            [m](WorldConfig& c, double x) { c.streams.season.month_factor[m] = std::exp(x); });
      }
      add_share(
          "visit_month_factor" + of, 0.0, {-5.0, 5.0},
          [m](const SessionTally& t) { return log_odds(t.months[m].others(), t.dated.others()); },
          [m](WorldConfig& c, double x) {
            c.streams.sessions.visit_month_factor[m] = std::exp(x);
          });
    }
    const SessionTally::Share& week = tally_.with_weekday;
    if (week.all < fewest_cases || tally_.weekends.all <= 0.0) return;
    const auto set = [](std::array<double, 7>& days, double x) {
      days.fill(1.0);
      days[5] = days[6] = std::exp(x);
    };
    if (tells_purchase_) {
      add_share(
          "weekday_factor", 0.0, {-3.0, 3.0},
          [](const SessionTally& t) { return log_odds(t.weekends.bought, t.with_weekday.bought); },
          [set](WorldConfig& c, double x) { set(c.streams.season.weekday_factor, x); });
    }
    add_share(
        "visit_weekday_factor", 0.0, {-3.0, 3.0},
        [](const SessionTally& t) {
          return log_odds(t.weekends.others(), t.with_weekday.others());
        },
        [set](WorldConfig& c, double x) { set(c.streams.sessions.visit_weekday_factor, x); });
  }

  const WorldConfig& base_;
  const SessionCalibration& found_;
  SessionTally tally_;
  SessionDesign design_;
  bool tells_purchase_ = false;
  std::vector<MatchParameter> all_;
};

template <class Row>
void sum_to_one(Row& row) {
  const double sum = std::accumulate(row.begin(), row.end(), 0.0);
  for (double& x : row) x /= sum;
}

void mean_one(std::array<double, 12>& factors, const std::array<bool, 12>& kept) {
  double sum = 0.0, n = 0.0;
  for (std::size_t m = 0; m < 12; ++m) {
    sum += kept[m] ? factors[m] : 0.0;
    n += kept[m] ? 1.0 : 0.0;
  }
  for (std::size_t m = 0; m < 12; ++m) factors[m] *= kept[m] ? n / sum : 1.0;
}

}  // namespace

std::vector<MatchParameter> match_parameters(const WorldConfig& base, const SessionData& real,
                                             const SessionCalibration& found) {
  return Parameters(base, real, found).all();
}

void normalise(const std::array<bool, 12>& months, WorldConfig& config) {
  SessionParams& s = config.streams.sessions;
  for (sim::PageRow& row : s.landing) sum_to_one(row);
  for (sim::PageRow& row : s.next_page) sum_to_one(row);
  mean_one(s.visit_month_factor, months);
  mean_one(config.streams.season.month_factor, months);
  for (auto* days : {&s.visit_weekday_factor, &config.streams.season.weekday_factor}) {
    const double mean = std::accumulate(days->begin(), days->end(), 0.0) / 7.0;
    for (double& x : *days) x /= mean;
  }
}

}  // namespace shoal::scenarios
