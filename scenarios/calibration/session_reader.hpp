// Sessions from a file: a table of sessions (one row a session) or a log of clicks (one row a page
// view or event), told apart by the columns. data_table.hpp says how a file is laid out.
//
//   table  counts of pages: product, account, information (or all in one: pages), the seconds spent
//          on them, visitor type, month, weekend, purchase; each by its usual names or
//          --columns product=ProductRelated,purchase=Revenue,...
//   log    user (or session), time with a clock, and page: a kind, event type or address
//          (page_words.hpp). A pause of more than `session_gap_s` ends a session.
//
// In a log, a user's first session counts as that of a fresh visitor. Rows without user or time are
// left out. Throws DataError and CalibrationError. Memory: 24 bytes a click.
#pragma once

#include "scenarios/calibration/data_table.hpp"
#include "scenarios/calibration/page_words.hpp"
#include "scenarios/calibration/session_data.hpp"

#include <map>
#include <string>

namespace shoal::scenarios {

struct ReadSessionsOptions {
  TableOptions table;
  double session_gap_s = 1800.0;
  std::map<std::string, PageMeaning> meanings;  // of certain texts of the page column
};

SessionData read_sessions(const std::string& path, const ReadSessionsOptions& options = {});

// One page view or event of a log.
struct Click {
  std::uint32_t user = 0;
  std::int16_t utc_offset_minutes = 0;
  PageMeaning meaning;
  std::int64_t at_us = 0;  // since 1970-01-01, on one clock for all
};

struct ClicksToSessions {
  double session_gap_s = 1800.0;
  double resolution_s = 1.0;
  bool has_users = true;
  bool has_kinds = true;
};
// Sorts the clicks by user and time (equal times keep their order) and cuts them into sessions.
void add_sessions(std::vector<Click>& clicks, const ClicksToSessions& options, SessionData& data);

}  // namespace shoal::scenarios
