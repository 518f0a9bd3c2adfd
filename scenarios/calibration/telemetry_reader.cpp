#include "scenarios/calibration/telemetry_reader.hpp"

#include "scenarios/lower_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <unordered_map>

namespace shoal::scenarios {
namespace {

using Names = DataTable::Names;

constexpr std::array<std::string_view, 20> start_names = {
    "start_time", "start",     "begin",       "started_at", "timestamp", "time",       "date",
    "datetime",   "date_time", "event_time",  "on_time",    "from",      "begin_time", "ts",
    "local_time", "utc",       "recorded_at", "day",        "zeit",      "datum"};
constexpr std::array<std::string_view, 9> end_names = {
    "end_time", "end", "stop", "finish", "ended_at", "stop_time", "off_time", "to", "until"};
constexpr std::array<std::string_view, 12> sensor_names = {
    "sensor",    "sensor_id", "location", "device",    "device_id",    "sensor_name",
    "appliance", "node",      "tag",      "entity_id", "channel_name", "place"};
constexpr std::array<std::string_view, 6> state_names = {"state",   "value", "status",
                                                         "message", "event", "activity_state"};
constexpr std::array<std::string_view, 2> clock_names = {"time", "clock"};
constexpr std::array<std::string_view, 1> no_names = {"channel"};
constexpr std::size_t least_rows = 10;
constexpr double day_s = 86400.0;

std::optional<bool> state_of(std::string_view field) {
  const std::string word = lower_case(field);
  for (const char* on : {"on", "open", "opened", "true", "1", "present", "active", "start"}) {
    if (word == on) return true;
  }
  for (const char* off :
       {"off", "close", "closed", "false", "0", "absent", "inactive", "stop", "end"}) {
    if (word == off) return false;
  }
  return std::nullopt;
}

// hh:mm, hh:mm:ss or hh:mm:ss.ffffff as seconds of the day.
std::optional<double> clock_of(std::string_view field) {
  double total = 0.0;
  double unit = 3600.0;
  std::size_t parts = 0;
  while (parts < 3) {
    const std::size_t end = std::min(field.find(':'), field.size());
    const auto value = parse_number(field.substr(0, end));
    if (!value || *value < 0.0 || *value >= (parts == 0 ? 24.0 : 61.0)) return std::nullopt;
    total += *value * unit;
    unit /= 60.0;
    ++parts;
    if (end == field.size()) return parts > 1 ? std::optional(total) : std::nullopt;
    field.remove_prefix(end + 1);
  }
  return std::nullopt;
}

double seconds_of(LocalTime t) {
  return std::chrono::duration<double>(t.time_since_epoch()).count();
}

struct Row {
  double at_s = 0.0;
  std::optional<double> end_s;
  std::uint32_t sensor = 0;
  std::optional<bool> state;
  std::vector<std::optional<double>> readings;  // (channel)
};

class TelemetryReader {
 public:
  TelemetryReader(const std::string& path, const ReadTelemetryOptions& options)
      : table_(path, options.table), asked_(options.kind) {}

  TelemetryFile read() {
    table_.expect_roles({"start", "time", "clock", "end", "sensor", "state", "channel"});
    find_columns();
    while (table_.next()) take_row();
    TelemetryFile file;
    file.path = table_.path();
    file.table = table_.info();
    if (rows_.size() < least_rows) {
      table_.fail_file(
          fmt::format("{} rows; a log of sensors needs {} at least", rows_.size(), least_rows));
    }
    std::stable_sort(rows_.begin(), rows_.end(),
                     [](const Row& a, const Row& b) { return a.at_s < b.at_s; });
    set_days(file);
    file.log.kind = asked_ ? *asked_ : told_kind();
    file.log.sensors = sensors_;
    if (file.log.kind == TelemetryKind::samples) {
      make_series(file.log);
    } else {
      make_activations(file.log);
    }
    return file;
  }

