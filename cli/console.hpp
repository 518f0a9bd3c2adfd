// The only way out: data to stdout, messages to stderr.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace shoal::cli {

// Something could not be written: stdout, or a file beside the report.
class OutputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class Channel : std::uint8_t { out, err };

bool is_terminal(Channel channel);
// On a terminal that can, and NO_COLOR is not set (no-color.org).
bool wants_colour(Channel channel);

// Data; throws OutputError where stdout takes no more (a full disk, say).
void print(std::string_view text);
// A message for the person, on a line of its own.
void note(std::string_view text);
void complain(std::string_view text);  // the same, after "error: "

// One line that is written over and over; nothing where stderr is no terminal.
void overwrite_line(std::string_view text);

// Texts of files, safe to print: control characters replaced, line feeds kept.
std::string printable(std::string_view text);

}  // namespace shoal::cli
