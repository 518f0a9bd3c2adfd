#include "core/contracts.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>
#include <string>

namespace shoal {

TEST_CASE("A contract that holds says nothing", "[core]") { CHECK_NOTHROW(require(true, "x")); }

TEST_CASE("A broken contract names what was broken and where", "[core]") {
  try {
    require(false, "the shelf is empty");
    FAIL("no exception");
  } catch (const ContractViolation& violation) {
    const std::string message = violation.what();
    CHECK(message.find("the shelf is empty") != std::string::npos);
    CHECK(message.find("contracts_test.cpp:") != std::string::npos);
  }
  CHECK_THROWS_AS(require(false, ""), std::logic_error);
}

}  // namespace shoal
