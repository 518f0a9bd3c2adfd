#include "reports/atomic_file.hpp"

#include "reports/report_error.hpp"
#include "tests/reports/file_size_limit.hpp"
#include "tests/reports/scratch_folder.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace shoal::reports;

namespace {

namespace fs = std::filesystem;

std::vector<std::byte> bytes_of(std::size_t size, int value) {
  return std::vector<std::byte>(size, std::byte(value));
}

}  // namespace

TEST_CASE("A file is written whole and replaced whole", "[reports][file]") {
  const ScratchFolder folder;
  write_atomically(folder / "a", bytes_of(5000, 1));
  CHECK(read_whole(folder / "a") == bytes_of(5000, 1));
  write_atomically(folder / "a", bytes_of(3, 2));
  CHECK(read_whole(folder / "a") == bytes_of(3, 2));
  CHECK(folder.entries() == 1);
}

TEST_CASE("A write that runs out of space leaves the old file and nothing else",
          "[reports][file]") {
  const ScratchFolder folder;
  write_atomically(folder / "a", bytes_of(100, 1));
  {
    const FileSizeLimit limit(1000);
    CHECK_THROWS_WITH(write_atomically(folder / "a", bytes_of(5000, 2)),
                      Catch::Contains("free some space"));
  }
  CHECK(read_whole(folder / "a") == bytes_of(100, 1));
  CHECK(folder.entries() == 1);
}

TEST_CASE("A folder that is not there is an error of writing", "[reports][file]") {
  const ScratchFolder folder;
  try {
    write_atomically(folder / "none" / "a", bytes_of(1, 1));
    FAIL("written into nothing");
  } catch (const ReportError& error) {
    CHECK(error.kind() == ReportError::Kind::io);
    CHECK_THAT(error.what(), Catch::Contains("none/a"));
  }
  CHECK_THROWS_AS(check_target(folder / "none" / "a"), ReportError);
}

TEST_CASE("Asking whether a target can be written leaves no trace", "[reports][file]") {
  const ScratchFolder folder;
  check_target(folder / "a");
  CHECK(folder.entries() == 0);
}

TEST_CASE("Folders and devices are not replaced", "[reports][file]") {
  const ScratchFolder folder;
  CHECK_THROWS_WITH(write_atomically(folder.path(), bytes_of(1, 1)),
                    Catch::Contains("no regular file"));
  CHECK_THROWS_WITH(write_atomically("/dev/full", bytes_of(1, 1)),
                    Catch::Contains("no regular file"));
  CHECK(fs::is_character_file("/dev/full"));
}

TEST_CASE("A symbolic link is written through", "[reports][file]") {
  const ScratchFolder folder;
  write_atomically(folder / "real", bytes_of(1, 1));
  fs::create_symlink(folder / "real", folder / "link");
  write_atomically(folder / "link", bytes_of(2, 2));
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(read_whole(folder / "real") == bytes_of(2, 2));
}
