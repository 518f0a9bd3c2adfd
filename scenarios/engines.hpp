// The engines a scenario can name, and the terms they are given.
#pragma once

#include "engine/contract/brief.hpp"
#include "engine/contract/engine.hpp"
#include "scenarios/scenario.hpp"
#include "sim/world.hpp"

#include <memory>
#include <string_view>

namespace shoal::scenarios {

// What every engine of the scenario is told; `seed` is the engine's own.
Brief make_brief(const Scenario& scenario, Seed seed);

// An engine that sees events only; null for the oracle, which has to see more.
std::unique_ptr<Engine> make_blind_engine(EngineKind kind, const Brief& brief);
// The oracle looks at `world`, which must outlive it; the others never see it.
std::unique_ptr<Engine> make_engine(EngineKind kind, const Scenario& scenario, const Brief& brief,
                                    const sim::World& world);

// One line for a list: what the engine does.
std::string_view describe(EngineKind kind);

}  // namespace shoal::scenarios
