#include "sim/streams/shelves.hpp"

#include "sim/purposes.hpp"

#include <algorithm>

namespace shoal::sim {

Shelves::Shelves(const ShelfParams& params, std::size_t topics, Seed seed,
                 std::uint32_t first_store)
    : params_(params),
      topics_(topics),
      seed_(seed),
      first_store_(first_store),
      stock_(std::size_t{params.stores} * topics * params.facings, params.order_up_to),
      ordered_(stock_.size(), 0) {}

StockState Shelves::state(std::uint16_t store, TopicId topic) const {
  if (stock_.empty()) return StockState::unknown;
  const std::size_t first = index(shelf(store, topic));
  std::uint32_t units = 0;
  for (std::size_t f = 0; f < params_.facings; ++f) units += stock_[first + f];
  if (units == 0) return StockState::out;
  return units <= params_.reorder_at * params_.facings ? StockState::low : StockState::available;
}

Shelves::Sale Shelves::buy(std::uint16_t store, TopicId topic, SimTime at, Stream& draws,
                           bool again) {
  const double wants = draws.uniform();
  const double takes_other = draws.uniform();
  const double comes_back = draws.uniform();
  const double gap_days = params_.defer_days * draws.exponential();
  Sale sale;
  if (stock_.empty()) return sale;
  const std::uint32_t facings = params_.facings;
  const auto wanted = std::min(static_cast<std::uint32_t>(wants * facings), facings - 1);
  for (std::uint32_t k = 0; k < facings; ++k) {
    if (k == 1 && takes_other >= params_.substitute_frac) break;
    const ShelfId s = shelf(store, topic, (wanted + k) % facings);
    const Taken taken = take(s, at);  // an empty shelf has its order out already
    if (!taken.sold) continue;
    sale.substituted = k > 0;
    sale.shelf = s;
    sale.delivery_due = taken.delivery_due;
    return sale;
  }
  const bool deferred = !again && comes_back < params_.defer_frac;
  sale.result = deferred ? Result::deferred : Result::lost;
  sale.back_at = at + from_days(gap_days);
  return sale;
}

Shelves::Taken Shelves::take(ShelfId s, SimTime at) {
  if (stock_.empty()) return {.sold = true, .delivery_due = std::nullopt};
  const std::size_t i = index(s);
  Taken taken;
  if (stock_[i] > 0) {
    --stock_[i];
    taken.sold = true;
  }
  taken.delivery_due = order(i, at);
  return taken;
}

// No two shelves share a draw, also where their stores are of different markets.
Stream Shelves::draws_of(Purpose purpose, std::size_t i, SimTime at) const {
  const std::size_t before = first_store_ * topics_ * params_.facings;
  return {seed_, purpose, static_cast<std::uint32_t>(before + i),
          static_cast<std::uint32_t>(hour_index(at))};
}

// Nothing unless the shelf is at its reorder point and no order is out.
std::optional<SimTime> Shelves::order(std::size_t i, SimTime at) {
  if (stock_[i] > params_.reorder_at || ordered_[i] != 0) return std::nullopt;
  ordered_[i] = 1;
  Stream draws = draws_of(purpose::shelf_order, i, at);
  return in_delivery_hours(at + from_days(params_.lead_days * draws.exponential()));
}

// Deliveries that wait are unloaded as the hours begin, one after the other within the first hour.
SimTime Shelves::in_delivery_hours(SimTime due) const {
  const Duration begin = from_seconds(3600.0 * params_.delivery_begin_h);
  const Duration end = from_seconds(3600.0 * params_.delivery_end_h);
  const Duration now = time_of_day(due);
  if (begin >= end || (now >= begin && now < end)) return due;
  const SimTime midnight = due - now + (now >= end ? one_day : Duration{});
  const double share = in_seconds(now % one_hour) / 3600.0;
  return midnight + begin + from_seconds(share * in_seconds(std::min(one_hour, end - begin)));
}

std::optional<SimTime> Shelves::restock(ShelfId s, SimTime at) {
  const std::size_t i = index(s);
  const std::uint32_t brought =
      params_.order_quantity > 0 ? params_.order_quantity : params_.order_up_to;
  stock_[i] = std::min(stock_[i] + brought, params_.order_up_to);
  ordered_[i] = 0;
  return order(i, at);
}

void Shelves::report(ShelfId s, SimTime at, Delivery& delivery) const {
  if (stock_.empty()) return;
  Stream draws = draws_of(purpose::shelf_report, index(s), at);
  send(index(s), at, draws, delivery);
}

std::optional<SimTime> Shelves::report_periodic(ShelfId s, SimTime at, Delivery& delivery) {
  const std::size_t i = index(s);
  Stream draws = draws_of(purpose::shelf_shrinkage, i, at);
  const double full = static_cast<double>(stock_[i]) / params_.order_up_to;
  const double mean = params_.shrinkage_per_week * full * params_.report_hours / 168.0;
  stock_[i] -= std::min(stock_[i], draws.poisson(mean));
  const auto due = order(i, at);
  send(i, at, draws, delivery);
  return due;
}

void Shelves::send(std::size_t i, SimTime at, Stream& draws, Delivery& delivery) const {
  Event e;
  e.occurred = at;
  const std::size_t store = first_store_ + i / params_.facings / topics_;
  e.ref = static_cast<std::uint32_t>(store | (i % params_.facings) << 16U);
  e.topic = TopicId{static_cast<std::uint16_t>(i / params_.facings % topics_)};
  double units = stock_[i];
  if (params_.miscount_frac > 0.0 && draws.bernoulli(params_.miscount_frac)) {
    units = std::max(units + (draws.bernoulli(0.5) ? 1.0 : -1.0), 0.0);
  }
  e.value = static_cast<float>(units);
  e.kind = EventKind::shelf_stock;
  e.source = Source::store;
  delivery.send(e, draws);
}

}  // namespace shoal::sim
