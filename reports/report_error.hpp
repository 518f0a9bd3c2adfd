// What goes wrong with a report that is no bug of ours. The message says the problem, where, and
// what to do.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace shoal::reports {

class ReportError : public std::runtime_error {
 public:
  enum class Kind : std::uint8_t {
    io,       // the file cannot be read or written
    content,  // it can be read, but is no sound report
  };

  ReportError(Kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

}  // namespace shoal::reports
