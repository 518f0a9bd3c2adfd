#include "tests/sim/streams/session_builder.hpp"
#include "tests/sim/world/laws.hpp"

#include <catch2/catch.hpp>

#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/negative_binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/weibull.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

namespace shoal::sim {
namespace {

std::size_t at(PageKind kind) { return static_cast<std::size_t>(kind); }

// The row of the chain by its formula: odds p exp(shifts), normalised.
PageRow expected_row(const SessionParams& p, const PageRow& row, const Visitor& v,
                     std::size_t from) {
  PageRow out{};
  double sum = 0.0;
  for (std::size_t k = 0; k < page_kinds; ++k) {
    const bool leaves = from < page_kinds && from != k;
    double shift = v.type == VisitorType::fresh && leaves ? p.fresh_shift[k] : 0.0;
    if (k == at(PageKind::product)) shift += p.product_shift[static_cast<std::size_t>(v.stage)];
    if (k == at(PageKind::cart)) shift += p.cart_shift[static_cast<std::size_t>(v.stage)];
    out[k] = row[k] * std::exp(shift);
    sum += out[k];
  }
  for (double& x : out) x /= sum;
  return out;
}

Shop long_visits() {
  Shop shop;
  shop.streams.sessions.pages_scale = {12.0, 12.0};
  shop.streams.sessions.bounce_frac = {0.1, 0.1};
  return shop;
}

}  // namespace

TEST_CASE("Paths follow the chain of the visitor's stage and type", "[sim][streams]") {
  Shop shop = long_visits();
  SessionParams& p = shop.streams.sessions;
  p.fresh_shift = {0.3, 0.0, -0.2, 0.8, 0.5, -1.0};
  std::uint32_t n = 0;
  for (const VisitorType type : {VisitorType::fresh, VisitorType::returning}) {
    for (const Stage stage : {Stage::idle, Stage::curious, Stage::evaluating, Stage::ready}) {
      Visitor v = visitor(stage, TopicId{1});
      v.type = type;
      std::array<std::vector<double>, page_kinds + 1> seen;  // the last: landings
      seen.fill(std::vector<double>(page_kinds, 0.0));
      for (std::uint32_t i = 0; i < 1'500; ++i) {
        const auto path = shop.path(v, ++n);
        REQUIRE_FALSE(path.empty());
        seen.back()[at(path.front())] += 1.0;
        for (std::size_t k = 1; k < path.size(); ++k) seen[at(path[k - 1])][at(path[k])] += 1.0;
      }
      for (std::size_t from = 0; from < seen.size(); ++from) {
        const auto& row =
            from == page_kinds ? p.landing[static_cast<std::size_t>(type)] : p.next_page[from];
        double total = 0.0;
        for (const double s : seen[from]) total += s;
        if (total < 200.0) continue;
        std::vector<double> expected;
        for (const double q : expected_row(p, row, v, from)) expected.push_back(q * total);
        CAPTURE(from, static_cast<int>(stage), static_cast<int>(type));
        laws::check_counts(seen[from], expected);
      }
    }
  }
}

TEST_CASE("Without an errand the odds of account and information pages are lower",
          "[sim][streams]") {
  Shop shop = long_visits();
  SessionParams& p = shop.streams.sessions;
  p.errand_else_factor = 0.25;
  const auto is_errand = [](std::size_t k) {
    return k == at(PageKind::account) || k == at(PageKind::information);
  };
  Visitor v = visitor(Stage::curious, TopicId{1});
  v.type = VisitorType::returning;
  for (const double errands : {0.0, 0.4}) {
    p.errand_frac = errands;
    std::vector<double> landed(page_kinds, 0.0), after_product(page_kinds, 0.0);
    for (std::uint32_t i = 0; i < 8'000; ++i) {
      const auto path = shop.path(v, i);
      landed[at(path.front())] += 1.0;
      if (path.front() == PageKind::product && path.size() > 1) after_product[at(path[1])] += 1.0;
    }
    const auto odds_of = [&](const PageRow& row, double factor) {
      PageRow odds = row;
      for (std::size_t k = 0; k < page_kinds; ++k) odds[k] *= is_errand(k) ? factor : 1.0;
      return odds;
    };
    // First pages; then, of a session that landed on a product, second ones. Who lands there has an
    // errand less often, by Bayes' rule.
    double errand = errands;
    for (const auto& [seen, row] : {std::pair(landed, p.landing[1]),
                                    std::pair(after_product, p.next_page[at(PageKind::product)])}) {
      const PageRow with = expected_row(p, odds_of(row, 1.0), v, page_kinds);
      const PageRow without = expected_row(p, odds_of(row, 0.25), v, page_kinds);
      double total = 0.0;
      for (const double s : seen) total += s;
      std::vector<double> expected;
      for (std::size_t k = 0; k < page_kinds; ++k) {
        expected.push_back(total * (errand * with[k] + (1.0 - errand) * without[k]));
      }
      laws::check_counts(seen, expected);
      const std::size_t product = at(PageKind::product);
      errand =
          errand * with[product] / (errand * with[product] + (1.0 - errand) * without[product]);
    }
  }
}

TEST_CASE("A page of probability zero is never seen", "[sim][streams]") {
  Shop shop = long_visits();
  for (PageRow& row : shop.streams.sessions.next_page) row = {0.0, 0.0, 0.3, 0.0, 0.7, 0.0};
  shop.streams.sessions.landing.fill({0.0, 0.0, 0.0, 1.0, 0.0, 0.0});
  for (std::uint32_t n = 0; n < 300; ++n) {
    const auto path = shop.path(visitor(Stage::ready, TopicId{0}), n);
    REQUIRE(path.front() == PageKind::account);
    for (std::size_t k = 1; k < path.size(); ++k) {
      REQUIRE((path[k] == PageKind::product || path[k] == PageKind::information));
    }
  }
}

TEST_CASE("The number of pages has the law that the scenario names", "[sim][streams]") {
  Shop shop;
  SessionParams& p = shop.streams.sessions;
  p.pages_factor = {0.5, 1.0, 1.5, 2.0};
  p.bounce_frac = {0.3, 0.3};
  p.bounce_shift = {0.0, -0.5, 0.5, 0.0};
  p.pages_scale = {9.0, 5.0};
  p.pages_shape = {1.3, 0.8};
  const auto check = [&](LengthLaw law, Visitor v,
                         const std::function<double(double, double)>& cdf) {
    p.length_law = law;
    constexpr std::uint32_t sessions = 6'000;
    std::vector<double> seen(60, 0.0);
    for (std::uint32_t n = 0; n < sessions; ++n) {
      seen[std::min<std::size_t>(shop.path(v, n).size(), 60) - 1] += 1.0;
    }
    const auto stage = static_cast<std::size_t>(v.stage);
    const double scale = p.pages_scale[static_cast<std::size_t>(v.type)] * p.pages_factor[stage];
    const double bounce = 1.0 / (1.0 + 0.7 / 0.3 * std::exp(-p.bounce_shift[stage]));
    std::vector<double> expected;
    for (std::size_t k = 1; k <= 60; ++k) {
      const double upper = k == 60 ? 1.0 : cdf(static_cast<double>(k), scale);
      expected.push_back(sessions * (1.0 - bounce) *
                         (upper - cdf(static_cast<double>(k) - 1.0, scale)));
    }
    expected[0] += sessions * bounce;
    CAPTURE(static_cast<int>(law), stage);
    laws::check_counts(seen, expected);
  };
  Visitor v = visitor(Stage::evaluating, TopicId{1});
  check(LengthLaw::geometric, v, [](double x, double m) { return 1.0 - std::exp(-x / m); });
  check(LengthLaw::log_normal, v, [](double x, double m) {
    return x <= 0.0 ? 0.0 : boost::math::cdf(boost::math::lognormal(std::log(m), 0.8), x);
  });
  v.type = VisitorType::fresh;
  v.stage = Stage::curious;
  check(LengthLaw::weibull, v,
        [](double x, double m) { return boost::math::cdf(boost::math::weibull(1.3, m), x); });
  check(LengthLaw::negative_binomial, v, [](double x, double m) {
    if (x < 1.0) return 0.0;
    return boost::math::cdf(boost::math::negative_binomial(1.3, 1.3 / (1.3 + m)), x - 1.0);
  });
}

TEST_CASE("With an exponential depth the exit depends on the page alone", "[sim][streams]") {
  Shop shop;
  SessionParams& p = shop.streams.sessions;
  p.length_law = LengthLaw::geometric;
  p.bounce_frac = {0.0, 0.0};
  p.pages_factor = {1.0, 1.0, 1.0, 1.0};
  p.pages_scale = {6.0, 6.0};
  p.page_effort = {1.0, 0.5, 0.7, 1.0, 3.0, 0.2};
  std::array<std::size_t, page_kinds> pages{}, exits{};
  for (std::uint32_t n = 0; n < 8'000; ++n) {
    const auto path = shop.path(visitor(Stage::curious, TopicId{1}), n);
    for (const PageKind k : path) ++pages[at(k)];
    ++exits[at(path.back())];
  }
  for (std::size_t k = 0; k < page_kinds; ++k) {
    CAPTURE(k);
    laws::check_share(exits[k], pages[k], 1.0 - std::exp(-p.page_effort[k] / 6.0));
  }
}

TEST_CASE("Devices bend length and bounce", "[sim][streams]") {
  Shop shop;
  shop.streams.sessions.device_pages_factor = {1.0, 3.0};
  shop.streams.sessions.device_bounce_shift = {0.0, -30.0};
  std::array<std::size_t, 2> pages{}, ones{};
  Visitor v = visitor(Stage::curious, TopicId{1});
  for (std::uint32_t n = 0; n < 4'000; ++n) {
    for (std::uint8_t device = 0; device < 2; ++device) {
      v.device = device;
      const std::size_t k = shop.path(v, n).size();
      pages[device] += k;
      ones[device] += k == 1 ? 1U : 0U;
    }
    if (n % 100 != 0) continue;
    const std::size_t k = shop.path(v, n).size();
    v.device = 9;  // a code beyond the last counts as the last
    REQUIRE(shop.path(v, n).size() == k);
  }
  CHECK(pages[1] > 2 * pages[0]);
  CHECK(ones[1] * 4 < ones[0]);
}

TEST_CASE("No session is longer than its limit", "[sim][streams]") {
  Shop shop = long_visits();
  shop.streams.sessions.pages_scale = {1e4, 1e4};
  shop.streams.sessions.bounce_frac = {0.0, 0.0};
  shop.streams.sessions.max_pages = 3;
  for (std::uint32_t n = 0; n < 50; ++n) {
    CHECK(shop.path(visitor(Stage::ready, TopicId{1}), n).size() == 3);
  }
}

TEST_CASE("The time on a page has the law of its kind", "[sim][streams]") {
  Shop shop = long_visits();
  SessionParams& p = shop.streams.sessions;
  p.pace_log_sd = 0.0;
  p.longest_gap_s = 1e7;
  p.gap_location = {2.0, 2.5, 3.0, 3.5, 4.0, 4.5};
  p.gap_spread = {0.6, 0.7, 0.8, 0.9, 1.0, 1.1};
  for (const GapLaw law : {GapLaw::log_normal, GapLaw::weibull, GapLaw::gamma}) {
    p.gap_law = law;
    std::array<std::vector<double>, page_kinds> gaps;
    for (std::uint32_t n = 0; n < 1'500; ++n) {
      const auto events = shop.visit(visitor(Stage::ready, TopicId{0}), n);
      const auto opened = shop.openings(events);
      REQUIRE(opened.size() == events.size());
      for (std::size_t k = 1; k < events.size(); ++k) {
        const double gap = in_seconds(opened[k] - opened[k - 1]);
        gaps[at(*page_kind(events[k]))].push_back(gap);
        if (events[k].kind != EventKind::product_view) continue;
        REQUIRE(events[k].value == Approx(gap).epsilon(1e-4).margin(1e-4));
      }
    }
    for (std::size_t k = 0; k < page_kinds; ++k) {
      const double m = p.gap_location[k];
      const double s = p.gap_spread[k];
      CAPTURE(k, static_cast<int>(law));
      laws::check_law(gaps[k], [&](double x) {
        if (x <= 0.0) return 0.0;
        if (law == GapLaw::log_normal) return boost::math::cdf(boost::math::lognormal(m, s), x);
        if (law == GapLaw::weibull) {
          return boost::math::cdf(boost::math::weibull(1.0 / s, std::exp(m)), x);
        }
        return boost::math::cdf(boost::math::gamma_distribution<>(1.0 / (s * s), std::exp(m)), x);
      });
    }
  }
}

TEST_CASE("Pace stretches all gaps of a session alike", "[sim][streams]") {
  Shop shop = long_visits();
  SessionParams& p = shop.streams.sessions;
  p.gap_spread = {};
  p.gap_location = {3.0, 3.0, 3.0, 3.0, 3.0, 3.0};
  p.pace_log_sd = 0.5;
  p.longest_gap_s = 1e7;
  std::vector<double> pace;
  for (std::uint32_t n = 0; n < 2'000; ++n) {
    const auto opened = shop.openings(shop.visit(visitor(Stage::curious, TopicId{0}), n));
    const double first = in_seconds(opened[1] - opened[0]);
    for (std::size_t k = 2; k < opened.size(); ++k) {
      REQUIRE(in_seconds(opened[k] - opened[k - 1]) == Approx(first).margin(1e-4));
    }
    pace.push_back(std::log(first));
  }
  const boost::math::normal law(3.0, 0.5);
  laws::check_law(pace, [&](double x) { return boost::math::cdf(law, x); });
}

TEST_CASE("A gap is as long as the longest at most", "[sim][streams]") {
  Shop shop = long_visits();
  shop.streams.sessions.gap_location.fill(9.0);
  const auto events = shop.visit(visitor(Stage::curious, TopicId{0}), 3);
  const auto opened = shop.openings(events);
  REQUIRE(events.size() > 3);
  for (std::size_t k = 1; k < opened.size(); ++k) {
    CHECK(opened[k] - opened[k - 1] <= 30 * one_minute + one_second / 1000);
  }
}

TEST_CASE("Topics of a session: its own as often as its fidelity says", "[sim][streams]") {
  Shop shop = long_visits();
  const TopicId wanted{1};
  const std::vector<float> others{0.5F, 0.0F, 0.25F, 0.25F};
  std::size_t on = 0;
  std::size_t all = 0;
  for (std::uint32_t n = 0; n < 1'000; ++n) {
    Visitor v = visitor(Stage::evaluating, wanted);
    v.affinity = others;
    const auto events = shop.visit(v, n);
    CHECK(events.front().topic == OptionalTopic{wanted});
    OptionalTopic seen;
    for (const Event& e : events) {
      REQUIRE(e.ref == a_session);
      if (e.kind == EventKind::page) REQUIRE_FALSE(e.topic.has_value());
      if (e.kind == EventKind::page || e.kind == EventKind::session_start) continue;
      if (e.kind == EventKind::cart) {  // what was looked at last
        if (seen.has_value()) REQUIRE(e.topic == seen);
        continue;
      }
      seen = e.topic;
      ++all;
      on += e.topic == OptionalTopic{wanted} ? 1U : 0U;
    }
  }
  laws::check_share(on, all, shop.streams.intent.topic_fidelity);
  const auto idle = shop.visit(visitor(Stage::idle, std::nullopt), 9);
  CHECK_FALSE(idle.front().topic.has_value());
}

}  // namespace shoal::sim
