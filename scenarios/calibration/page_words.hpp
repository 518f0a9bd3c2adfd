// What the words of a log say about its pages: event types ("addtocart", "page_view"), page names
// or addresses ("/account/login?next=...").
#pragma once

#include "sim/streams/session_params.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace shoal::scenarios {

struct PageMeaning {
  std::optional<sim::PageKind> kind;  // nothing: no page, such as a purchase that is logged
  bool purchase = false;

  bool operator==(const PageMeaning&) const = default;
};

// By words inside the text, whatever its case; a text without any of them is a page of kind home.
// An address's query is looked at for a search only.
PageMeaning meaning_of_page(std::string_view text);

// "view=product,17=account,sold=purchase,ping=none": what certain texts mean. Throws
// CalibrationError where it is not of that form.
std::map<std::string, PageMeaning> parse_page_meanings(std::string_view text);

}  // namespace shoal::scenarios
