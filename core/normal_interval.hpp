// The 97.5% quantile of the standard normal law: half a 95% interval, in standard errors.
#pragma once

namespace shoal {

inline constexpr double normal_975 = 1.959963984540054;

}  // namespace shoal
