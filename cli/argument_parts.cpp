#include "cli/argument_parts.hpp"

#include <charconv>
#include <cstdint>

namespace shoal::cli {

CLI::Validator seed_range() {
  return {[](std::string& text) -> std::string {
            std::uint64_t seed = 0;
            const char* const end = text.data() + text.size();
            const auto parsed = std::from_chars(text.data(), end, seed);
            if (parsed.ec == std::errc{} && parsed.ptr == end) return {};
            return "a seed is a whole number from 0 to 18446744073709551615";
          },
          ""};
}

void add_json(CLI::App& app, Format& format, const std::string& what) {
  app.add_flag_callback(
      "--json", [&format] { format = Format::json; }, what);
}

void add_changes(CLI::App& app, std::vector<std::string>& changes) {
  app.add_option("--set", changes, "change a field: population.people=5000, arms.ai.seed=7")
      ->type_name("PATH=VALUE")
      ->take_all()
      ->allow_extra_args(false);
}

}  // namespace shoal::cli
