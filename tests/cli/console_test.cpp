#include "cli/console.hpp"

#include "cli/perf_sidecar.hpp"
#include "cli/progress.hpp"

#include <catch2/catch.hpp>

using namespace shoal::cli;

TEST_CASE("texts of files cannot drive the terminal", "[cli][console]") {
  CHECK(printable("plain, caf\xC3\xA9\n") == "plain, caf\xC3\xA9\n");
  CHECK(printable("\x1b[2J") == "?[2J");
  CHECK(printable("a\rb\tc\x7F") == "a?b?c?");
  CHECK(printable("\xC2\x9B"
                  "2J") == "?2J");             // U+009B, a one-character escape
  CHECK(printable("\xC2\xA3") == "\xC2\xA3");  // a pound sign
}

TEST_CASE("progress tells what is left once it can know", "[cli][progress]") {
  CHECK(progress_text("running x", 0.0, 0.0) == "running x    0%");
  CHECK(progress_text("running x", 0.5, 0.5) == "running x   50%");
  CHECK(progress_text("running x", 0.25, 30.0) == "running x   25%  1:30 left");
  CHECK(progress_text("running x", 0.999, 100.0) == "running x   99%  0:00 left");
  CHECK(progress_text("running x", 7.0, 100.0) == "running x  100%  0:00 left");
  CHECK(clock_text(3723.4) == "1:02:03");
  CHECK(clock_text(59.6) == "1:00");
}

TEST_CASE("wall-clock figures stand beside the report", "[cli]") {
  CHECK(perf_path("a/report.h5") == "a/report.perf.json");
  CHECK(perf_path("a.b/report") == "a.b/report.perf.json");
}
