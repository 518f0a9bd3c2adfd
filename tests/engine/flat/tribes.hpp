// A scripted audience for tests of the flat engine: three tribes that differ in profile, in what
// they buy and want, in the channel they prefer and in the hour they visit at.
//
//   tribe  profile                           wants  prefers  visits at  buys
//   0      female 25-34 in Pune, middle      shoes  e-mail   20:00      three times
//   1      male 35-54 in Delhi, high         books  push     09:00      twice
//   2      female 55+ in Mumbai, low         toys   e-mail   23:00 (quiet), else 18:00    never
//
// Everyone consents to both channels. People answer the survey a day after it, one in ten wrongly.
#pragma once

#include "engine/flat/flat_engine.hpp"
#include "tests/engine/host.hpp"
#include "tests/engine/people.hpp"
#include "tests/engine/small_brief.hpp"

#include <array>

namespace shoal::test {

inline constexpr std::uint32_t tribes = 3;
inline constexpr std::uint32_t tribe_size = 400;

inline std::uint32_t tribe_of(SubjectId s) { return static_cast<std::uint32_t>(index(s)) % tribes; }

inline ProfileCodes profile_of(std::uint32_t tribe) {
  constexpr std::array<ProfileCodes, tribes> codes{
      ProfileCodes{0, 1, 0, 1, 0}, ProfileCodes{1, 2, 1, 2, 1}, ProfileCodes{0, 3, 2, 0, 0}};
  return codes[tribe];
}

inline void add_member(Host& host, SubjectId s, SimTime at) {
  add_person(host, s, at, profile_of(tribe_of(s)), {ChannelId{0}, ChannelId{1}});
}

inline void add_habits(Host& host, SubjectId s) {
  const std::uint32_t tribe = tribe_of(s);
  constexpr std::array<int, tribes> hours{20, 9, 23};
  for (int week = 1; week <= 3; ++week) {
    const SimTime day{week * one_week + static_cast<std::int64_t>(index(s) % 7) * one_day};
    host.add(make_event(EventKind::session_start, s, day + hours[tribe] * one_hour, 1));
    if (tribe == 2 && week > 1) {
      host.add(make_event(EventKind::session_start, s, day + 18 * one_hour, 2));
    }
    if (tribe == 2 || (tribe == 1 && week == 1)) continue;
    host.add(make_event(EventKind::purchase, s, day + hours[tribe] * one_hour + one_minute, 1,
                        TopicId{static_cast<std::uint16_t>(tribe)}, 2500.0F));
  }
}

inline void answer_survey(Host& host, const SaidSurvey& survey) {
  constexpr std::array<std::uint32_t, tribes> channels{0, 1, 0};
  for (const SubjectId s : survey.sample) {
    const bool wrong = index(s) % 10 == 0;
    const std::uint32_t tribe = wrong ? (tribe_of(s) + 1) % tribes : tribe_of(s);
    host.add(make_event(EventKind::survey_response, s, survey.at + one_day, channels[tribe],
                        TopicId{static_cast<std::uint16_t>(tribe)}, 3.0F));
  }
}

inline Host host_with_tribes(const Brief& brief, const engine::FlatOptions& options = {}) {
  Host host{engine::make_flat(brief, options), brief.tick};
  for (std::uint32_t s = 1; s <= tribes * tribe_size; ++s) {
    add_member(host, SubjectId{s}, SimTime{one_hour});
    add_habits(host, SubjectId{s});
  }
  host.on_survey([](Host& h, const SaidSurvey& survey) { answer_survey(h, survey); });
  return host;
}

}  // namespace shoal::test
