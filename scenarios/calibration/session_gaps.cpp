#include "scenarios/calibration/session_gaps.hpp"

#include "scenarios/calibration/data_error.hpp"
#include "scenarios/calibration/numeric_likelihood.hpp"

#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace shoal::scenarios {
namespace {

constexpr double least = 1e-300;
constexpr std::size_t fewest = 50;

double upper_normal(double z) { return 0.5 * std::erfc(z / std::numbers::sqrt2); }

// P(gap > x); parameters: scale, then shape (log sd of a log-normal).
double beyond(GapFamily family, std::span<const double> at, double x) {
  if (x <= 0.0) return 1.0;
  switch (family) {
    case GapFamily::exponential:
      return std::exp(-x / at[0]);
    case GapFamily::weibull:
      return std::exp(-std::pow(x / at[0], at[1]));
    case GapFamily::gamma:
      return boost::math::gamma_q(at[1], x / at[0]);
    default:
      return upper_normal((std::log(x) - std::log(at[0])) / at[1]);
  }
}

// P(gap <= x), without cancellation.
double up_to(GapFamily family, std::span<const double> at, double x) {
  if (x <= 0.0) return 0.0;
  switch (family) {
    case GapFamily::exponential:
      return -std::expm1(-x / at[0]);
    case GapFamily::weibull:
      return -std::expm1(-std::pow(x / at[0], at[1]));
    case GapFamily::gamma:
      return boost::math::gamma_p(at[1], x / at[0]);
    default:
      return upper_normal((std::log(at[0]) - std::log(x)) / at[1]);
  }
}

// P(low < gap <= high), from the tail that does not cancel.
double cell(GapFamily family, std::span<const double> at, double low, double high) {
  const double above = beyond(family, at, low);
  if (above > 0.5) return up_to(family, at, high) - up_to(family, at, low);
  return above - beyond(family, at, high);
}

bool has_shape(GapFamily family) { return family != GapFamily::exponential; }

struct Histogram {
  std::map<double, double> counts;  // rounded seconds -> gaps
  double total = 0.0;
  double mean = 1.0;
};

double interval_likelihood(GapFamily family, std::span<const double> at, const Histogram& gaps,
                           double resolution, double cut) {
  const double kept = std::log(std::max(up_to(family, at, cut), least));
  double sum = 0.0;
  for (const auto& [seconds, n] : gaps.counts) {
    const double low = std::max(seconds - 0.5 * resolution, 0.0);
    const double high = std::min(seconds + 0.5 * resolution, cut);
    const double p = cell(family, at, low, high);
    sum += n * (std::log(std::max(p, least)) - kept);
  }
  return sum;
}

FitResult fit_intervals(GapFamily family, const Histogram& gaps, double resolution, double cut) {
  NumericProblem problem;
  problem.observations = gaps.total;
  problem.names = {"scale"};
  problem.starts = {{family == GapFamily::log_normal ? 0.6 * gaps.mean : gaps.mean}};
  if (has_shape(family)) {
    problem.names.emplace_back("shape");
    problem.starts[0].push_back(1.0);
  }
  problem.log_likelihood = [&](std::span<const double> at) {
    return interval_likelihood(family, at, gaps, resolution, cut);
  };
  return maximise(problem);
}

GapModel world_model(GapFamily family, const FitResult& fit) {
  const double location = std::log(fit.parameters[0].point);
  const double shape = fit.parameters.size() > 1 ? fit.parameters[1].point : 1.0;
  switch (family) {
    case GapFamily::weibull:
      return {sim::GapLaw::weibull, location, 1.0 / shape};
    case GapFamily::gamma:
      return {sim::GapLaw::gamma, location, 1.0 / std::sqrt(shape)};
    case GapFamily::log_normal:
    case GapFamily::log_normal_paced:
      return {sim::GapLaw::log_normal, location, shape};
    default:
      return {sim::GapLaw::weibull, location, 1.0};
  }
}

// The variance of log gaps between sessions: one-way analysis of variance of the residuals from
// their kinds' means, unbalanced groups (Searle, Casella, McCulloch 1992, ch. 3).
struct Pace {
  double variance = 0.0;
  std::optional<double> standard_error;  // of the standard deviation
};
Pace between_sessions(const ClickDetail& clicks, const std::array<double, sim::page_kinds>& mean) {
  std::map<std::uint32_t, std::array<double, 3>> sums;  // session -> n, sum, sum of squares
  for (const PageGap& g : clicks.gaps) {
    const double x = std::log(std::max<double>(g.seconds, 0.5 * clicks.resolution_s)) -
                     mean[static_cast<std::size_t>(g.kind)];
    auto& s = sums[g.session];
    s[0] += 1.0;
    s[1] += x;
    s[2] += x * x;
  }
  double n = 0.0, total = 0.0, squares = 0.0, between = 0.0, n_squared = 0.0;
  for (const auto& [session, s] : sums) {
    n += s[0];
    total += s[1];
    squares += s[2];
    between += s[1] * s[1] / s[0];
    n_squared += s[0] * s[0];
  }
  const auto groups = static_cast<double>(sums.size());
  if (groups < 10.0 || n - groups < 10.0) return {};
  const double ms_between = (between - total * total / n) / (groups - 1.0);
  const double ms_within = (squares - between) / (n - groups);
  const double size = (n - n_squared / n) / (groups - 1.0);
  Pace pace;
  pace.variance = std::max((ms_between - ms_within) / size, 0.0);
  const double error_of_variance =
      std::sqrt(2.0) / size *
      std::sqrt(ms_between * ms_between / (groups - 1.0) + ms_within * ms_within / (n - groups));
  if (pace.variance > 0.0)
    pace.standard_error = error_of_variance / (2.0 * std::sqrt(pace.variance));
  return pace;
}

void sort_candidates(std::vector<GapCandidate>& all) {
  std::stable_sort(all.begin(), all.end(), [](const GapCandidate& a, const GapCandidate& b) {
    return a.aic < b.aic - 1e-9;
  });
  for (GapCandidate& c : all) c.aic_excess = c.aic - all.front().aic;
}

FitResult fit_sums(GapFamily family, const std::vector<std::pair<double, std::uint32_t>>& sums,
                   double mean) {
  NumericProblem problem;
  problem.observations = static_cast<double>(sums.size());
  problem.names = {"scale"};
  std::vector<double> start{mean};
  if (family == GapFamily::gamma || family == GapFamily::log_normal ||
      family == GapFamily::log_normal_paced) {
    problem.names.emplace_back("shape");
    start.push_back(1.0);
    if (family != GapFamily::gamma) start[0] = 0.6 * mean;
  }
  if (family == GapFamily::exponential_paced || family == GapFamily::log_normal_paced) {
    problem.names.emplace_back("pace");
    start.push_back(family == GapFamily::exponential_paced ? 4.0 : 0.5);
  }
  problem.starts = {start};
  problem.log_likelihood = [&](std::span<const double> at) {
    double sum = 0.0;
    for (const auto& [seconds, pages] : sums) sum += log_density_of_sum(family, at, seconds, pages);
    return sum;
  };
  return maximise(problem);
}

// How many pages of a group were timed: all but the last of each session. A session whose only
// page of the group has no time ended there; that share stands for all that have some.
std::array<double, page_groups> timed_pages(const std::vector<SessionRecord>& sessions) {
  std::array<double, page_groups> pages{}, with{}, ones{}, untimed{};
  double all = 0.0;
  for (const SessionRecord& s : sessions) {
    if (s.length() < 2) continue;
    ++all;
    for (std::size_t g = 0; g < page_groups; ++g) {
      pages[g] += s.pages[g];
      with[g] += s.pages[g] > 0 ? 1.0 : 0.0;
      ones[g] += s.pages[g] == 1 ? 1.0 : 0.0;
      untimed[g] += s.pages[g] == 1 && s.seconds[g] <= 0.0 ? 1.0 : 0.0;
    }
  }
  std::array<double, page_groups> timed = pages;
  double ends = 0.0;
  for (std::size_t g = 1; g < page_groups; ++g) {
    const double here = ones[g] > 0.0 ? with[g] * untimed[g] / ones[g] : 0.0;
    timed[g] -= here;
    ends += here;
  }
  timed[0] -= std::max(all - ends, 0.0);
  for (double& t : timed) t = std::max(t, 0.0);
  return timed;
}

}  // namespace

