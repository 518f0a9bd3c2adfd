#include "cli/calibrate_telemetry.hpp"
#include "cli/fidelity_output.hpp"

#include <fmt/format.h>

namespace shoal::cli {
namespace {

std::string head_text(const scenarios::TelemetryCalibration& c) {
  return fmt::format("{}: {}, {} to {}, {} rows\nfile SHA-256 {}\n", c.file, name_of(c.kind),
                     scenarios::format_day(c.first_day), scenarios::format_day(c.last_day),
                     c.table.rows, c.table.file_sha256);
}

std::string interval_text(const scenarios::RateInterval& r) {
  return fmt::format("{:.4g} ({:.4g} to {:.4g})", r.point, r.low, r.high);
}

std::string parameter_text(const scenarios::FittedParameter& p) {
  std::string text = fmt::format("{:.5g}", p.point);
  if (p.standard_error) text += fmt::format(" +- {:.2g}", *p.standard_error);
  if (p.low && p.high) text += fmt::format(" ({:.5g} to {:.5g})", *p.low, *p.high);
  return text;
}

std::string laws_text(const std::string& of, const std::vector<scenarios::FittedLaw>& laws) {
  if (laws.empty()) return "";
  std::string text = fmt::format("\nLaw of {}, best first\n  {:<13}{:>16}{:>12}   parameters\n", of,
                                 "law", "log-likelihood", "AIC excess");
  for (const scenarios::FittedLaw& law : laws) {
    text += fmt::format("  {:<13}{:>16.2f}{:>12.1f}   ", name_of(law.law), law.fit.log_likelihood,
                        law.aic_excess);
    for (const scenarios::FittedParameter& p : law.fit.parameters) {
      text += fmt::format("{} {:.4g}", p.name, p.point);
      if (p.standard_error) text += fmt::format(" +- {:.2g}", *p.standard_error);
      text += "  ";
    }
    text += "\n";
  }
  return text;
}

std::string rates_text(const scenarios::ActivationRates& r) {
  std::string text = fmt::format("  activations a day {}\n", interval_text(r.per_day));
  text += fmt::format("  {} whole days: mean {:.2f}, variance {:.2f}\n", r.whole_days, r.day_mean,
                      r.day_variance);
  text += fmt::format(
      "  counts of hours: dispersion {:.2f}, negative binomial k {}; Poisson: p {:.2g}\n",
      r.hour_dispersion, parameter_text(r.hour_shape), r.poisson_p);
  if (r.weekday) text += fmt::format("  equal weekdays: p {:.3g}\n", r.weekday_p);
  text += "  hour   an hour (95% interval)\n";
  for (std::size_t h = 0; h < 24; ++h) {
    text += fmt::format("    {:02}   {}\n", h, interval_text(r.per_hour[h]));
  }
  return text;
}

std::string activations_text(const scenarios::ActivationCalibration& a) {
  std::string text = fmt::format("\n{} activations of {} sensors\n", a.activations,
                                 a.sensors.empty() ? 1 : a.sensors.size());
  for (const auto& [name, n] : a.sensors) text += fmt::format("  {:<20}{:>8}\n", name, n);
  text += rates_text(a.rates);
  text += laws_text("gaps", a.gaps);
  text += laws_text("durations", a.durations);
  text += "\nA home\n";
  text += fmt::format("  occasions a day   {}\n", interval_text(a.occasions_per_day));
  text += fmt::format("  burst_frac        {}\n", parameter_text(a.burst_frac));
  text += fmt::format("  burst median, s   {}\n", parameter_text(a.burst_median_s));
  text += fmt::format("  burst log sd      {}\n", parameter_text(a.burst_log_sd));
  text += fmt::format("  use_cv            {:.3f} +- {:.3f}\n", a.day_cv, a.day_cv_error);
  text += fmt::format("  use_regularity    {:.3f} +- {:.3f}\n", a.regularity, a.regularity_error);
  return text;
}

std::string series_text(const scenarios::SeriesFit& s) {
  const scenarios::SampleSchedule& t = s.schedule;
  std::string text = fmt::format("\n{}: {} samples, {:g} to {:g}, mean {:.5g}, sd {:.4g}\n", s.name,
                                 s.samples, s.low, s.high, s.mean, s.sd);
  text += fmt::format("  interval {:g} s, jitter {:.3g} +- {:.2g} s (gaps correlate {:.2f})\n",
                      t.interval_s, t.jitter_s, t.jitter_error_s, t.gap_correlation);
  text += fmt::format("  {} outages, {:.3g} of samples missing\n", t.outages, t.missing_frac);
  if (t.online_days && t.outage_hours) {
    text += fmt::format("  days online {}, hours of an outage {}\n", interval_text(*t.online_days),
                        interval_text(*t.outage_hours));
  }
  text += fmt::format("  {:.3g} of readings repeat the one before; ", s.repeat_frac);
  text += s.step <= 0.0
              ? "no rounding step\n"
              : fmt::format("{}rounding step {:g}\n", s.exact_step ? "" : "effective ", s.step);
  text += fmt::format("  noise by first differences {:.4g}\n", s.difference_noise);
  text += fmt::format("  noise: {}; AIC {:.1f} white, {:.1f} lasting, {:.1f} both\n",
                      name_of(s.model), s.aic[0], s.aic[1], s.aic[2]);
  if (s.model != scenarios::NoiseModel::white) {
    text += fmt::format("    phi         {}\n    lasting sd  {}\n", parameter_text(s.phi),
                        parameter_text(s.lasting_sd));
  }
  if (s.model != scenarios::NoiseModel::lasting) {
    text += fmt::format("    white sd    {}\n", parameter_text(s.white_sd));
  }
  text += "  mean by hour";
  for (std::size_t h = 0; h < 24; ++h) {
    text += fmt::format("{}{:.4g}", h % 8 == 0 ? "\n    " : "  ", s.hour_mean[h]);
  }
  return text + "\n";
}

}  // namespace

std::string text_of(const TelemetryAnswer& answer) {
  std::string text = head_text(answer.calibration);
  if (answer.calibration.activations) text += activations_text(*answer.calibration.activations);
  for (const scenarios::SeriesFit& s : answer.calibration.series) text += series_text(s);
  return text + comparison_text("The log against simulated homes", answer.fidelity);
}

}  // namespace shoal::cli
