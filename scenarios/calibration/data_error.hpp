// What is wrong with a data file given to a calibration. Always on (bad input, never a bug).
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

namespace shoal::scenarios {

enum class DataFault : std::uint8_t {
  unreadable,  // the file cannot be opened or read
  malformed,   // it can be read, and its content is not what is needed
};

// message() = problem, where, what to do; what() = "file:line: " + message.
class DataError : public std::runtime_error {
 public:
  struct Place {
    std::string file;
    std::optional<std::uint64_t> line;  // 1-based line of the (decompressed) text
  };

  DataError(DataFault fault, Place place, const std::string& message)
      : std::runtime_error(place.file + (place.line ? ":" + std::to_string(*place.line) : "") +
                           ": " + message),
        fault_(fault),
        place_(std::move(place)),
        message_(message) {}

  DataFault fault() const { return fault_; }
  const std::string& file() const { return place_.file; }
  std::optional<std::uint64_t> line() const { return place_.line; }
  const std::string& message() const { return message_; }

 private:
  DataFault fault_;
  Place place_;
  std::string message_;
};

}  // namespace shoal::scenarios