std::string name_of(GapFamily family) {
  switch (family) {
    case GapFamily::exponential:
      return "exponential";
    case GapFamily::weibull:
      return "weibull";
    case GapFamily::gamma:
      return "gamma";
    case GapFamily::log_normal:
      return "log_normal";
    case GapFamily::exponential_paced:
      return "exponential, gamma pace";
    case GapFamily::log_normal_paced:
      return "log_normal, log_normal pace";
  }
  return "";
}

double log_density_of_sum(GapFamily family, std::span<const double> at, double sum,
                          std::uint32_t pages) {
  const double m = pages;
  if (family == GapFamily::exponential || family == GapFamily::gamma) {
    const double k = family == GapFamily::gamma ? at[1] * m : m;
    const double scale = family == GapFamily::gamma ? at[0] / at[1] : at[0];
    return (k - 1.0) * std::log(sum) - sum / scale - k * std::log(scale) - std::lgamma(k);
  }
  if (family == GapFamily::exponential_paced) {
    // Rate of the session ~ gamma(a), mean gap at[0]: a beta prime of (m, a).
    const double a = at[1];
    const double b = at[0] * a;
    return std::lgamma(m + a) - std::lgamma(m) - std::lgamma(a) + (m - 1.0) * std::log(sum) +
           a * std::log(b) - (m + a) * std::log(b + sum);
  }
  const double one = std::expm1(at[1] * at[1]);
  double variance = std::log1p(one / m);
  const double location = std::log(at[0]) + 0.5 * at[1] * at[1] + std::log(m) - 0.5 * variance;
  if (family == GapFamily::log_normal_paced) variance += at[2] * at[2];
  const double z = std::log(sum) - location;
  return -0.5 * z * z / variance - 0.5 * std::log(2.0 * std::numbers::pi * variance) -
         std::log(sum);
}

