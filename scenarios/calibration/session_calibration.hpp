// From a table of sessions or a log of clicks to the sessions of a scenario: everything that
// `shoal calibrate sessions` finds.
//
// Pages, lengths and gaps of sessions without a purchase calibrate browsing, by visitor type;
// sessions with one give the depth before a decision. Where a source tells nothing, the scenario's
// default stays, and the overlay does not name it.
#pragma once

#include "scenarios/calibration/session_data.hpp"
#include "scenarios/calibration/session_gaps.hpp"
#include "scenarios/calibration/session_hawkes.hpp"
#include "scenarios/calibration/session_length.hpp"
#include "scenarios/calibration/session_paths.hpp"
#include "sim/streams/session_params.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shoal::scenarios {

struct LengthChoice {  // one law for all visitor types, each with parameters of its own
  LengthForm form;
  double log_likelihood = 0.0;
  double aic = 0.0;
  double aic_excess = 0.0;
};

struct VisitorCalibration {
  std::optional<sim::VisitorType> visitor;  // nothing: all sessions together
  std::uint64_t sessions = 0;               // without a purchase
  LengthCandidate length;                   // of the law that all types share
  std::uint64_t decisions = 0;              // sessions with a purchase
  std::optional<FitResult> decision;        // decision_pages_factor and, but for geometric, _shape_
};

// A share with Wilson's 95% interval.
struct ConversionShare {
  std::string name;  // "all", "fresh", "returning", "month 11", "weekend", ...
  std::uint64_t sessions = 0;
  std::uint64_t purchases = 0;
  double share = 0.0;
  double low = 0.0;
  double high = 0.0;
};

struct ConversionTest {  // likelihood ratio against one share for all
  std::string by;        // "visitor type", "month", "weekend"
  double statistic = 0.0;
  std::uint32_t degrees = 0;
  double p_value = 1.0;
};

struct SessionCalibration {
  std::string file;
  std::string file_sha256;
  std::uint64_t rows = 0;
  std::uint64_t sessions = 0;
  bool click_log = false;
  std::vector<LengthChoice> lengths;  // of sessions without a purchase, best first
  std::vector<VisitorCalibration> visitors;
  std::optional<GapFit> gaps;
  std::vector<OrderCandidate> orders;                   // of clicks
  std::array<std::optional<MixFit>, 2> mixes;           // of tables: account, information
  std::array<std::optional<FitResult>, 2> fresh_mixes;  // of first visits: landing, entering
  std::vector<ConversionShare> conversion;
  std::vector<ConversionTest> tests;
  std::optional<ExcitationFit> excitation;
  sim::SessionParams params;  // with all of it put in
};

SessionCalibration calibrate_sessions(const SessionData& data);

// Puts in the shares of sessions with a purchase, where the source tells of purchases.
void measure_conversion(const SessionData& data, SessionCalibration& out);

// The same of other sessions, in the forms that `like` has chosen and without other candidates: the
// auxiliary estimates by which a world is matched with a log (session_match.hpp).
SessionCalibration refit_sessions(const SessionData& data, const SessionCalibration& like);

}  // namespace shoal::scenarios
