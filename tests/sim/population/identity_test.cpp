// Identities as pure functions of person, seed and time, against their laws.
#include "sim/population/identity.hpp"
#include "tests/sim/world/laws.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <vector>

namespace shoal::sim {
namespace {

constexpr std::uint32_t crowd = 3'000;
constexpr Seed seed{20240601};

IdentityParams several() {
  IdentityParams p;
  p.kind = IdentityKind::several;
  return p;
}

SimTime day(double d) { return SimTime{from_days(d)}; }

// Of sessions that are not on the device of a home.
std::set<SubjectId> cookies(const Identities& ids, PersonId p, SimTime at) {
  std::set<SubjectId> seen;
  for (std::uint32_t s = 0; s < 80; ++s) seen.insert(ids.session(p, at, 2 * s).subject);
  return seen;
}

}  // namespace

TEST_CASE("Every number stands for one person, and a number that nobody has for none",
          "[sim][population]") {
  for (const IdentityKind kind : {IdentityKind::one_each, IdentityKind::several}) {
    IdentityParams params = several();
    params.kind = kind;
    params.shared_home_frac = 0.0;
    const Identities ids(params, crowd, seed);
    std::set<SubjectId> given;
    for (std::uint32_t i = 0; i < crowd; ++i) {
      const PersonId p{i};
      std::set<SubjectId> own = cookies(ids, p, day(3.0));
      own.insert(ids.known(p));
      own.insert(ids.known_anew(p));
      if (const auto second = ids.second(p)) own.insert(second->subject);
      for (const SubjectId s : own) {
        REQUIRE(given.insert(s).second);
        REQUIRE(s != SubjectId{});
        REQUIRE(ids.owner(s) == p);
        REQUIRE(ids.behind(s, day(3.0)) == p);
      }
    }
    CHECK_FALSE(ids.behind(SubjectId{}, day(3.0)));
    CHECK_FALSE(ids.behind(ids.stranger(4), day(3.0)));
    CHECK_FALSE(given.contains(ids.stranger(4)));
  }
}

TEST_CASE("A number says nothing of whose it is", "[sim][population][statistical]") {
  const Identities ids(several(), crowd, seed);
  std::vector<SubjectId> numbers;
  for (std::uint32_t i = 0; i < crowd; ++i) numbers.push_back(ids.known(PersonId{i}));
  std::vector<SubjectId> sorted = numbers;
  std::sort(sorted.begin(), sorted.end());
  // Spearman's rank correlation; normal with variance 1 / (n - 1) where there is none.
  double distance = 0.0;
  for (std::uint32_t i = 0; i < crowd; ++i) {
    const auto rank = std::lower_bound(sorted.begin(), sorted.end(), numbers[i]) - sorted.begin();
    distance += std::pow(static_cast<double>(rank) - i, 2.0);
  }
  const double n = crowd;
  const double rho = 1.0 - 6.0 * distance / (n * (n * n - 1.0));
  CHECK(std::abs(rho) < laws::two_sided_normal / std::sqrt(n - 1.0));
  // Each bit of a number is set in half of them, and as often for every second person.
  for (std::uint32_t bit = 0; bit < 32; ++bit) {
    std::size_t set = 0, equal = 0;
    for (std::uint32_t i = 0; i < crowd; ++i) {
      const bool one = ((static_cast<std::uint32_t>(numbers[i]) >> bit) & 1U) != 0;
      set += one ? 1 : 0;
      equal += one == ((i & 1U) != 0) ? 1 : 0;
    }
    laws::check_share(set, crowd, 0.5);
    laws::check_share(equal, crowd, 0.5);
  }
}

TEST_CASE("People have as many devices as they should, each with a cookie",
          "[sim][population][statistical]") {
  IdentityParams params = several();
  params.shared_home_frac = 0.0;
  params.devices_mean = 1.8;
  const Identities ids(params, crowd, seed);
  std::vector<double> seen(3, 0.0);
  for (std::uint32_t i = 0; i < crowd; ++i) {
    seen[cookies(ids, PersonId{i}, day(1.0)).size() - 1] += 1.0;
  }
  const double none = std::exp(-0.8), one = 0.8 * none;
  laws::check_counts(seen, {crowd * none, crowd * one, crowd * (1.0 - none - one)});
}

TEST_CASE("A cookie lives as long as it should, from a moment of its own",
          "[sim][population][statistical]") {
  IdentityParams params = several();
  params.shared_home_frac = 0.0;
  params.devices_mean = 1.0;
  params.cookie_days = 20.0;
  const Identities ids(params, crowd, seed);
  const auto cookie = [&](std::uint32_t p, double d) {
    return ids.session(PersonId{p}, day(d), 0).subject;
  };
  std::vector<double> replaced;
  for (std::uint32_t p = 0; p < crowd; ++p) {
    REQUIRE(cookie(p, 3.0) != cookie(p, 23.0));
    double low = 0.0, high = 20.0;  // it changes once in between
    while (high - low > 1e-4) {
      const double middle = 0.5 * (low + high);
      (cookie(p, middle) == cookie(p, 0.0) ? low : high) = middle;
    }
    replaced.push_back(high);
    REQUIRE(cookie(p, high + 1e-3) == cookie(p, high + 19.99));
    REQUIRE(cookie(p, high + 1e-3) != cookie(p, high + 20.01));
  }
  laws::check_law(replaced, [](double x) { return x / 20.0; });
}

TEST_CASE("A home shares a device, whose cookie reaches any one of those who live there",
          "[sim][population][statistical]") {
  IdentityParams params = several();
  params.shared_home_frac = 0.5;
  params.shared_device_frac = 0.3;
  const Identities ids(params, crowd, seed);
  std::map<PersonId, std::vector<PersonId>> homes;  // by the first of them
  std::size_t could = 0, do_live = 0;
  for (std::uint32_t i = 0; i < crowd; ++i) {
    const PersonId head = ids.head_of_home(PersonId{i});
    homes[head].push_back(PersonId{i});
    if (i % 6 == 0) continue;  // homes begin there at the latest
    ++could;
    do_live += head != PersonId{i} ? 1 : 0;
  }
  laws::check_share(do_live, could, 0.5);
  std::size_t sessions = 0, shared = 0;
  for (const auto& [head, people] : homes) {
    REQUIRE(people.size() <= 6);
    if (people.size() < 2) continue;
    std::set<SubjectId> common;
    for (std::size_t k = 1; k < people.size(); ++k) {  // its owner in number is the first
      for (std::uint32_t n = 0; n < 40; ++n) {
        const SubjectId seen = ids.session(people[k], day(1.0), 2 * n).subject;
        ++sessions;
        if (ids.owner(seen) == people[k]) continue;
        ++shared;
        REQUIRE(ids.owner(seen) == head);
        common.insert(seen);
      }
    }
    REQUIRE(common.size() <= 1);
  }
  laws::check_share(shared, sessions, 0.3);
  const auto& [head, people] =
      *std::find_if(homes.begin(), homes.end(), [](const auto& h) { return h.second.size() == 4; });
  std::vector<double> reached(4, 0.0);
  SubjectId cookie{};
  for (std::uint32_t s = 0; cookie == SubjectId{}; ++s) {
    const SubjectId seen = ids.session(people[1], day(1.0), 2 * s).subject;
    if (ids.owner(seen) == head) cookie = seen;
  }
  for (int h = 0; h < 4'000; ++h) {
    const PersonId p = *ids.behind(cookie, SimTime{h * one_hour});
    reached[index(p) - index(head)] += 1.0;
    REQUIRE(ids.behind(cookie, SimTime{h * one_hour + 59 * one_minute}) == p);
  }
  laws::check_counts(reached, {1'000.0, 1'000.0, 1'000.0, 1'000.0});
}

TEST_CASE("Who signed up twice is found after an exponential time",
          "[sim][population][statistical]") {
  IdentityParams params = several();
  params.duplicate_frac = 0.2;
  params.merge_days = 40.0;
  const Identities ids(params, crowd, seed);
  std::vector<double> after;
  for (std::uint32_t i = 0; i < crowd; ++i) {
    if (const auto second = ids.second(PersonId{i})) after.push_back(in_days(second->found_after));
  }
  laws::check_share(after.size(), crowd, 0.2);
  laws::check_law(after, [](double x) { return 1.0 - std::exp(-x / 40.0); });
}

}  // namespace shoal::sim