GapFit fit_gaps(const ClickDetail& clicks, std::optional<GapFamily> only) {
  if (clicks.gaps.size() < fewest) {
    throw CalibrationError("only " + std::to_string(clicks.gaps.size()) +
                           " times between pages of one session: give a longer log");
  }
  std::array<Histogram, sim::page_kinds + 1> gaps;  // the last: of all, and of rare kinds
  for (const PageGap& g : clicks.gaps) {
    for (const std::size_t k : {static_cast<std::size_t>(g.kind), sim::page_kinds}) {
      const double width = clicks.resolution_s;
      const double rounded = std::round(static_cast<double>(g.seconds) / width) * width;
      gaps[k].counts[rounded] += 1.0;
      gaps[k].total += 1.0;
      gaps[k].mean += static_cast<double>(g.seconds);
    }
  }
  for (Histogram& h : gaps) h.mean = std::max(h.mean / std::max(h.total, 1.0), clicks.resolution_s);
  GapFit result;
  std::map<GapFamily, std::array<std::optional<FitResult>, sim::page_kinds + 1>> fits;
  for (const GapFamily family :
       {GapFamily::exponential, GapFamily::weibull, GapFamily::gamma, GapFamily::log_normal}) {
    if (only && family != *only && family != GapFamily::log_normal) continue;
    GapCandidate c;
    c.family = family;
    for (std::size_t k = 0; k <= sim::page_kinds; ++k) {
      if (k < sim::page_kinds && gaps[k].total < static_cast<double>(fewest)) continue;
      fits[family][k] = fit_intervals(family, gaps[k], clicks.resolution_s, clicks.session_gap_s);
      if (k == sim::page_kinds) continue;
      c.fits.push_back(*fits[family][k]);
      c.log_likelihood += c.fits.back().log_likelihood;
      c.aic += c.fits.back().aic;
    }
    result.candidates.push_back(std::move(c));
  }
  sort_candidates(result.candidates);
  result.family = only.value_or(result.candidates.front().family);
  std::array<double, sim::page_kinds> mean{};
  for (std::size_t k = 0; k < sim::page_kinds; ++k) {
    const auto& own = fits[result.family][k];
    result.by_kind[k] = world_model(result.family, own ? *own : *fits[result.family].back());
    result.observed[k] = static_cast<std::size_t>(gaps[k].total);
    const auto& log_normal = fits[GapFamily::log_normal][k];
    mean[k] = world_model(GapFamily::log_normal,
                          log_normal ? *log_normal : *fits[GapFamily::log_normal].back())
                  .location;
  }
  result.fit = *fits[result.family].back();
  if (result.family != GapFamily::log_normal) return result;
  const Pace pace = between_sessions(clicks, mean);
  result.pace_log_sd = std::sqrt(pace.variance);
  result.pace_standard_error = pace.standard_error;
  for (GapModel& m : result.by_kind) {
    m.spread = std::sqrt(std::max(m.spread * m.spread - pace.variance, 0.01));
  }
  return result;
}

