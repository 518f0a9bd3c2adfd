#include "reports/uncertainty_tables.hpp"

#include "reports/report_error.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace shoal::reports {
namespace {

constexpr const char* by_row = "see column unit";
constexpr const char* by_row_squared = "square of column unit";

[[noreturn]] void refuse(const std::string& what) {
  throw ReportError(ReportError::Kind::content, "/uncertainty: " + what);
}

}  // namespace

Table parameter_table(const DrawStudy& study) {
  Texts pointer, unit, origin, scale;
  Reals value, low, high;
  for (const DrawnParameter& p : study.parameters) {
    pointer.push_back(p.pointer);
    unit.push_back(p.unit);
    origin.push_back(p.origin);
    scale.push_back(p.scale);
    value.push_back(p.value);
    low.push_back(p.low);
    high.push_back(p.high);
  }
  return {{{"parameter", "", pointer},
           {"unit", "", unit},
           {"origin", "", origin},
           {"scale", "", scale},
           {"value", by_row, value},
           {"low", by_row, low},
           {"high", by_row, high}}};
}

Table draw_table(const DrawStudy& study) {
  Counts draw;
  Texts parameter, unit;
  Reals value;
  for (std::size_t d = 0; d < study.values.size(); ++d) {
    for (std::size_t p = 0; p < study.parameters.size(); ++p) {
      draw.push_back(d);
      parameter.push_back(study.parameters[p].pointer);
      unit.push_back(study.parameters[p].unit);
      value.push_back(study.values[d].at(p));
    }
  }
  return {{{"draw", "1", draw},
           {"parameter", "", parameter},
           {"value", by_row, value},
           {"unit", "", unit}}};
}

Table estimate_table(const DrawStudy& study) {
  Counts draw;
  Texts arm, base, measure, unit, reason;
  Reals point, error;
  for (const DrawnMeasure& m : study.measures) {
    for (std::size_t d = 0; d < m.points.size(); ++d) {
      draw.push_back(d);
      arm.push_back(m.arm);
      base.push_back(m.base);
      measure.push_back(m.measure);
      unit.push_back(m.unit);
      point.push_back(m.points[d].value_or(gap));
      error.push_back(m.errors[d].value_or(gap));
      reason.push_back(m.points[d] && m.errors[d] ? "" : m.reason);
    }
  }
  return {{{"draw", "1", draw},
           {"arm", "", arm},
           {"base", "", base},
           {"measure", "", measure},
           {"unit", "", unit},
           {"point", by_row, point, Gaps::allowed},
           {"standard_error", by_row, error, Gaps::allowed},
           {"reason", "", reason}}};
}

Table uncertainty_table(const Uncertainty& uncertainty) {
  Texts arm, base, measure, unit, reason;
  Counts negative;
  Reals mean, low, high, quantile_low, quantile_high, parameters, parameters_error, noise;
  Reals noise_error, share, share_error, below, below_low, below_high;
  for (const UncertainMeasure& m : uncertainty.measures) {
    arm.push_back(m.arm);
    base.push_back(m.base);
    measure.push_back(m.measure);
    unit.push_back(m.unit);
    reason.push_back(m.reason);
    const VarianceSplit split = m.split.value_or(VarianceSplit{});
    const auto known = [&](double x) { return m.split ? x : gap; };
    mean.push_back(known(split.mean));
    low.push_back(known(split.low));
    high.push_back(known(split.high));
    quantile_low.push_back(m.quantile_low.value_or(gap));
    quantile_high.push_back(m.quantile_high.value_or(gap));
    parameters.push_back(known(split.parameters));
    parameters_error.push_back(known(split.parameters_error));
    noise.push_back(known(split.noise));
    noise_error.push_back(known(split.noise_error));
    share.push_back(split.share.value_or(gap));
    share_error.push_back(split.share ? split.share_error : gap);
    negative.push_back(split.negative ? 1 : 0);
    below.push_back(m.below_zero ? m.below_zero->share : gap);
    below_low.push_back(m.below_zero ? m.below_zero->low : gap);
    below_high.push_back(m.below_zero ? m.below_zero->high : gap);
  }
  return {{{"arm", "", arm},
           {"base", "", base},
           {"measure", "", measure},
           {"unit", "", unit},
           {"mean", by_row, mean, Gaps::allowed},
           {"low", by_row, low, Gaps::allowed},
           {"high", by_row, high, Gaps::allowed},
           {"quantile_low", by_row, quantile_low, Gaps::allowed},
           {"quantile_high", by_row, quantile_high, Gaps::allowed},
           {"parameter_variance", by_row_squared, parameters, Gaps::allowed},
           {"parameter_variance_se", by_row_squared, parameters_error, Gaps::allowed},
           {"noise_variance", by_row_squared, noise, Gaps::allowed},
           {"noise_variance_se", by_row_squared, noise_error, Gaps::allowed},
           {"parameter_share", "1", share, Gaps::allowed},
           {"parameter_share_se", "1", share_error, Gaps::allowed},
           {"negative", "1", negative},
           {"below_zero", "1", below, Gaps::allowed},
           {"below_zero_low", "1", below_low, Gaps::allowed},
           {"below_zero_high", "1", below_high, Gaps::allowed},
           {"reason", "", reason}}};
}

