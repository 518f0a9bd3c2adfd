#include "cli/argument_parts.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <thread>

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

void add_threads(CLI::App& app, unsigned& threads) {
  threads = std::max(1U, std::thread::hardware_concurrency());
  app.add_option("--threads", threads, "by default one per processor; changes no result")
      ->check(CLI::Range(1U, 1024U));
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

void add_table_options(CLI::App& app, TableArguments& table, const std::string& roles) {
  app.add_option("--columns", table.columns, "roles: " + roles)
      ->type_name("ROLE=COLUMN,...")
      ->take_all()
      ->allow_extra_args(false);
  app.add_option("--delimiter", table.delimiter,
                 "comma, semicolon, tab, pipe, tab-runs or blanks; by default found out");
  app.add_option("--header", table.header, "whether the first line names the columns")
      ->check(CLI::IsMember({"yes", "no"}));
  app.add_option("--date-format", table.date_format,
                 "iso, yyyymmdd, dd/mm/yyyy, mm/dd/yyyy, dd-Mon-yyyy, unix-seconds, ...");
  app.add_option("--decimal", table.decimal, "how fractions are written")
      ->check(CLI::IsMember({"point", "comma"}));
}

}  // namespace shoal::cli