 private:
  void find_columns() {
    auto start = table_.find("start", start_names);
    if (table_.is_chosen("time")) start = table_.find("time", start_names);
    start_ = start && looks_right(*start) ? *start : first_time_column();
    end_ = table_.find("end", end_names);
    clock_ = table_.find("clock", clock_names);
    if (!table_.is_chosen("clock") && (!clock_ || *clock_ == start_)) clock_ = clock_column();
    if (clock_ && !all_clock(*clock_)) clock_.reset();
    state_ = state_column();
    sensor_ = sensor_column();
    for (std::size_t c = 0; c < table_.columns(); ++c) {
      if (is_channel(c)) channels_.push_back(c);
    }
  }

  bool looks_right(std::size_t column) const { return table_.looks_like_time(column); }

  std::size_t first_time_column() const {
    for (std::size_t c = 0; c < table_.columns(); ++c) {
      if (table_.looks_like_time(c)) return c;
    }
    return table_.need("start", start_names);
  }

  bool all_clock(std::size_t column) const {
    return std::all_of(table_.sample().begin(), table_.sample().end(),
                       [column](const auto& row) { return clock_of(row[column]).has_value(); });
  }

  // A time of day that stands right of the day.
  std::optional<std::size_t> clock_column() const {
    if (start_ + 1 < table_.columns() && all_clock(start_ + 1)) return start_ + 1;
    return std::nullopt;
  }

  bool is_state(std::size_t column) const {
    bool on = false;
    bool off = false;
    for (const auto& row : table_.sample()) {
      const auto s = state_of(row[column]);
      if (!s) return false;
      (*s ? on : off) = true;
    }
    return on && off;
  }

  std::optional<std::size_t> state_column() const {
    if (end_) return std::nullopt;
    const auto named = table_.find("state", state_names);
    if (table_.is_chosen("state")) return named;
    // A column of 0 and 1 may be a channel: words are needed, or the column's name.
    if (named && is_state(*named)) return named;
    for (std::size_t c = 0; c < table_.columns(); ++c) {
      if (c != start_ && c != clock_ && is_state(c) && !table_.looks_like_number(c)) return c;
    }
    return std::nullopt;
  }

  std::optional<std::size_t> sensor_column() const {
    const auto named = table_.find("sensor", sensor_names);
    if (named) return named;
    for (std::size_t c = 0; c < table_.columns(); ++c) {
      const bool taken = c == start_ || c == end_ || c == clock_ || c == state_;
      if (!taken && !table_.looks_like_number(c) && !table_.looks_like_time(c) &&
          table_.has_repeats(c) && !all_clock(c)) {
        return c;
      }
    }
    return std::nullopt;
  }

  bool is_channel(std::size_t column) const {
    if (column == start_ || column == end_ || column == clock_ || column == state_ ||
        column == sensor_) {
      return false;
    }
    if (table_.dialect().has_row_names && column == 0) return false;
    if (table_.is_chosen("channel")) return table_.find("channel", no_names) == column;
    return table_.looks_like_number(column);
  }

  double instant(std::size_t column) {
    double at = seconds_of(table_.time(column).local);
    if (clock_ && column == start_) {
      const auto clock = clock_of(table_.text(*clock_));
      if (!clock) table_.fail(*clock_, "is not a time of day such as 08:15:30");
      at += *clock;
    }
    return at;
  }

  void take_row() {
    Row row;
    row.at_s = instant(start_);
    if (end_) {
      if (const auto end = table_.optional_time(*end_)) row.end_s = seconds_of(end->local);
      if (row.end_s && *row.end_s < row.at_s) {
        table_.fail(*end_, "lies before the start of its row; swap start= and end=");
      }
    }
    if (sensor_) row.sensor = sensor(table_.text(*sensor_));
    if (state_) {
      row.state = state_of(table_.text(*state_));
      if (!row.state) return;  // a reading among states, such as a battery's
    }
    for (const std::size_t c : channels_) row.readings.push_back(table_.optional_number(c));
    rows_.push_back(std::move(row));
  }

  std::uint32_t sensor(const std::string& name) {
    const auto [it, is_new] =
        sensor_of_.try_emplace(name, static_cast<std::uint32_t>(sensors_.size()));
    if (is_new) sensors_.push_back(name);
    return it->second;
  }

