// What a calibration refuses: bad input, never a bug. Messages = problem, where, what to do.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

namespace shoal::scenarios {

// An option or a data set that cannot be used, or the base of what is wrong with a file.
class CalibrationError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class DataFault : std::uint8_t {
  unreadable,  // the file cannot be opened or read
  malformed,   // it can be read, and its content is not what is needed
};

// What is wrong with a data file. what() = "file:line: column "name": " + message().
class DataError : public CalibrationError {
 public:
  struct Place {
    std::string file;
    std::optional<std::uint64_t> line = {};  // 1-based line of the (decompressed) text
    std::optional<std::string> column = {};  // its name in the header, or "3" without one
  };

  DataError(DataFault fault, Place place, const std::string& message)
      : CalibrationError(place.file + (place.line ? ":" + std::to_string(*place.line) : "") + ": " +
                         (place.column ? "column \"" + *place.column + "\": " : "") + message),
        fault_(fault),
        place_(std::move(place)),
        message_(message) {}

  DataFault fault() const { return fault_; }
  const std::string& file() const { return place_.file; }
  std::optional<std::uint64_t> line() const { return place_.line; }
  const std::optional<std::string>& column() const { return place_.column; }
  const std::string& message() const { return message_; }

 private:
  DataFault fault_;
  Place place_;
  std::string message_;
};

}  // namespace shoal::scenarios
