// What the fields of a column say together about its format. Inner part of data_table.
#pragma once

#include "scenarios/calibration/table_numbers.hpp"
#include "scenarios/calibration/table_times.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace shoal::scenarios::detail {

class DecimalVotes {
 public:
  void add(std::string_view field, std::uint64_t line);
  // At least one field is a number with a mark, and none tells which mark.
  bool is_open() const { return ambiguous_ && !point_ && !comma_; }
  bool is_contradictory() const { return point_ && comma_; }
  std::optional<DecimalMark> decided() const;
  // Lines of the first field of each kind.
  std::optional<std::uint64_t> point_line() const { return point_; }
  std::optional<std::uint64_t> comma_line() const { return comma_; }
  std::optional<std::uint64_t> ambiguous_line() const { return ambiguous_; }
  bool only_points() const { return !ambiguous_comma_; }

 private:
  std::optional<std::uint64_t> point_;
  std::optional<std::uint64_t> comma_;
  std::optional<std::uint64_t> ambiguous_;
  bool ambiguous_comma_ = false;
};

class TimeVotes {
 public:
  void add(std::string_view field, std::uint64_t line);
  std::uint64_t fields() const { return fields_; }
  // The format of most fields, if there is one; day_first stands for both where is_open().
  std::optional<TimeFormat> best() const;
  // Day and month can be read both ways in every field.
  bool is_open() const;
  // One field is only day/month and another only month/day.
  bool is_contradictory() const { return only_day_first_ && only_month_first_; }
  bool is_unanimous() const;
  std::optional<std::uint64_t> day_first_line() const { return only_day_first_; }
  std::optional<std::uint64_t> month_first_line() const { return only_month_first_; }

 private:
  std::uint64_t count(TimeFormat format) const { return counts_[static_cast<std::size_t>(format)]; }
  std::array<std::uint64_t, time_format_count> counts_{};
  std::uint64_t fields_ = 0;
  std::optional<std::uint64_t> only_day_first_;
  std::optional<std::uint64_t> only_month_first_;
};

}  // namespace shoal::scenarios::detail
