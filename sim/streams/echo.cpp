#include "sim/streams/echo.hpp"

#include "core/hash.hpp"
#include "sim/purposes.hpp"

namespace shoal::sim {

Echoes children(Seed seed, PersonId person, std::uint32_t parent_key, const SessionParams& params) {
  Echoes echoes;
  if (params.echo_frac <= 0.0) return echoes;
  Stream draws(seed, purpose::visit_echo, static_cast<std::uint32_t>(index(person)), parent_key);
  // Unit-rate arrivals within `echo_frac`: their number is Poisson.
  for (double t = draws.exponential(); t < params.echo_frac && !echoes.full();
       t += draws.exponential()) {
    const auto key = static_cast<std::uint32_t>(hash_combine(parent_key, 1 + echoes.size()));
    echoes.add({from_seconds(3600.0 * params.echo_delay_hours * draws.exponential()), key});
  }
  return echoes;
}

}  // namespace shoal::sim
