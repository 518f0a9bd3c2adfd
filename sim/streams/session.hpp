// What one session or store visit emits. A whole session is generated at once, when it begins.
//
// Pages. A first-order Markov chain over page kinds: the first page is drawn from the row of
// `landing` of the visitor type, the next kind has odds proportional to the row of `next_page`,
// both times exp of the shifts of stage and visitor type; a session without an errand is less
// likely to go to account and information pages. The chain ends by an accelerated life
// (Cox & Oakes 1984, ch. 5): the session draws a depth D, each page uses up its `page_effort`, and
// the page that brings the sum to D is the last. With all efforts 1 the session has ceil(D) pages,
// whatever their kinds; with exponential D the exit is memoryless, so that the whole is a Markov
// chain with an exit state; log-normal D gives the heavy tail of real shops. With probability
// `bounce_frac` there is one page only.
//
// Events. session_start, then one event a page: `page` (value: 0 home, 1 account, 2 information),
// `search`, `product_view`, `cart`. They occur when the page opens, but a product view when it is
// left, because it reports its dwell. The time between openings is the time on the page before.
//
// Stock. A product view carries the stock of its topic as the edge shows it. From a page that is
// `out` nothing goes into the cart, and the visitor leaves or looks elsewhere.
//
// Cost: no allocation; about 4 draws a page, besides those of the delivery. 12 KB of tables.
#pragma once

#include "core/random.hpp"
#include "sim/delivery/delivery.hpp"
#include "sim/streams/beacons.hpp"
#include "sim/streams/stream_params.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace shoal::sim {

struct Visitor {
  SubjectId subject{};
  Stage stage{};
  std::optional<TopicId> topic;  // what the session is about, if anything
  VisitorType type = VisitorType::returning;
  std::uint8_t device = 0;            // a code of PopulationParams::devices
  std::span<const float> affinity;    // (topic), sums to 1
  std::span<const StockState> stock;  // (topic), as the shop shows it; empty: unknown
};

// What ends a need. `stock_out`: wanted, and the shelf is empty.
struct Outcome {
  enum class Kind : std::uint8_t { none, cart, purchase, stock_out } kind = Kind::none;
  std::int64_t paid_minor = 0;
};

struct Visit {
  std::optional<SimTime> arrived;        // the first event, unless it was lost
  SimTime ended{};                       // when the last page was left
  std::optional<Duration> return_after;  // when the visitor looks at the cart left behind
};

class Sessions {
 public:
  explicit Sessions(const StreamParams& streams);

  // An online session. `session` is its public number; `landing` its first page, else drawn.
  Visit visit(SimTime at, const Visitor& visitor, std::uint32_t session, Stream& draws,
              Delivery& delivery, std::optional<PageKind> landing = std::nullopt) const;

  // The session in which a need is decided: pages, a view, a cart, perhaps checkout and purchase.
  Visit decide(SimTime at, const Visitor& visitor, std::uint32_t session, const Outcome& outcome,
               Stream& draws, Delivery& delivery) const;

  // A visit to a store: dwell at beacons. Returns when its first event arrives, if any did.
  std::optional<SimTime> zones(const StoreVisit& visit, const Visitor& visitor, Stream& draws,
                               Delivery& delivery) const;

 private:
  using Thresholds = std::array<std::uint64_t, page_kinds - 1>;  // cumulative, of 2^32
  struct Rows {  // of an errand, visitor type and stage
    Thresholds landing{};
    std::array<Thresholds, page_kinds> next{};
    Thresholds next_if_out{};  // after a product that is out of stock
  };
  struct Cell {  // of a device, stage and visitor type
    std::uint64_t bounce = 0;
    double scale = 1.0;
    double shape = 1.0;
    double frailty = 0.0;
  };
  struct Walk;

  Rows rows_of(std::size_t stage, VisitorType type, bool errand) const;
  const Rows& rows(const Walk& walk) const;
  const Cell& cell(const Visitor& v) const;
  double depth(const Cell& cell, Stream& draws) const;
  double gap_s(PageKind kind, double pace, Stream& draws) const;
  TopicId topic_of_page(const Walk& walk) const;
  Walk begin(SimTime at, const Visitor& visitor, std::uint32_t session, Stream& draws,
             Delivery& delivery) const;
  StockState open(PageKind kind, Walk& walk) const;
  void browse(PageKind first, double depth, Walk& walk) const;
  void step(EventKind kind, float value, Walk& walk) const;
  std::optional<Duration> comes_back(Stream& draws) const;

  const StreamParams* streams_;
  std::array<Rows, 2 * stages * visitor_types> rows_{};  // (none, errand) x visitor type x stage
  std::vector<Cell> cells_;                              // (device x visitor type x stage)
  std::size_t devices_ = 1;
};

}  // namespace shoal::sim
