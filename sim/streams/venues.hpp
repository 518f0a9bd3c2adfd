// A live event at a venue, open from its start to its end: people come through its doors, some of
// them scan its code, and its counter tells each minute how many came. Who of the simulated people
// comes is for a drift to say; this is everybody else there, the counter and the code.
//
// Strangers arrive as a Poisson process of total mean `visitors`, half of them in the first quarter
// of the event (rate 2 / duration), the others over the rest (rate 2/3 / duration). A share of them
// scans; their scans have subject 0 and cannot be told from those of people by their code.
//
// Cost: about 100 ns a minute and visitor who scans.
#pragma once

#include "core/random.hpp"
#include "core/time.hpp"
#include "sim/delivery/delivery.hpp"
#include "sim/streams/store_params.hpp"

#include <cstdint>
#include <optional>

namespace shoal::sim {

struct LiveEvent {
  std::uint32_t number = 0;  // its own in the world
  std::uint32_t code = 0;    // that is scanned there
  SimTime start{};
  SimTime end{};
  double visitors = 0.0;   // expected, strangers to the shop
  double scan_frac = 0.0;  // of them who scan its code
};

// The known codes are below this one.
inline constexpr std::uint32_t first_venue_code = 1'000'000;

// The code of a live event: differs by event and by seed, and is none of the known codes.
std::uint32_t venue_code(Seed seed, std::uint32_t number);

// Expected strangers in [from, until).
double expected_visitors(const LiveEvent& event, SimTime from, SimTime until);

class Venue {
 public:
  Venue(const LiveEvent& event, Seed seed) : event_(event), seed_(seed) {}

  const LiveEvent& event() const { return event_; }
  // One of the simulated people comes in.
  void enter() { ++inside_; }
  // At the start, and then whenever it says: sends the count of the minute that ends now (nobody's,
  // with 2^16 + the event's number in `ref`) and the strangers' scans of the one that begins.
  // Nothing once the event is over.
  std::optional<SimTime> minute(SimTime at, Delivery& delivery);

 private:
  LiveEvent event_;
  Seed seed_;
  std::uint32_t inside_ = 0;  // who came in the minute that runs
};

}  // namespace shoal::sim
