// A live event at a venue: people come through its doors, some of them scan its code, and its
// counter tells how many came. Who of the simulated people comes is for a drift to say; this is
// everybody else there, and the code.
//
// People arrive as a Poisson process of total mean `visitors`, half of them in the first quarter of
// the event (rate 2 / duration), the others over the rest (rate 2/3 / duration). A share of them
// scans; scans of strangers have subject 0 and cannot be told from those of people by their code.
#pragma once

#include "core/random.hpp"
#include "core/time.hpp"
#include "sim/delivery/delivery.hpp"
#include "sim/streams/store_params.hpp"

#include <cstdint>

namespace shoal::sim {

struct LiveEvent {
  std::uint32_t number = 0;  // its own in the world, such as that of its drift
  SimTime start{};
  SimTime end{};
  double visitors = 0.0;   // expected, strangers to the shop
  double scan_frac = 0.0;  // of them who scan its code
};

// The known codes are below this one.
inline constexpr std::uint32_t first_venue_code = 1'000'000;

// The code of a live event: differs by event and by seed, and is none of the known codes.
std::uint32_t venue_code(Seed seed, std::uint32_t number);

// Expected visitors in [from, until).
double expected_visitors(const LiveEvent& event, SimTime from, SimTime until);

// Sends what its counter and code readers see in the minute that begins at `minute`. The counter's
// event has the venue's number in `ref`, from 2^16 on.
void report_venue(const LiveEvent& event, std::uint32_t code, SimTime minute, Seed seed,
                  Delivery& delivery);

}  // namespace shoal::sim
