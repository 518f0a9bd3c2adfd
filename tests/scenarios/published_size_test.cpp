// The quickstart shop beside the published e-mail test that it is set to (Hillstrom 2008, 64,000
// customers, two weeks). Published figures: no e-mail 10.617% visit and .573% buy. Where the e-mail
// was about what the customer had bought before, it added 7.16 points of visits and .56 of buyers
// (mean of men's and women's mailings); where it was about the other kind, 4.09 and .32.
#include "tests/scenarios/average_email.hpp"

#include "scenarios/scenario_json.hpp"

#include <catch2/catch.hpp>

namespace shoal::tests {
namespace {

struct Interval {
  double point;
  double half;  // 95%, binomial
};

Interval rate(double share, double people) {
  return {share, 1.96 * std::sqrt(share * (1.0 - share) / people)};
}

TEST_CASE("Untouched and e-mailed, the quickstart shop is of the published size",
          "[scenarios][statistical]") {
  const scenarios::Scenario scenario = scenarios::load_scenario("quickstart");
  const EmailEffect e = average_email(scenario, 24);
  const Interval visits = rate(e.untouched.visit, e.untouched.people);
  const Interval buyers = rate(e.untouched.conversion, e.untouched.people);
  const double favourite_visit = e.favourite.visit - e.untouched.visit;
  const double favourite_buyers = e.favourite.conversion - e.untouched.conversion;
  const double other_visit = e.other.visit - e.untouched.visit;
  const double other_buyers = e.other.conversion - e.untouched.conversion;
  WARN("untouched: " << 100 * visits.point << "% visit (published 10.617), " << 100 * buyers.point
                     << "% buy (published .573), order "
                     << e.untouched.spend / e.untouched.conversion << " USD (published 114)");
  WARN("an e-mail about the favourite adds "
       << 100 * favourite_visit << " points of visits (7.16), " << 100 * favourite_buyers
       << " of buyers (.56)");
  WARN("an e-mail about another topic adds " << 100 * other_visit << " points of visits (4.09), "
                                             << 100 * other_buyers << " of buyers (.32)");
  // Within a tenth of the published rates, the simulation's own error added.
  CHECK(std::abs(visits.point - 0.10617) < 0.1 * 0.10617 + visits.half);
  CHECK(std::abs(buyers.point - 0.00573) < 0.1 * 0.00573 + buyers.half);
  CHECK(std::abs(favourite_visit - 0.0716) < 0.1 * 0.0716 + visits.half);
  CHECK(std::abs(favourite_buyers - 0.0056) < 0.1 * 0.0056 + buyers.half);
  CHECK(std::abs(other_visit - 0.0409) < 0.1 * 0.0409 + visits.half);
  CHECK(std::abs(other_buyers - 0.0032) < 0.1 * 0.0032 + buyers.half);
}

}  // namespace
}  // namespace shoal::tests
