#include "scenarios/spelling.hpp"

#include "scenarios/lower_case.hpp"

#include <algorithm>
#include <vector>

namespace shoal::scenarios {
namespace {

constexpr std::size_t longest_word = 64;

std::size_t edits(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> d((a.size() + 1) * width);
  const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return d[i * width + j]; };
  for (std::size_t i = 0; i <= a.size(); ++i) at(i, 0) = i;
  for (std::size_t j = 0; j <= b.size(); ++j) at(0, j) = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower_case(a[i - 1]) == lower_case(b[j - 1]);
      std::size_t best = at(i - 1, j - 1) + (same ? 0 : 1);
      best = std::min({best, at(i - 1, j) + 1, at(i, j - 1) + 1});
      if (i > 1 && j > 1 && lower_case(a[i - 1]) == lower_case(b[j - 2]) &&
          lower_case(a[i - 2]) == lower_case(b[j - 1])) {
        best = std::min(best, at(i - 2, j - 2) + 1);
      }
      at(i, j) = best;
    }
  }
  return at(a.size(), b.size());
}

}  // namespace

std::optional<std::string> nearest_spelling(std::string_view word,
                                            std::span<const std::string> candidates) {
  if (word.empty() || word.size() > longest_word) return std::nullopt;
  std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
  std::optional<std::string> nearest;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > longest_word) continue;
    const std::size_t count = edits(word, candidate);
    if (count < best) {
      best = count;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string spelling_hint(std::string_view word, std::span<const std::string> candidates,
                          std::size_t list_at_most) {
  if (const auto nearest = nearest_spelling(word, candidates)) {
    return "; did you mean " + in_quotes(*nearest) + "?";
  }
  if (candidates.empty() || candidates.size() > list_at_most) return "";
  std::string text = "; known: ";
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    text += (i > 0 ? ", " : "") + in_quotes(candidates[i]);
  }
  return text;
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest = 60;
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text.substr(0, longest)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f) {
      out += "\\x";
      out += hex[byte >> 4];
      out += hex[byte & 15];
    } else {
      out += c;
    }
  }
  out += text.size() > longest ? "…\"" : "\"";
  return out;
}

}  // namespace shoal::scenarios
