#include "cli/calibrate_sessions_output.hpp"

#include "cli/calibrate_json_parts.hpp"
#include "cli/fidelity_output.hpp"
#include "scenarios/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace shoal::cli {
namespace {

using scenarios::FittedParameter;

constexpr std::array<std::string_view, 2> groups = {"account", "information"};

std::string length_name(const scenarios::LengthForm& form) {
  return fmt::format("{}{}{}", scenarios::length_law_names[static_cast<std::size_t>(form.law)],
                     form.has_frailty ? " + frailty" : "", form.has_bounces ? " + bounces" : "");
}

std::string_view visitor_name(const scenarios::VisitorCalibration& v) {
  if (!v.visitor) return "all";
  return *v.visitor == sim::VisitorType::fresh ? "first visit" : "later visits";
}

std::string parameter_text(const FittedParameter& p) {
  std::string text = fmt::format("  {:<24}{:>12.5g}", p.name, p.point);
  if (p.standard_error) text += fmt::format("{:>12.4g}", *p.standard_error);
  if (p.low && p.high) text += fmt::format("   {:.5g} to {:.5g}", *p.low, *p.high);
  return text + "\n";
}

std::string parameters_text(const scenarios::FitResult& fit) {
  std::string text;
  for (const FittedParameter& p : fit.parameters) text += parameter_text(p);
  if (!fit.reason.empty()) text += "  no intervals: " + fit.reason + "\n";
  return text;
}

std::string columns_text() {
  return fmt::format("  {:<24}{:>12}{:>12}   {}\n", "parameter", "estimate", "std. error",
                     "95% interval");
}

std::string candidates_head() {
  return fmt::format("\n  {:<34}{:>16}{:>14}{:>12}\n", "candidate", "log-likelihood", "AIC",
                     "above best");
}
std::string candidate_line(std::string_view name, double log_likelihood, double aic,
                           double excess) {
  return fmt::format("  {:<34}{:>16.2f}{:>14.2f}{:>12.2f}\n", name, log_likelihood, aic, excess);
}

std::string length_text(const scenarios::SessionCalibration& c) {
  const scenarios::LengthChoice& best = c.lengths.front();
  std::string text =
      "\nPages of a session without a purchase: " + length_name(best.form) + "\n" + columns_text();
  for (const scenarios::VisitorCalibration& v : c.visitors) {
    text += fmt::format(" {} ({} sessions)\n{}", visitor_name(v), v.sessions,
                        parameters_text(v.length.fit));
  }
  for (const scenarios::VisitorCalibration& v : c.visitors) {
    if (!v.decision) continue;
    text += fmt::format(" {}, with a purchase ({} sessions)\n{}", visitor_name(v), v.decisions,
                        parameters_text(*v.decision));
  }
  text += candidates_head();
  for (const scenarios::LengthChoice& l : c.lengths) {
    text += candidate_line(length_name(l.form), l.log_likelihood, l.aic, l.aic_excess);
  }
  return text;
}

std::string gaps_text(const scenarios::SessionCalibration& c) {
  if (!c.gaps) return "\nTime on a page: the file does not tell\n";
  std::string text = fmt::format("\nTime on a page: {}\n", scenarios::name_of(c.gaps->family));
  text += columns_text() + parameters_text(c.gaps->fit);
  if (c.gaps->pace_log_sd > 0.0) {
    text += fmt::format("  pace between sessions: log sd {:.4g}", c.gaps->pace_log_sd);
    if (c.gaps->pace_standard_error)
      text += fmt::format(" (std. error {:.2g})", *c.gaps->pace_standard_error);
    text += "\n";
  }
  text += fmt::format("  {:<16}{:>12}{:>12}{:>12}\n", "kind", "location", "spread", "observed");
  for (std::size_t k = 0; k < sim::page_kinds; ++k) {
    text +=
        fmt::format("  {:<16}{:>12.4f}{:>12.4f}{:>12}\n", scenarios::page_kind_names[k],
                    c.gaps->by_kind[k].location, c.gaps->by_kind[k].spread, c.gaps->observed[k]);
  }
  text += candidates_head();
  for (const scenarios::GapCandidate& g : c.gaps->candidates) {
    text += candidate_line(scenarios::name_of(g.family), g.log_likelihood, g.aic, g.aic_excess);
  }
  return text;
}

std::string paths_text(const scenarios::SessionCalibration& c) {
  std::string text;
  if (!c.orders.empty()) {
    text += fmt::format("\nPaths, from counts of transitions\n  {:<34}{:>16}{:>14}{:>14}\n",
                        "order", "log-likelihood", "AIC", "BIC");
    for (const scenarios::OrderCandidate& o : c.orders) {
      text += fmt::format("  {:<34}{:>16.2f}{:>14.2f}{:>14.2f}\n", o.order, o.log_likelihood, o.aic,
                          o.bic);
    }
    text += fmt::format("  {:<14}", "next page");
    for (const std::string& kind : scenarios::page_kind_names) text += fmt::format("{:>13}", kind);
    text += "\n";
    for (std::size_t a = 0; a < sim::page_kinds; ++a) {
      text += fmt::format("  {:<14}", scenarios::page_kind_names[a]);
      for (const double p : c.params.next_page[a]) text += fmt::format("{:>13.4f}", p);
      text += "\n";
    }
  }
  for (std::size_t i = 0; i < 2; ++i) {
    if (!c.mixes[i]) continue;
    text += fmt::format("\nPages of {} among those of a session ({} sessions)\n", groups[i],
                        c.mixes[i]->sessions);
    text += columns_text() + parameters_text(c.mixes[i]->fit);
    if (c.fresh_mixes[i]) text += " of first visits\n" + parameters_text(*c.fresh_mixes[i]);
    text += candidates_head();
    for (const scenarios::MixCandidate& m : c.mixes[i]->candidates) {
      text += candidate_line(scenarios::name_of(m.family), m.fit.log_likelihood, m.fit.aic,
                             m.aic_excess);
    }
  }
  return text;
}

std::string conversion_text(const scenarios::SessionCalibration& c) {
  if (c.conversion.empty()) return "\nConversion: the file tells of no purchases\n";
  std::string text = fmt::format("\nConversion\n  {:<24}{:>10}{:>12}{:>10}   {}\n", "", "sessions",
                                 "purchases", "share, %", "95% interval");
  for (const scenarios::ConversionShare& s : c.conversion) {
    text += fmt::format("  {:<24}{:>10}{:>12}{:>10.2f}   {:.2f} to {:.2f}\n", s.name, s.sessions,
                        s.purchases, 100.0 * s.share, 100.0 * s.low, 100.0 * s.high);
  }
  for (const scenarios::ConversionTest& t : c.tests) {
    text +=
        fmt::format("  differs by {}: likelihood ratio {:.2f}, {} degrees of freedom, p {:.3g}\n",
                    t.by, t.statistic, t.degrees, t.p_value);
  }
  return text;
}

std::string excitation_text(const scenarios::SessionCalibration& c) {
  if (!c.click_log) return "";
  if (!c.excitation) return "\nSelf-excitation: too few users come again to tell\n";
  const scenarios::ExcitationFit& e = *c.excitation;
  std::string text =
      fmt::format("\nSelf-excitation of visits ({} visits of {} users who come again): {}\n",
                  e.visits, e.users, e.self_exciting ? "found" : "none found");
  text += candidates_head();
  text += candidate_line("Hawkes, exponential kernel", e.hawkes.log_likelihood, e.hawkes.aic,
                         std::max(0.0, e.hawkes.aic - e.poisson.aic));
  text += candidate_line("Poisson", e.poisson.log_likelihood, e.poisson.aic,
                         std::max(0.0, e.poisson.aic - e.hawkes.aic));
  text += fmt::format("  twice the log-likelihood ratio {:.2f}; found above 13.82\n",
                      e.likelihood_ratio);
  return text + columns_text() + parameter_text(e.branching) + parameter_text(e.delay_hours);
}

std::string match_text(const SessionsOutput& out) {
  if (!out.match) return "";
  std::string text = "\nThe world that leaves such a log\n";
  text += fmt::format("  {:<26}{:>10}{:>12}{:>14}{:>12}{:>10}\n", "logarithm of", "estimate",
                      "std. error", "in the file", "simulated", "sd");
  for (const scenarios::MatchedStatistic& s : out.match->statistics) {
    if (s.simulated_sd <= 0.0) continue;  // what the tables above tell
    text += fmt::format("  {:<26}{:>10.4f}{:>12.4f}{:>14.4f}{:>12.4f}{:>10.4f}\n", s.parameter,
                        s.value, s.value_error, s.observed, s.simulated, s.simulated_sd);
  }
  return text;
}

Json fit_json(const scenarios::FitResult& fit) {
  Json parameters = Json::object();
  for (const FittedParameter& p : fit.parameters) parameters[p.name] = parameter_json(p);
  return {{"parameters", std::move(parameters)},
          {"log_likelihood", fit.log_likelihood},
          {"aic", fit.aic},
          {"converged", fit.converged}};
}

Json length_json(const scenarios::SessionCalibration& c) {
  Json candidates = Json::array();
  for (const scenarios::LengthChoice& l : c.lengths) {
    candidates.push_back({{"law", length_name(l.form)},
                          {"log_likelihood", l.log_likelihood},
                          {"aic", l.aic},
                          {"aic_excess", l.aic_excess}});
  }
  Json visitors = Json::object();
  for (std::size_t t = 0; t < c.visitors.size(); ++t) {
    Json fit = fit_json(c.visitors[t].length.fit);
    fit["sessions"] = c.visitors[t].sessions;
    if (c.visitors[t].decision) fit["with_purchase"] = fit_json(*c.visitors[t].decision);
    visitors[t == 0 ? "first_visit" : "later_visits"] = std::move(fit);
  }
  Json out{{"law", length_name(c.lengths.front().form)},
           {"visitors", std::move(visitors)},
           {"candidates", std::move(candidates)}};
  return out;
}

Json gaps_json(const scenarios::SessionCalibration& c) {
  if (!c.gaps) return nullptr;
  Json candidates = Json::array();
  for (const scenarios::GapCandidate& g : c.gaps->candidates) {
    candidates.push_back({{"family", scenarios::name_of(g.family)},
                          {"log_likelihood", g.log_likelihood},
                          {"aic", g.aic},
                          {"aic_excess", g.aic_excess}});
  }
  Json by_kind = Json::object();
  for (std::size_t k = 0; k < sim::page_kinds; ++k) {
    const scenarios::GapModel& m = c.gaps->by_kind[k];
    by_kind[scenarios::page_kind_names[k]] = {
        {"law", scenarios::gap_law_names[static_cast<std::size_t>(m.law)]},
        {"location", m.location},
        {"spread", m.spread},
        {"observed", c.gaps->observed[k]}};
  }
  return {{"family", scenarios::name_of(c.gaps->family)},
          {"fit", fit_json(c.gaps->fit)},
          {"pace_log_sd", c.gaps->pace_log_sd},
          {"by_kind", std::move(by_kind)},
          {"candidates", std::move(candidates)}};
}

Json paths_json(const scenarios::SessionCalibration& c) {
  Json out{{"landing", c.params.landing},
           {"next_page", c.params.next_page},
           {"fresh_shift", c.params.fresh_shift}};
  Json orders = Json::array();
  for (const scenarios::OrderCandidate& o : c.orders) {
    orders.push_back(
        {{"order", o.order}, {"log_likelihood", o.log_likelihood}, {"aic", o.aic}, {"bic", o.bic}});
  }
  if (!orders.empty()) out["orders"] = std::move(orders);
  for (std::size_t i = 0; i < 2; ++i) {
    if (!c.mixes[i]) continue;
    Json candidates = Json::array();
    for (const scenarios::MixCandidate& m : c.mixes[i]->candidates) {
      candidates.push_back({{"family", scenarios::name_of(m.family)},
                            {"log_likelihood", m.fit.log_likelihood},
                            {"aic", m.fit.aic},
                            {"aic_excess", m.aic_excess}});
    }
    Json mix = fit_json(c.mixes[i]->fit);
    mix["candidates"] = std::move(candidates);
    if (c.fresh_mixes[i]) mix["first_visits"] = fit_json(*c.fresh_mixes[i]);
    out[std::string(groups[i])] = std::move(mix);
  }
  return out;
}

Json conversion_json(const scenarios::SessionCalibration& c) {
  Json shares = Json::array();
  for (const scenarios::ConversionShare& s : c.conversion) {
    shares.push_back({{"of", s.name},
                      {"sessions", s.sessions},
                      {"purchases", s.purchases},
                      {"share", s.share},
                      {"low", s.low},
                      {"high", s.high}});
  }
  Json tests = Json::array();
  for (const scenarios::ConversionTest& t : c.tests) {
    tests.push_back({{"by", t.by},
                     {"likelihood_ratio", t.statistic},
                     {"degrees", t.degrees},
                     {"p_value", t.p_value}});
  }
  return {{"shares", std::move(shares)}, {"tests", std::move(tests)}};
}

Json excitation_json(const scenarios::SessionCalibration& c) {
  if (!c.excitation) return nullptr;
  const scenarios::ExcitationFit& e = *c.excitation;
  return {{"self_exciting", e.self_exciting},
          {"likelihood_ratio", e.likelihood_ratio},
          {"users", e.users},
          {"visits", e.visits},
          {"branching", parameter_json(e.branching)},
          {"delay_hours", parameter_json(e.delay_hours)},
          {"hawkes", fit_json(e.hawkes)},
          {"poisson", fit_json(e.poisson)}};
}

Json match_json(const scenarios::SessionMatch& match) {
  Json out = Json::array();
  for (const scenarios::MatchedStatistic& s : match.statistics) {
    out.push_back({{"parameter", s.parameter},
                   {"value", s.value},
                   {"standard_error", s.value_error > 0.0 ? Json(s.value_error) : Json()},
                   {"observed", s.observed},
                   {"simulated", s.simulated},
                   {"simulated_sd", s.simulated_sd > 0.0 ? Json(s.simulated_sd) : Json()}});
  }
  return out;
}

}  // namespace

std::string json_of(const SessionsOutput& output) {
  const scenarios::SessionCalibration& c = output.calibration;
  Json out{{"data",
            {{"file_sha256", c.file_sha256},
             {"rows", c.rows},
             {"sessions", c.sessions},
             {"kind", c.click_log ? "click log" : "session table"}}},
           {"length", length_json(c)},
           {"gaps", gaps_json(c)},
           {"paths", paths_json(c)},
           {"conversion", conversion_json(c)},
           {"excitation", excitation_json(c)}};
  if (output.match) out["match"] = match_json(*output.match);
  if (output.fidelity) out["fidelity"] = table_json(*output.fidelity);
  return document(out);
}

std::string text_of(const SessionsOutput& output) {
  const scenarios::SessionCalibration& c = output.calibration;
  return fmt::format("{}: {} rows, {} sessions\nfile SHA-256 {}\n",
                     c.click_log ? "A log of clicks" : "A table of sessions", c.rows, c.sessions,
                     c.file_sha256) +
         length_text(c) + gaps_text(c) + paths_text(c) + conversion_text(c) + excitation_text(c) +
         match_text(output) +
         comparison_text("The file against simulations of the fit", output.fidelity);
}

}  // namespace shoal::cli
