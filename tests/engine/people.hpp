// People for tests of engines: what the CRM says of a person when it becomes known.
#pragma once

#include "tests/engine/host.hpp"

#include <array>
#include <cstdint>
#include <initializer_list>

namespace shoal::test {

using ProfileCodes = std::array<std::uint8_t, profile_fields>;  // by ProfileField

inline void add_person(Host& host, SubjectId subject, SimTime at, const ProfileCodes& codes,
                       std::initializer_list<ChannelId> consents) {
  for (std::uint32_t f = 0; f < profile_fields; ++f) {
    host.add(make_event(EventKind::profile, subject, at, f, {}, static_cast<float>(codes[f])));
  }
  for (const ChannelId c : consents) {
    host.add(
        make_event(EventKind::consent_granted, subject, at, static_cast<std::uint32_t>(index(c))));
  }
}

}  // namespace shoal::test
