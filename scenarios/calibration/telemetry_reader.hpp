// Reads sensor logs. Three forms are told apart, each can be asked for:
//
//   activations with start and end     one row each (start and end column)
//   activations with states            ON/OFF, OPEN/CLOSED, 1/0 rows; an activation lasts from the
//                                      first to the last of a pair, of each sensor
//   activations with instants          one row each, no readings or irregular instants
//   samples                            one row per instant, one or more numeric channels, or one
//                                      channel and a sensor's name
//
// A log is sampled when it has numeric channels and at least 70% of the gaps between its rows (of
// each sensor) lie within a quarter of their median. Rows need not be in order; instants that are
// written twice for one series keep their first reading.
//
// Roles of --columns: start (or time), clock (the time of day where it stands apart), end, sensor,
// state, channel (one of the
// numeric columns; by default all).
//
// Throws DataError: no column of instants, no rows, fewer than ten.
#pragma once

#include "scenarios/calibration/data_table.hpp"
#include "scenarios/calibration/telemetry_log.hpp"

#include <optional>
#include <string>

namespace shoal::scenarios {

struct ReadTelemetryOptions {
  TableOptions table;
  std::optional<TelemetryKind> kind;
};

struct TelemetryFile {
  std::string path;
  TelemetryLog log;
  TableInfo table;
  CalendarDay first_day{};
  CalendarDay last_day{};
};

TelemetryFile read_telemetry(const std::string& path, const ReadTelemetryOptions& options = {});

}  // namespace shoal::scenarios
