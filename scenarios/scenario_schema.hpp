// The JSON Schema of scenarios (draft 2020-12), made from the bindings: every field with its
// meaning, units, range in each unit, default, and length where it is fixed. Editors use it for
// completion and marks; any validator gives the loader's verdict on everything but what depends on
// other fields or files (docs/scenario-format.md lists that).
//
// A file that extends another may be silent about everything but its name, so what is required is
// required only where there is no "extends". Only keywords that older drafts share are used, but
// for $defs.
#pragma once

#include <string>

namespace shoal::scenarios {

// The same text as scenarios/schema/scenario.schema.json.
std::string scenario_schema_text();

}  // namespace shoal::scenarios
