#include "sim/streams/shelves.hpp"

#include "sim/purposes.hpp"

namespace shoal::sim {

Shelves::Shelves(const ShelfParams& params, std::size_t topics)
    : params_(params),
      topics_(topics),
      stock_(params.stores * topics, params.order_up_to),
      ordered_(params.stores * topics, 0) {}

Shelves::Taken Shelves::take(ShelfId s, SimTime at, Seed seed) {
  if (stock_.empty()) return {.sold = true, .delivery_due = std::nullopt};
  const std::size_t i = index(s);
  Taken taken;
  if (stock_[i] > 0) {
    --stock_[i];
    taken.sold = true;
  }
  if (stock_[i] <= params_.reorder_at && ordered_[i] == 0) {
    ordered_[i] = 1;
    Stream draws(seed, purpose::shelf_order, static_cast<std::uint32_t>(i),
                 static_cast<std::uint32_t>(hour_index(at)));
    taken.delivery_due = at + from_days(params_.lead_days * draws.exponential());
  }
  return taken;
}

void Shelves::restock(ShelfId s) {
  stock_[index(s)] = params_.order_up_to;
  ordered_[index(s)] = 0;
}

void Shelves::report(ShelfId s, SimTime at, Seed seed, Delivery& delivery) const {
  if (stock_.empty()) return;
  const auto i = static_cast<std::uint32_t>(index(s));
  Stream draws(seed, purpose::shelf_report, i, static_cast<std::uint32_t>(hour_index(at)));
  Event e;
  e.occurred = at;
  e.ref = static_cast<std::uint32_t>(i / topics_);
  e.topic = TopicId{static_cast<std::uint16_t>(i % topics_)};
  e.value = static_cast<float>(stock_[i]);
  e.kind = EventKind::shelf_stock;
  e.source = Source::store;
  delivery.send(e, draws);
}

}  // namespace shoal::sim
