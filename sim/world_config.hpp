// All that a world is made from. Pure data.
#pragma once

#include "engine/contract/brief.hpp"
#include "sim/delivery/delivery_params.hpp"
#include "sim/population/population_params.hpp"
#include "sim/response/misspecification_params.hpp"
#include "sim/response/response_params.hpp"
#include "sim/streams/stream_params.hpp"

#include <cstdint>
#include <vector>

namespace shoal::sim {

struct WorldConfig {
  PopulationParams population;
  StreamParams streams;
  ResponseParams response;
  MisspecificationParams misspecification;
  DeliveryParams delivery;
  std::vector<Channel> channels;
  std::vector<Offer> offers;
  std::vector<Creative> creatives;
  // Parts of the audience that meet nobody of another part: stores, homes and posts stay within
  // one. A power of two. Results depend on it; on the threads that carry them they do not.
  std::uint32_t markets = 1;
  double margin_frac = 0.3;
  double history_weeks = 8.0;
  double measured_weeks = 26.0;
  double runout_weeks = 4.0;
};

}  // namespace shoal::sim
