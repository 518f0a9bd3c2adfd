#include "sim/population/identity.hpp"

#include "core/hash.hpp"
#include "sim/purposes.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

namespace {

// A person's slots: 0 and 1 loyalty numbers, then the cookies of four devices; the last device is
// the one that a home shares; then the number of those who were forgotten.
constexpr std::uint32_t slots = 64;
constexpr std::uint32_t first_cookie = 2;
constexpr std::uint32_t shared_device = 3;
constexpr std::uint32_t slot_anew = first_cookie + 4 * Identities::most_cookies;
static_assert(slot_anew < slots);
constexpr std::uint32_t anew = 1U << 31U;  // where each has one identity: from here on
constexpr std::uint32_t most_people_of_home = 6;
constexpr int rounds = 4;

std::uint32_t mixed(Seed seed, std::uint32_t half, int round) {
  return static_cast<std::uint32_t>(hash_combine(
             static_cast<std::uint64_t>(seed), (static_cast<std::uint64_t>(round) << 32) | half)) &
         0xffffU;
}

std::uint32_t permuted(std::uint32_t x, Seed seed) {
  std::uint32_t left = x >> 16;
  std::uint32_t right = x & 0xffffU;
  for (int r = 0; r < rounds; ++r) {
    const std::uint32_t next = left ^ mixed(seed, right, r);
    left = right;
    right = next;
  }
  return (left << 16) | right;
}

std::uint32_t unpermuted(std::uint32_t x, Seed seed) {
  std::uint32_t left = x >> 16;
  std::uint32_t right = x & 0xffffU;
  for (int r = rounds; r-- > 0;) {
    const std::uint32_t before = right ^ mixed(seed, left, r);
    right = left;
    left = before;
  }
  return (left << 16) | right;
}

}  // namespace

// 0 is nobody: a number that lands on it walks on along its cycle.
SubjectId Identities::subject(PersonId p, std::uint32_t slot) const {
  std::uint32_t x = permuted(static_cast<std::uint32_t>(index(p)) * slots + slot + 1, seed_);
  if (x == 0) x = permuted(x, seed_);
  return SubjectId{x};
}

std::optional<std::uint32_t> Identities::plain(SubjectId subject) const {
  std::uint32_t x = unpermuted(static_cast<std::uint32_t>(subject), seed_);
  if (x == 0) x = unpermuted(x, seed_);
  if (subject == SubjectId{} || x == 0 || (x - 1) / slots >= people_) return std::nullopt;
  return x - 1;
}

SubjectId Identities::known(PersonId p) const {
  return several() ? subject(p, 0) : as_its_number(p);
}

SubjectId Identities::known_anew(PersonId p) const {
  if (several()) return subject(p, slot_anew);
  return SubjectId{anew | static_cast<std::uint32_t>(index(as_its_number(p)))};
}

SubjectId Identities::stranger(std::uint32_t number) const {
  return known(PersonId{static_cast<std::uint32_t>(people_) + number});
}

std::optional<Identities::Double> Identities::second(PersonId p) const {
  if (!several() || params_.duplicate_frac <= 0.0) return std::nullopt;
  Stream s(seed_, purpose::merged, static_cast<std::uint32_t>(index(p)), 0);
  if (!s.bernoulli(params_.duplicate_frac)) return std::nullopt;
  return Double{.subject = subject(p, 1),
                .found_after = from_days(params_.merge_days * s.exponential())};
}

bool Identities::lives_with_previous(std::uint32_t p) const {
  if (p % most_people_of_home == 0 || params_.shared_home_frac <= 0.0) return false;
  Stream s(seed_, purpose::household, p, 0);
  return s.bernoulli(params_.shared_home_frac);
}

PersonId Identities::head_of_home(PersonId p) const {
  auto head = static_cast<std::uint32_t>(index(p));
  if (!several()) return p;
  while (lives_with_previous(head)) --head;
  return PersonId{head};
}

std::uint32_t Identities::home_size(std::uint32_t head) const {
  std::uint32_t size = 1;
  while (head + size < people_ && lives_with_previous(head + size)) ++size;
  return size;
}

std::uint32_t Identities::cookie_slot(PersonId p, std::uint32_t device, SimTime at) const {
  const std::uint64_t salt = hash_combine(index(p), device);
  const double phase =
      static_cast<double>(hash_combine(static_cast<std::uint64_t>(seed_), salt) >> 40) * 0x1p-24;
  const double lives = std::max(0.0, in_days(at - SimTime{}) / params_.cookie_days + phase);
  return first_cookie + device * most_cookies +
         static_cast<std::uint32_t>(std::floor(lives)) % most_cookies;
}

Identities::Session Identities::session(PersonId p, SimTime at, std::uint32_t session) const {
  if (!several()) return {.subject = known(p), .logs_in = false};
  const auto number = static_cast<std::uint32_t>(index(p));
  Stream owned(seed_, purpose::identity, number, 0);
  const std::uint32_t devices = std::min(3U, 1 + owned.poisson(params_.devices_mean - 1.0));
  Stream s(seed_, purpose::identity, number, session | 1U);
  const std::uint32_t device = s.below(devices);
  const bool shares = s.bernoulli(params_.shared_device_frac);
  const bool logs_in = s.bernoulli(params_.login_frac);
  const PersonId head = head_of_home(p);
  if (shares && home_size(static_cast<std::uint32_t>(index(head))) > 1) {
    return {.subject = subject(head, cookie_slot(head, shared_device, at)), .logs_in = logs_in};
  }
  return {.subject = subject(p, cookie_slot(p, device, at)), .logs_in = logs_in};
}

std::optional<PersonId> Identities::owner(SubjectId subject) const {
  if (!several()) {
    const std::uint32_t number = static_cast<std::uint32_t>(subject) & ~anew;
    if (number == 0 || number > people_) return std::nullopt;
    return PersonId{number - 1};
  }
  const auto number = plain(subject);
  if (!number) return std::nullopt;
  return PersonId{*number / slots};
}

std::optional<PersonId> Identities::behind(SubjectId subject, SimTime at) const {
  const auto person = owner(subject);
  if (!person || !several()) return person;
  const std::uint32_t slot = *plain(subject) % slots;
  if (slot < first_cookie + shared_device * most_cookies || slot == slot_anew) return person;
  // Whoever of the home has the shared device in this hour.
  const auto head = static_cast<std::uint32_t>(index(*person));
  Stream s(seed_, purpose::household, head, 1 + static_cast<std::uint32_t>(hour_index(at)));
  return PersonId{head + s.below(home_size(head))};
}

}  // namespace shoal::sim
