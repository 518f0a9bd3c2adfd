#include "sim/streams/homes.hpp"

#include "core/contracts.hpp"
#include "core/hash.hpp"
#include "sim/purposes.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

namespace {

SimTime from_whole(std::int32_t s) { return SimTime{s * one_second}; }
std::int32_t whole_seconds(SimTime t) {
  return static_cast<std::int32_t>(std::floor(in_seconds(t.time_since_epoch())));
}

// No filling lasts longer: instants are kept in 31 bits of seconds.
constexpr double longest_filling_days = 5000.0;

// `more`: added to the shape. Nobody refills a sensor: its fillings are even.
std::int32_t life_s(const ApplianceParams& p, double mean_days, double more, Stream& draws) {
  const double mean = std::min(mean_days, longest_filling_days);
  const double life = p.topic ? mean * draws.gamma(p.cycle_shape + more) / p.cycle_shape : mean;
  return static_cast<std::int32_t>(
      std::max(std::nearbyint(std::min(life, longest_filling_days) * 86400.0), 1.0));
}

std::uint8_t byte_of(Stream& draws) { return static_cast<std::uint8_t>(draws() >> 24); }

}  // namespace

ActivityTable::ActivityTable(const ActivityClock& clock, SimTime begin, SimTime end) {
  begin -= time_of_day(begin);
  const auto hours = static_cast<std::size_t>((end - begin) / one_hour) + 1;
  begin_s_ = begin.time_since_epoch() / one_second;
  last_s_ = static_cast<std::int64_t>(hours) * 3600;
  passed_s_.resize(hours + 1, 0.0);
  for (std::size_t h = 0; h < hours; ++h) {
    const SimTime from = begin + static_cast<std::int64_t>(h) * one_hour;
    passed_s_[h + 1] = passed_s_[h] + clock.between(from, from + one_hour);
  }
}

std::uint8_t owned_appliances(std::span<const ApplianceParams> kinds, std::size_t archetype,
                              Seed seed, PersonId person) {
  if (kinds.empty()) return 0;
  Stream draws(seed, purpose::home_owner, static_cast<std::uint32_t>(index(person)), 0);
  unsigned owned = 0;
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    if (draws.bernoulli(kinds[k].owned_frac[archetype])) owned |= 1U << k;
  }
  return static_cast<std::uint8_t>(owned);
}

double appliance_demand(std::span<const ApplianceParams> kinds, std::uint8_t owned) {
  double share = 0.0;
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    if (((owned >> k) & 1U) != 0 && kinds[k].topic) share += kinds[k].demand_share;
  }
  return std::min(share, 1.0);
}

RefillPlan refill_plan(const ApplianceParams& kind, double lambda_per_week,
                       double stock_loss_frac) {
  if (!kind.topic) return {.cycle_days = kind.cycle_days, .conversion = 0.0};
  const double share_per_day = kind.demand_share * lambda_per_week / 7.0;
  const double longest = (1.0 - stock_loss_frac) / std::max(share_per_day, 1e-12);
  const double days = std::min(kind.cycle_days, longest);
  return {.cycle_days = days,
          .conversion = std::min(1.0, share_per_day * days / (1.0 - stock_loss_frac))};
}

Homes::Homes(std::span<const ApplianceParams> kinds, std::span<const ActivityClock> rhythms,
             Seed seed, SimTime end)
    : seed_(seed) {
  require(kinds.size() <= most_appliance_kinds, "too many kinds of appliances");
  for (const ApplianceParams& p : kinds) {
    Wheel w;
    w.params = p;
    w.path = UsePath(p.cycle_days, p.use_cv);
    if (p.rhythm == HomeRhythm::own) {
      w.rhythms.emplace_back(p.hour_weight, p.weekday_weight);
    } else {
      require(!rhythms.empty(), "an appliance that follows its owner needs the owners' rhythms");
      w.rhythms.assign(rhythms.begin(), rhythms.end());
    }
    constexpr Duration margin = 26 * one_week;
    for (const ActivityClock& r : w.rhythms) {
      w.activity.emplace_back(r, SimTime{} - margin, end + margin);
    }
    w.interval = from_seconds(3600.0 * p.report_hours);
    if (p.online_days > 0.0) {
      w.fail_per_s = 1.0 / (86400.0 * p.online_days);
      w.mend_per_s = 1.0 / (3600.0 * p.outage_hours);
      const double both = w.fail_per_s + w.mend_per_s;
      w.fail_frac = w.fail_per_s / both * -std::expm1(-both * in_seconds(w.interval));
    }
    wheels_.push_back(std::move(w));
  }
}

