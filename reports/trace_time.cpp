#include "reports/trace_time.hpp"

#include "reports/trace.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace shoal::reports {
namespace {

void append_padded(std::string& out, std::int64_t number, int digits) {
  std::array<char, 20> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  for (auto length = end - text.data(); length < digits; ++length) out += '0';
  out.append(text.data(), end);
}

struct Unit {
  char letter;
  Duration length;
};
constexpr std::array<Unit, 2> date_units{{{'W', one_week}, {'D', one_day}}};
constexpr std::array<Unit, 3> time_units{{{'H', one_hour}, {'M', one_minute}, {'S', one_second}}};
constexpr std::array<Unit, 5> short_units{
    {{'w', one_week}, {'d', one_day}, {'h', one_hour}, {'m', one_minute}, {'s', one_second}}};

struct Amount {
  std::int64_t whole = 0;
  std::int64_t millionths = 0;
};

// Digits, and perhaps a point and at most six digits more; moves `text` behind them.
std::optional<Amount> take_amount(std::string_view& text) {
  std::int64_t whole = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (parsed.ec != std::errc{} || text.front() == '-') return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
  std::int64_t part = 0;
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    std::size_t digits = 0;
    for (; digits < text.size() && '0' <= text[digits] && text[digits] <= '9'; ++digits) {
      if (digits == 6) return std::nullopt;
      part = part * 10 + (text[digits] - '0');
    }
    if (digits == 0) return std::nullopt;
    text.remove_prefix(digits);
    for (; digits < 6; ++digits) part *= 10;
  }
  return Amount{whole, part};
}

// One number with its unit.
template <std::size_t count>
std::optional<Duration> take_part(std::string_view& text, const std::array<Unit, count>& units) {
  const auto amount = take_amount(text);
  if (!amount || text.empty()) return std::nullopt;
  for (const Unit& unit : units) {
    if (unit.letter != text.front()) continue;
    text.remove_prefix(1);
    if (amount->whole >= trace_horizon / unit.length) return std::nullopt;
    return amount->whole * unit.length + amount->millionths * unit.length / 1'000'000;
  }
  return std::nullopt;
}

// The parts of an ISO 8601 duration behind its P.
std::optional<Duration> take_iso(std::string_view text) {
  Duration sum{0};
  bool any = false;
  bool in_time = false;
  while (!text.empty()) {
    if (!in_time && text.front() == 'T') {
      in_time = true;
      text.remove_prefix(1);
      if (text.empty()) return std::nullopt;
    }
    const auto part = in_time ? take_part(text, time_units) : take_part(text, date_units);
    if (!part || sum + *part > trace_horizon) return std::nullopt;
    sum += *part;
    any = true;
  }
  if (!any) return std::nullopt;
  return sum;
}

}  // namespace

void append_offset(std::string& out, SimTime at) {
  std::int64_t left = (at - SimTime{}).count();
  if (left < 0) {
    out += '-';
    left = -left;
  }
  const auto take = [&left](Duration unit) {
    const std::int64_t whole = left / unit.count();
    left %= unit.count();
    return whole;
  };
  out += 'P';
  append_padded(out, take(one_day), 1);
  out += "DT";
  append_padded(out, take(one_hour), 2);
  out += 'H';
  append_padded(out, take(one_minute), 2);
  out += 'M';
  append_padded(out, take(one_second), 2);
  out += '.';
  append_padded(out, left, 6);
  out += 'S';
}

std::optional<Duration> parse_offset(std::string_view text) {
  const bool minus = !text.empty() && text.front() == '-';
  if (minus) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  std::optional<Duration> found;
  if (text.front() == 'P') {
    found = take_iso(text.substr(1));
  } else {
    found = take_part(text, short_units);
    if (!text.empty()) return std::nullopt;
  }
  if (!found) return std::nullopt;
  return minus ? -*found : *found;
}

}  // namespace shoal::reports
