// What the enumerators of a scenario are called in its JSON form, in the order of their values.
#pragma once

#include <array>
#include <string>

namespace shoal::scenarios {

inline const std::array<std::string, 5> engine_names{"no_touch", "random", "flat", "ai", "oracle"};
inline const std::array<std::string, 4> stage_names{"idle", "curious", "evaluating", "ready"};
inline const std::array<std::string, 3> drift_form_names{"abrupt", "gradual", "novel_cohort"};
inline const std::array<std::string, 2> signature_names{"none", "qr_scan"};
inline const std::array<std::string, 8> source_names{"web",    "store",     "venue",  "home",
                                                     "social", "messaging", "survey", "crm"};
inline const std::array<std::string, 3> service_law_names{"deterministic", "exponential",
                                                          "log_normal"};
inline const std::array<std::string, 3> basis_names{"sourced", "calibrated", "assumed"};

}  // namespace shoal::scenarios