// The filling in use when its owner joins is a length-biased one (Cox 1962, "Renewal Theory", 5.4):
// gamma with one more shape, of which a uniform share has passed.
void Homes::add(const Owner& owner) {
  Wheel& w = wheels_[owner.kind];
  const auto person = static_cast<std::uint32_t>(index(owner.person));
  Stream draws(seed_, purpose::home_start, person, owner.kind);
  Home h;
  h.person = person;
  h.rhythm = owner.rhythm;
  h.cycle_days = static_cast<float>(owner.cycle_days);
  h.phase = draws();
  const double passed = draws.uniform();
  h.top = byte_of(draws);
  h.residue = byte_of(draws);
  h.error = static_cast<std::int16_t>(std::clamp(4096.0 * draws.normal(), -32000.0, 32000.0));
  const std::int32_t life = life_s(w.params, owner.cycle_days, 1.0, draws);
  h.offline_s = whole_seconds(owner.joined);
  h.filled_s = h.offline_s - static_cast<std::int32_t>(passed * life);
  h.empty_s = h.filled_s + life;
  h.cycle = 1;
  h.flags = waiting;
  w.homes.push_back(h);
}

void Homes::sort_homes() {
  for (Wheel& w : wheels_) {
    w.homes.shrink_to_fit();
    std::sort(w.homes.begin(), w.homes.end(), [](const Home& a, const Home& b) {
      return a.phase != b.phase ? a.phase < b.phase : a.person < b.person;
    });
  }
}

std::size_t Homes::size() const {
  std::size_t n = 0;
  for (const Wheel& w : wheels_) n += w.homes.size();
  return n;
}

std::size_t Homes::bytes() const {
  std::size_t n = 0;
  for (const Wheel& w : wheels_) n += w.homes.capacity() * sizeof(Home);
  return n;
}

// The first word of home_start, as in add().
std::uint32_t Homes::phase_of(std::uint32_t person, std::size_t kind) const {
  return Stream(seed_, purpose::home_start, person, static_cast<std::uint32_t>(kind))();
}

std::optional<HomeId> Homes::find(PersonId person, std::uint8_t kind) const {
  const std::vector<Home>& homes = wheels_[kind].homes;
  const auto wanted = static_cast<std::uint32_t>(index(person));
  const std::uint32_t phase = phase_of(wanted, kind);
  const auto found = std::lower_bound(homes.begin(), homes.end(), phase,
                                      [wanted](const Home& h, std::uint32_t at) {
                                        return h.phase != at ? h.phase < at : h.person < wanted;
                                      });
  if (found == homes.end() || found->phase != phase || found->person != wanted) return std::nullopt;
  return id(kind, static_cast<std::size_t>(found - homes.begin()));
}

std::uint64_t Homes::path_key(std::size_t kind, const Home& h) const {
  const std::uint64_t world =
      static_cast<std::uint64_t>(seed_) + (static_cast<std::uint64_t>(purpose::home_path) << 32);
  const std::uint64_t filling =
      (static_cast<std::uint64_t>(h.person) << 32) | (std::uint64_t{h.cycle} * 8 + kind);
  return hash_combine(world, filling);
}

Homes::FillingUse Homes::use_of(const Wheel& w, std::size_t kind, const Home& h) const {
  const ActivityTable& a = w.activity.size() == 1 ? w.activity[0] : w.activity[h.rhythm];
  const double begin = a.at(h.filled_s);
  return {.wheel = w,
          .home = h,
          .activity = a,
          .begin = begin,
          .all = a.at(h.empty_s) - begin,
          .key = path_key(kind, h)};
}

// The share of its use that the filling has behind it.
double Homes::FillingUse::at(std::int32_t s) const {
  if (s <= home.filled_s) return 0.0;
  if (s >= home.empty_s) return 1.0;
  const double passed = all > 0.0 ? (activity.at(s) - begin) / all
                                  : static_cast<double>(s - home.filled_s) /
                                        static_cast<double>(home.empty_s - home.filled_s);
  return wheel.path.used(key, passed);
}

