// Identities: what an engine sees of people. Pure functions of person, seed and time, so nothing is
// stored: a subject's number holds its person and its slot, passed through a keyed permutation of
// 32 bits (a Feistel network: Luby, Rackoff 1988) so that an engine can read nothing from it.
//
// one_each: subject = person + 1. several: a loyalty number for what the shop knows by name
// (profile, consent, purchases, things at home), a second one for those who signed up twice, and a
// cookie for each device, replaced every `cookie_days` with a phase of its own. People who live
// together share one more device, whose cookie stands for whoever of them uses it.
//
// Cost: 30 ns where people have several.
#pragma once

#include "core/ids.hpp"
#include "core/random.hpp"
#include "core/time.hpp"
#include "sim/population/population_params.hpp"

#include <cstdint>
#include <optional>

namespace shoal::sim {

// The subject of a person where each has one identity.
constexpr SubjectId as_its_number(PersonId p) {
  return SubjectId{static_cast<std::uint32_t>(index(p)) + 1};
}

class Identities {
 public:
  static constexpr std::uint32_t most_cookies = 15;  // of a device, over a run

  Identities(const IdentityParams& params, std::size_t people, Seed seed)
      : params_(params), people_(people), seed_(seed) {}

  bool several() const { return params_.kind == IdentityKind::several; }
  // The loyalty number.
  SubjectId known(PersonId p) const;
  // The number of a person who was forgotten and shops on: nobody can tell whose it is.
  SubjectId known_anew(PersonId p) const;
  // The number under which a person signed up a second time, if they did, and when it is found.
  struct Double {
    SubjectId subject{};
    Duration found_after{};  // after joining
  };
  std::optional<Double> second(PersonId p) const;

  // Of a visitor who is none of the people.
  SubjectId stranger(std::uint32_t number) const;

  struct Session {
    SubjectId subject{};
    bool logs_in = false;  // the cookie tells the loyalty number
  };
  Session session(PersonId p, SimTime at, std::uint32_t session) const;

  // Who is reached through a subject at an instant; nobody through 0 or a number never given out.
  std::optional<PersonId> behind(SubjectId subject, SimTime at) const;
  // The person whose number it is: of a shared device the first of the home.
  std::optional<PersonId> owner(SubjectId subject) const;
  PersonId head_of_home(PersonId p) const;

 private:
  SubjectId subject(PersonId p, std::uint32_t slot) const;
  // The place of a number among all that can be given out.
  std::optional<std::uint32_t> plain(SubjectId subject) const;
  bool lives_with_previous(std::uint32_t p) const;
  std::uint32_t home_size(std::uint32_t head) const;
  std::uint32_t cookie_slot(PersonId p, std::uint32_t device, SimTime at) const;

  IdentityParams params_;
  std::size_t people_;
  Seed seed_;
};

}  // namespace shoal::sim