Table sensitivity_table(const Uncertainty& uncertainty) {
  Texts arm, base, measure, parameter;
  Reals rho, low, high, share;
  for (const UncertainMeasure& m : uncertainty.measures) {
    for (const ParameterEffect& e : m.effects) {
      arm.push_back(m.arm);
      base.push_back(m.base);
      measure.push_back(m.measure);
      parameter.push_back(e.pointer);
      rho.push_back(e.rank_correlation.value_or(gap));
      low.push_back(e.low.value_or(gap));
      high.push_back(e.high.value_or(gap));
      share.push_back(e.share.value_or(gap));
    }
  }
  return {{{"arm", "", arm},
           {"base", "", base},
           {"measure", "", measure},
           {"parameter", "", parameter},
           {"rank_correlation", "1", rho, Gaps::allowed},
           {"low", "1", low, Gaps::allowed},
           {"high", "1", high, Gaps::allowed},
           {"variance_share", "1", share, Gaps::allowed}}};
}

DrawStudy draw_study_of(const DrawTables& tables) {
  DrawStudy study;
  const Texts& pointers = texts(tables.parameters, "parameter");
  for (std::size_t p = 0; p < pointers.size(); ++p) {
    study.parameters.push_back({.pointer = pointers[p],
                                .unit = texts(tables.parameters, "unit")[p],
                                .origin = texts(tables.parameters, "origin")[p],
                                .scale = texts(tables.parameters, "scale")[p],
                                .value = reals(tables.parameters, "value")[p],
                                .low = reals(tables.parameters, "low")[p],
                                .high = reals(tables.parameters, "high")[p]});
  }
  const std::size_t count = pointers.size();
  for (const Column* column :
       {find_column(tables.draws, "value"), find_column(tables.estimates, "point"),
        find_column(tables.estimates, "standard_error")}) {
    const auto* cells = column == nullptr ? nullptr : std::get_if<Reals>(&column->cells);
    if (cells != nullptr &&
        std::any_of(cells->begin(), cells->end(), [](double x) { return std::isinf(x); })) {
      refuse("a value is infinite");
    }
  }
  const Reals& values = reals(tables.draws, "value");
  if (count == 0 || values.empty() || values.size() % count != 0) {
    refuse("draws has not one row for each draw and parameter");
  }
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (counts(tables.draws, "draw")[row] != row / count ||
        texts(tables.draws, "parameter")[row] != pointers[row % count]) {
      refuse("row " + std::to_string(row) + " of draws is out of order");
    }
    if (row % count == 0) study.values.emplace_back();
    if (std::isnan(values[row])) refuse("row " + std::to_string(row) + " of draws has no value");
    study.values.back().push_back(values[row]);
  }
  const std::size_t draws = study.values.size();
  const Texts& arm = texts(tables.estimates, "arm");
  if (arm.size() % draws != 0) refuse("estimates has not one row for each draw and measure");
  for (std::size_t row = 0; row < arm.size(); ++row) {
    if (counts(tables.estimates, "draw")[row] != row % draws) {
      refuse("row " + std::to_string(row) + " of estimates is out of order");
    }
    if (row % draws == 0) {
      study.measures.push_back({.arm = arm[row],
                                .base = texts(tables.estimates, "base")[row],
                                .measure = texts(tables.estimates, "measure")[row],
                                .unit = texts(tables.estimates, "unit")[row],
                                .points = {},
                                .errors = {},
                                .reason = {}});
    }
    DrawnMeasure& m = study.measures.back();
    m.points.push_back(unless_gap(reals(tables.estimates, "point")[row]));
    m.errors.push_back(unless_gap(reals(tables.estimates, "standard_error")[row]));
    const std::string& reason = texts(tables.estimates, "reason")[row];
    if (m.reason.empty()) m.reason = reason;
  }
  return study;
}

}  // namespace shoal::reports