double Homes::level_of(const Wheel& w, const Home& h, double used) const {
  const double top = 1.0 - w.params.refill_spread * h.top / 255.0;
  const double residue = w.params.residue_spread * h.residue / 255.0;
  return top - (top - residue) * used;
}

double Homes::level(HomeId home, SimTime at_time) const {
  const std::size_t kind = kind_of(home);
  const Home& h = at(home);
  return level_of(wheels_[kind], h, use_of(wheels_[kind], kind, h).at(whole_seconds(at_time)));
}

SimTime Homes::low_at(HomeId home) const {
  const std::size_t kind = kind_of(home);
  const Wheel& w = wheels_[kind];
  const Home& h = at(home);
  const double top = level_of(w, h, 0.0);
  const double residue = level_of(w, h, 1.0);
  const double share =
      top > residue ? std::clamp((top - w.params.low_level) / (top - residue), 0.0, 1.0) : 1.0;
  const double passed = w.path.time(path_key(kind, h), share);
  const SimTime filled = from_whole(h.filled_s);
  const SimTime empty = from_whole(h.empty_s);
  const ActivityClock& r = rhythm(w, h);
  const double all = r.between(filled, empty);
  const SimTime low = all > 0.0 ? r.after(filled, passed * all)
                                : filled + from_seconds(passed * in_seconds(empty - filled));
  return std::min(low, empty);
}

SimTime Homes::first_due(HomeId home) const {
  return std::max(low_at(home), from_whole(at(home).offline_s));
}

void Homes::next_filling(HomeId home, SimTime filled) {
  const std::size_t kind = kind_of(home);
  const ApplianceParams& p = wheels_[kind].params;
  Home& h = at(home);
  ++h.cycle;
  Stream draws(seed_, purpose::home_cycle, h.person,
               static_cast<std::uint32_t>(h.cycle * 8U + kind));
  h.top = byte_of(draws);
  h.residue = byte_of(draws);
  h.filled_s = whole_seconds(filled);
  h.empty_s = std::max(h.empty_s, h.filled_s) + life_s(p, h.cycle_days, 0.0, draws);
  h.flags = static_cast<std::uint8_t>(h.flags & ~is_low);
}

Homes::Step Homes::run_due(HomeId home, SimTime at_time) {
  Home& h = at(home);
  if ((h.flags & is_low) == 0) {
    const SimTime low = low_at(home);
    if (at_time < low) return {.low = std::nullopt, .next = low};  // it was refilled early
    h.flags |= is_low;
    const SimTime empty = std::max(from_whole(h.empty_s), at_time);
    const std::size_t kind = kind_of(home);
    const auto topic = wheels_[kind].params.topic;
    if (!topic) return {.low = std::nullopt, .next = empty};
    return {.low = LowLevel{.person = PersonId{h.person},
                            .topic = *topic,
                            .kind = static_cast<std::uint8_t>(kind),
                            .occasion = static_cast<std::uint32_t>(h.cycle * 8U + kind),
                            .empty = empty},
            .next = empty};
  }
  const SimTime empty = from_whole(h.empty_s);
  if (at_time < empty) return {.low = std::nullopt, .next = empty};
  next_filling(home, empty);
  return {.low = std::nullopt, .next = std::max(low_at(home), at_time)};
}

void Homes::refill(PersonId person, std::uint32_t occasion, SimTime at_time) {
  const auto home = find(person, static_cast<std::uint8_t>(occasion % 8U));
  if (!home) return;
  const Home& h = at(*home);
  if (h.cycle != occasion / 8U || at_time >= from_whole(h.empty_s)) return;
  next_filling(*home, at_time);
}

void Homes::rename(PersonId person, SubjectId as) {
  names_[static_cast<std::uint32_t>(index(person))] = as;
  for (std::size_t kind = 0; kind < wheels_.size(); ++kind) {
    if (const auto home = find(person, static_cast<std::uint8_t>(kind))) {
      at(*home).flags = static_cast<std::uint8_t>(at(*home).flags | renamed);
    }
  }
}

}  // namespace shoal::sim
