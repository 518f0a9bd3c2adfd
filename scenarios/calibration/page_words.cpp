#include "scenarios/calibration/page_words.hpp"

#include "scenarios/calibration/data_error.hpp"
#include "scenarios/lower_case.hpp"
#include "scenarios/names.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace shoal::scenarios {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 10> bought = {
    "purchase",       "transaction",  "thank",        "confirmation", "order_complete",
    "order-complete", "order_placed", "orderconfirm", "bought",       "payment_success"};
constexpr std::array<std::string_view, 6> cart = {"cart",    "basket", "checkout",
                                                  "payment", "/bag",   "shipping_info"};
constexpr std::array<std::string_view, 3> search = {"search", "query", "suchen"};
constexpr std::array<std::string_view, 14> account = {
    "account", "login",   "log_in",  "signin",   "sign_in", "register", "signup",
    "sign_up", "profile", "/orders", "wishlist", "logout",  "admin",    "password"};
constexpr std::array<std::string_view, 13> information = {
    "help",     "faq",     "about",   "contact", "terms", "policy", "privacy",
    "shipping", "returns", "support", "blog",    "info",  "imprint"};
constexpr std::array<std::string_view, 14> listing = {
    "category", "catalog", "collection", "list",     "home",      "index",      "landing",
    "plp",      "brand",   "page_view",  "pageview", "pageshown", "screenview", "scroll"};
constexpr std::array<std::string_view, 9> product = {"product", "item", "detail", "view", "/p/",
                                                     "/dp/",    "pdp",  "sku",    "click"};

bool has_any(std::string_view text, Words words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view w) { return text.find(w) != std::string_view::npos; });
}

// Of an address, the path: without scheme and host.
std::string_view path_of(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return text;
  const std::size_t path = text.find('/', scheme + 3);
  return path == std::string_view::npos ? std::string_view("/") : text.substr(path);
}

std::optional<PageMeaning> named_meaning(std::string_view name) {
  for (std::size_t k = 0; k < page_kind_names.size(); ++k) {
    if (page_kind_names[k] == name) return PageMeaning{static_cast<sim::PageKind>(k), false};
  }
  if (name == "purchase") return PageMeaning{std::nullopt, true};
  if (name == "none") return PageMeaning{std::nullopt, false};
  return std::nullopt;
}

}  // namespace

PageMeaning meaning_of_page(std::string_view text) {
  const std::string all = lower_case(text);
  const std::string_view path = path_of(all);
  const std::size_t mark = path.find('?');
  const std::string_view words = path.substr(0, mark);
  const std::string_view query = mark == std::string_view::npos ? "" : path.substr(mark);
  if (has_any(words, bought) || words == "buy" || words == "order") return {std::nullopt, true};
  if (has_any(words, cart)) return {sim::PageKind::cart, false};
  if (has_any(words, search) || query.starts_with("?q=") ||
      query.find("&q=") != std::string_view::npos ||
      query.find("search=") != std::string_view::npos) {
    return {sim::PageKind::search, false};
  }
  if (has_any(words, account)) return {sim::PageKind::account, false};
  if (has_any(words, listing)) return {sim::PageKind::home, false};
  if (has_any(words, product)) return {sim::PageKind::product, false};
  if (has_any(words, information)) return {sim::PageKind::information, false};
  return {sim::PageKind::home, false};
}

std::map<std::string, PageMeaning> parse_page_meanings(std::string_view text) {
  std::map<std::string, PageMeaning> meanings;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view part = text.substr(0, comma);
    const std::size_t equals = part.rfind('=');
    const auto meaning = equals == std::string_view::npos || equals == 0
                             ? std::nullopt
                             : named_meaning(part.substr(equals + 1));
    if (!meaning) {
      throw CalibrationError("--kinds " + std::string(part) +
                             ": write TEXT=KIND, where KIND is home, search, product, account, "
                             "information, cart, purchase or none, such as view=product");
    }
    meanings[std::string(part.substr(0, equals))] = *meaning;
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return meanings;
}

}  // namespace shoal::scenarios
