// A file in the temporary directory, for as long as a test needs it.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace shoal::test {

class TemporaryFile {
 public:
  TemporaryFile(std::string_view name, std::string_view content)
      : path_((std::filesystem::temp_directory_path() /
               ("shoal_test_" + std::to_string(getpid()) + "_" + std::string(name)))
                  .string()) {
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace shoal::test
