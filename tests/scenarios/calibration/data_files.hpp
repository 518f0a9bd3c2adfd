// Data files for tests: compressed, written to the temporary directory, or the real ones.
#pragma once

#include "tests/scenarios/temporary_file.hpp"

#include <catch2/catch.hpp>
#include <zlib.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace shoal::test {

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
