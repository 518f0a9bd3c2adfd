// The rival that leaves everyone alone: what the audience is worth without any engine. It says
// nothing at all, not even no-touch decisions: it has no choice to make, so there is none to log.
#pragma once

#include "engine/contract/brief.hpp"
#include "engine/contract/engine.hpp"

#include <memory>

namespace shoal::engine {

std::unique_ptr<Engine> make_no_touch(const Brief& brief);

}  // namespace shoal::engine
