#include "cli/console.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace shoal::cli {
namespace {

void write_err(std::string_view text) {
  // Where even stderr is gone there is nobody left to tell.
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
  static_cast<void>(std::fflush(stderr));
}

}  // namespace

bool is_terminal(Channel channel) {
  return isatty(channel == Channel::out ? STDOUT_FILENO : STDERR_FILENO) == 1;
}

bool wants_colour(Channel channel) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool refused = no_color != nullptr && *no_color != '\0';
  const bool dumb = term == nullptr || std::strcmp(term, "dumb") == 0;
  return is_terminal(channel) && !refused && !dumb;
}

void print(std::string_view text) {
  const bool written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (!written) {
    throw OutputError(std::string("cannot write to the standard output: ") + std::strerror(errno));
  }
}

void note(std::string_view text) { write_err(std::string(text) + "\n"); }

void complain(std::string_view text) {
  const std::string_view word = wants_colour(Channel::err) ? "\x1b[1;31merror:\x1b[0m " : "error: ";
  write_err(std::string(word) + printable(text) + "\n");
}

void overwrite_line(std::string_view text) {
  if (is_terminal(Channel::err)) write_err("\r\x1b[2K" + std::string(text));
}

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    const bool c1 = byte == 0xC2 && next >= 0x80 && next < 0xA0;  // U+0080 to U+009F
    if ((byte < 0x20 && byte != '\n') || byte == 0x7F || c1) {
      out += '?';
      i += c1 ? 1 : 0;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace shoal::cli