  void set_days(TelemetryFile& file) {
    const double first = std::floor(rows_.front().at_s / day_s);
    const double last = std::floor(rows_.back().at_s / day_s);
    file.first_day = CalendarDay{std::chrono::days{static_cast<int>(first)}};
    file.last_day = CalendarDay{std::chrono::days{static_cast<int>(last)}};
    const auto weekday = static_cast<std::int64_t>(first) + 3;  // 1970-01-01 was a Thursday
    file.log.first_weekday = static_cast<std::uint32_t>(((weekday % 7) + 7) % 7);
    for (Row& row : rows_) {
      row.at_s -= first * day_s;
      if (row.end_s) *row.end_s -= first * day_s;
    }
  }

  TelemetryKind told_kind() const {
    if (end_ || state_ || channels_.empty()) return TelemetryKind::activations;
    std::map<std::uint32_t, double> last;
    std::vector<double> gaps;
    for (const Row& row : rows_) {
      const auto [it, is_new] = last.try_emplace(row.sensor, row.at_s);
      if (!is_new && row.at_s > it->second) gaps.push_back(row.at_s - it->second);
      it->second = row.at_s;
    }
    if (gaps.size() < least_rows / 2) return TelemetryKind::activations;
    std::vector<double> sorted = gaps;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    const auto near = std::count_if(gaps.begin(), gaps.end(), [&](double g) {
      return std::abs(g - *middle) <= 0.25 * *middle;
    });
    return static_cast<double>(near) >= 0.7 * static_cast<double>(gaps.size())
               ? TelemetryKind::samples
               : TelemetryKind::activations;
  }

  void make_series(TelemetryLog& log) const {
    if (channels_.empty()) {
      table_.fail_file("no column holds readings; pass --columns channel= with the one that does");
    }
    const std::size_t count = std::max<std::size_t>(sensors_.size(), 1);
    log.series.resize(count * channels_.size());
    for (std::size_t s = 0; s < count; ++s) {
      for (std::size_t c = 0; c < channels_.size(); ++c) {
        std::string& name = log.series[s * channels_.size() + c].name;
        name = table_.name(channels_[c]);
        if (!sensors_.empty()) name += "@" + sensors_[s];
      }
    }
    for (const Row& row : rows_) {
      for (std::size_t c = 0; c < channels_.size(); ++c) {
        if (!row.readings[c]) continue;
        SampledSeries& series = log.series[row.sensor * channels_.size() + c];
        if (!series.at_s.empty() && series.at_s.back() == row.at_s) continue;
        series.at_s.push_back(row.at_s);
        series.reading.push_back(*row.readings[c]);
      }
    }
    std::erase_if(log.series, [](const SampledSeries& s) { return s.at_s.size() < least_rows; });
    if (log.series.empty()) table_.fail_file("no series has ten readings; check the channels");
  }

  void make_activations(TelemetryLog& log) const {
    std::map<std::uint32_t, std::size_t> open;  // by sensor
    for (const Row& row : rows_) {
      if (row.state) {
        const auto is_open = open.find(row.sensor);
        if (*row.state && is_open == open.end()) {
          open[row.sensor] = log.activations.size();
          log.activations.push_back({row.at_s, std::nullopt, row.sensor});
        } else if (!*row.state && is_open != open.end()) {
          SensorActivation& a = log.activations[is_open->second];
          a.lasts_s = row.at_s - a.start_s;
          open.erase(is_open);
        }
        continue;
      }
      SensorActivation a{row.at_s, std::nullopt, row.sensor};
      if (row.end_s) a.lasts_s = *row.end_s - row.at_s;
      log.activations.push_back(a);
    }
    if (log.activations.size() < least_rows) {
      table_.fail_file(fmt::format("{} activations; {} at least are needed", log.activations.size(),
                                   least_rows));
    }
  }

  DataTable table_;
  std::optional<TelemetryKind> asked_;
  std::size_t start_ = 0;
  std::optional<std::size_t> clock_, end_, sensor_, state_;
  std::vector<std::size_t> channels_;
  std::vector<std::string> sensors_;
  std::unordered_map<std::string, std::uint32_t> sensor_of_;
  std::vector<Row> rows_;
};

}  // namespace

TelemetryFile read_telemetry(const std::string& path, const ReadTelemetryOptions& options) {
  return TelemetryReader(path, options).read();
}

}  // namespace shoal::scenarios
