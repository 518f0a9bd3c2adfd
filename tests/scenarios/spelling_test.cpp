#include "scenarios/spelling.hpp"
#include "scenarios/units.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace shoal::scenarios;

TEST_CASE("the nearest spelling is found up to a third of the letters", "[scenarios][spelling]") {
  const std::vector<std::string> known{"people", "purchases", "spend", "s"};
  CHECK(nearest_spelling("peolpe", known) == "people");  // a swap is one edit
  CHECK(nearest_spelling("PEOPLE", known) == "people");
  CHECK(nearest_spelling("purchase", known) == "purchases");
  CHECK(nearest_spelling("speed", known) == "spend");
  CHECK_FALSE(nearest_spelling("horizon", known));
  CHECK_FALSE(nearest_spelling("", known));
  CHECK_FALSE(nearest_spelling(std::string(1'000'000, 'p'), known));
}

TEST_CASE("a hint lists what is known when nothing is near", "[scenarios][spelling]") {
  const std::vector<std::string> known{"h", "days"};
  CHECK(spelling_hint("dais", known) == "; did you mean \"days\"?");
  CHECK(spelling_hint("fortnight", known) == "; known: \"h\", \"days\"");
  CHECK(spelling_hint("fortnight", known, 1).empty());
}

TEST_CASE("quoted texts are safe to print", "[scenarios][spelling]") {
  CHECK(in_quotes("a\x1B[31m\xFF") == "\"a\\x1b[31m\\xff\"");
  CHECK(in_quotes(std::string(100, 'x')).size() < 70);
}

TEST_CASE("units convert to the canonical one, and only where they fit", "[scenarios][units]") {
  CHECK(unit_factor(Unit::hours, "min", "USD") == Approx(1.0 / 60.0));
  CHECK(unit_factor(Unit::weeks, "days", "USD") == Approx(1.0 / 7.0));
  CHECK(unit_factor(Unit::days, "weeks", "USD") == 7.0);
  CHECK(unit_factor(Unit::per_week, "per_day", "USD") == 7.0);
  CHECK(unit_factor(Unit::money_per_week, "INR_per_day", "INR") == 7.0);
  CHECK_FALSE(unit_factor(Unit::money, "EUR", "USD"));
  CHECK_FALSE(unit_factor(Unit::frac, "percent", "USD"));
  CHECK_FALSE(unit_factor(Unit::hours, "per_week", "USD"));
  for (int u = 0; u <= static_cast<int>(Unit::money_per_week); ++u) {
    const auto unit = static_cast<Unit>(u);
    REQUIRE_FALSE(unit_choices(unit, "USD").empty());
    CHECK(unit_factor(unit, canonical_unit(unit, "USD"), "USD") == 1.0);
  }
}