std::optional<GapFit> fit_gaps(const std::vector<SessionRecord>& sessions,
                               std::optional<GapFamily> only) {
  std::vector<std::pair<double, std::uint32_t>> sums;
  double seconds = 0.0;
  double pages = 0.0;
  std::array<double, page_groups> spent{};
  for (const SessionRecord& s : sessions) {
    if (s.length() < 2 || s.duration_s() <= 0.0) continue;
    sums.emplace_back(s.duration_s(), s.length() - 1);
    seconds += s.duration_s();
    pages += s.length() - 1;
    for (std::size_t g = 0; g < page_groups; ++g) spent[g] += s.seconds[g];
  }
  if (sums.size() < fewest) return std::nullopt;
  GapFit result;
  for (const GapFamily family :
       {GapFamily::exponential, GapFamily::gamma, GapFamily::exponential_paced,
        GapFamily::log_normal, GapFamily::log_normal_paced}) {
    if (only && family != *only) continue;
    GapCandidate c;
    c.family = family;
    c.fits = {fit_sums(family, sums, seconds / pages)};
    c.log_likelihood = c.fits[0].log_likelihood;
    c.aic = c.fits[0].aic;
    result.candidates.push_back(std::move(c));
  }
  sort_candidates(result.candidates);
  // The world draws log-normal gaps with a pace; other families serve as a comparison.
  const auto used =
      std::find_if(result.candidates.begin(), result.candidates.end(),
                   [](const auto& c) { return c.family == GapFamily::log_normal_paced; });
  result.family = used->family;
  result.fit = used->fits[0];
  result.pace_log_sd = result.fit.parameters[2].point;
  result.pace_standard_error = result.fit.parameters[2].standard_error;
  const auto timed = timed_pages(sessions);
  const double all_timed = timed[0] + timed[1] + timed[2];
  const double mean = (spent[0] + spent[1] + spent[2]) / std::max(all_timed, 1.0);
  for (std::size_t k = 0; k < sim::page_kinds; ++k) {
    const auto g = static_cast<std::size_t>(group_of(static_cast<sim::PageKind>(k)));
    GapModel& m = result.by_kind[k] = world_model(GapFamily::log_normal, result.fit);
    result.observed[k] = static_cast<std::size_t>(timed[g]);
    if (timed[g] > static_cast<double>(fewest) && spent[g] > 0.0) {
      m.location += std::log(spent[g] / timed[g] / mean);
    }
  }
  return result;
}

}  // namespace shoal::scenarios
