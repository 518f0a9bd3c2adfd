// Files for tests: written to the temporary directory and removed again, or the real ones.
#pragma once

#include <catch2/catch.hpp>
#include <zlib.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

namespace shoal::test {

class TemporaryFile {
 public:
  TemporaryFile(std::string_view name, std::string_view content)
      : path_((std::filesystem::temp_directory_path() /
               ("shoal_calibration_" + std::to_string(getpid()) + "_" + std::string(name)))
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

inline std::string gzip(std::string_view text) {
  z_stream deflater{};
  REQUIRE(deflateInit2(&deflater, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&deflater, text.size()), '\0');
  std::string in(text);
  deflater.next_in = reinterpret_cast<Bytef*>(in.data());
  deflater.avail_in = static_cast<uInt>(in.size());
  deflater.next_out = reinterpret_cast<Bytef*>(out.data());
  deflater.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&deflater, Z_FINISH) == Z_STREAM_END);
  out.resize(deflater.total_out);
  deflateEnd(&deflater);
  return out;
}

// The path of a real data file, or nothing, said aloud, where it is absent.
inline std::optional<std::string> real_data(std::string_view file) {
  const auto path = std::filesystem::path(SHOAL_REAL_DATA_DIR) / file;
  if (std::filesystem::exists(path)) return path.string();
  WARN("skipped: the real data file " << file << " is not there");
  return std::nullopt;
}

}  // namespace shoal::test
