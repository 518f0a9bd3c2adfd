// A small Brief for tests of engines: three topics, two channels, no discount and one of 10%, and a
// creative for every channel, stage and offer. Quiet from 22:00 to 08:00. Eight weeks of history,
// 26 weeks of touches, four of run-out.
#pragma once

#include "engine/contract/brief.hpp"

namespace shoal::test {

inline Brief make_small_brief() {
  Brief b;
  b.topics = {"shoes", "books", "toys"};
  b.channels = {{"e-mail", 0.01}, {"push", 0.02}};
  b.offers = {{"none", 0.0}, {"10% off", 0.1}};
  for (std::uint8_t channel = 0; channel < 2; ++channel) {
    for (std::uint8_t stage = 0; stage < stages; ++stage) {
      for (std::uint8_t offer = 0; offer < 2; ++offer) {
        b.creatives.push_back({ChannelId{channel}, static_cast<Stage>(stage), OfferId{offer}});
      }
    }
  }
  b.profile_codes = {{{"female", "male"},
                      {"18-24", "25-34", "35-54", "55+"},
                      {"Pune", "Delhi", "Mumbai"},
                      {"low", "middle", "high"},
                      {"phone", "laptop"}}};
  b.survey = {.cost_per_invitation = 0.05, .max_sample_frac = 0.1};
  b.weekly_budget = 30.0;
  b.measure_begin = SimTime{8 * one_week};
  b.touch_end = SimTime{34 * one_week};
  b.run_end = SimTime{38 * one_week};
  b.seed = Seed{20240601};
  return b;
}

}  // namespace shoal::test
