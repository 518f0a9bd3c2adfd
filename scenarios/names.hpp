// What the enumerators of a scenario are called in its JSON form, in the order of their values.
#pragma once

#include <array>
#include <string>

namespace shoal::scenarios {

inline const std::array<std::string, 5> engine_names{"no_touch", "random", "flat", "ai", "oracle"};
inline const std::array<std::string, 4> stage_names{"idle", "curious", "evaluating", "ready"};
inline const std::array<std::string, 6> page_kind_names{"home",    "search",      "product",
                                                        "account", "information", "cart"};
inline const std::array<std::string, 4> length_law_names{"geometric", "negative_binomial",
                                                         "log_normal", "weibull"};
inline const std::array<std::string, 3> gap_law_names{"log_normal", "weibull", "gamma"};
inline const std::array<std::string, 5> drift_form_names{"abrupt", "gradual", "novel_cohort",
                                                         "incremental", "recurring"};
inline const std::array<std::string, 4> drift_target_names{"topic", "mixture", "rhythm",
                                                           "response"};
inline const std::array<std::string, 3> dwell_family_names{"gamma", "log_normal", "weibull"};
inline const std::array<std::string, 3> drop_out_names{"pareto", "none", "at_purchase"};
inline const std::array<std::string, 2> spend_family_names{"gamma_gamma", "log_normal"};
inline const std::array<std::string, 2> identity_kind_names{"one_each", "several"};
inline const std::array<std::string, 2> signature_names{"none", "qr_scan"};
inline const std::array<std::string, 3> use_report_names{"none", "metered", "each"};
inline const std::array<std::string, 2> home_rhythm_names{"owner", "own"};
inline const std::array<std::string, 8> source_names{"web",    "store",     "venue",  "home",
                                                     "social", "messaging", "survey", "crm"};
inline const std::array<std::string, 3> service_law_names{"deterministic", "exponential",
                                                          "log_normal"};
inline const std::array<std::string, 3> basis_names{"sourced", "calibrated", "assumed"};
inline const std::array<std::string, 2> range_scale_names{"linear", "log"};
inline const std::array<std::string, 3> parameter_scale_names{"linear", "log", "logit"};

}  // namespace shoal::scenarios
