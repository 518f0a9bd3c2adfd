#include "scenarios/bind_scenario.hpp"

#include "scenarios/names.hpp"

namespace shoal::scenarios {

namespace {
constexpr Range log_sd{0.0, 10.0};
}  // namespace

void bind_delivery(Binder& b, sim::DeliveryParams& delivery) {
  for (std::size_t i = 0; i < delivery.by_source.size(); ++i) {
    sim::SourceDelivery& d = delivery.by_source[i];
    b.section({source_names.at(i), "events that come from there"}, [&] {
      b.quantity({"latency_median_s", Unit::seconds, {0.0, 1e7}, "log-normal"}, d.latency_median_s);
      b.quantity({"latency_log_sd", Unit::log_seconds, log_sd, "of it"}, d.latency_log_sd);
      b.quantity({"loss_frac", Unit::frac, fraction, "events that never arrive"}, d.loss_frac);
    });
  }
}

}  // namespace shoal::scenarios
