// The right spelling nearest to a wrong one, for messages.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace shoal::scenarios {

// The candidate with the fewest edits (insert, delete, replace, swap of neighbours; optimal string
// alignment distance), if they are at most a third of the word's length, at least one; of equals
// the first. Lower and upper case are alike. Cost: product of the lengths, per candidate.
std::optional<std::string> nearest_spelling(std::string_view word,
                                            std::span<const std::string> candidates);

// `; did you mean "x"?` or, without a near candidate, `; known: "a", "b", ...` (at most
// `list_at_most` of them, else nothing).
std::string spelling_hint(std::string_view word, std::span<const std::string> candidates,
                          std::size_t list_at_most = 12);

// The text in double quotes, control characters and broken bytes escaped, long texts cut: safe to
// print.
std::string in_quotes(std::string_view text);

}  // namespace shoal::scenarios
