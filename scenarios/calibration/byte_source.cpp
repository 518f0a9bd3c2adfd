#include "scenarios/calibration/byte_source.hpp"

#include "core/contracts.hpp"
#include "scenarios/calibration/data_error.hpp"

#include <openssl/evp.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <vector>

namespace shoal::scenarios {
namespace {

constexpr std::size_t buffer_bytes = 64 * 1024;

struct CloseFile {
  void operator()(std::FILE* f) const { std::fclose(f); }
};
struct FreeDigest {
  void operator()(EVP_MD_CTX* c) const { EVP_MD_CTX_free(c); }
};

[[noreturn]] void fail(DataFault fault, const std::string& path, const std::string& message) {
  throw DataError(fault, {.file = path, .line = {}}, message);
}

}  // namespace

struct ByteSource::State {
  std::string path;
  std::unique_ptr<std::FILE, CloseFile> file;
  std::unique_ptr<EVP_MD_CTX, FreeDigest> digest;
  std::vector<unsigned char> raw = std::vector<unsigned char>(buffer_bytes);
  std::vector<unsigned char> text = std::vector<unsigned char>(buffer_bytes);
  std::size_t raw_begin = 0;
  std::size_t raw_end = 0;
  bool gzip = false;
  bool in_member = false;
  z_stream inflater{};

  ~State() {
    if (gzip) inflateEnd(&inflater);
  }

  // Refills `raw`; false at the end of the file.
  bool fill() {
    raw_begin = 0;
    raw_end = std::fread(raw.data(), 1, raw.size(), file.get());
    if (std::ferror(file.get()) != 0) {
      fail(
          DataFault::unreadable, path,
          std::string("reading failed (") + std::strerror(errno) + "); check the disk or the path");
    }
    require(EVP_DigestUpdate(digest.get(), raw.data(), raw_end) == 1, "SHA-256 update failed");
    return raw_end > 0;
  }

  void open_gzip() {
    constexpr int gzip_window = 15 + 16;  // the largest window, gzip wrapper (zlib manual)
    require(inflateInit2(&inflater, gzip_window) == Z_OK, "zlib did not initialise");
    gzip = true;
    in_member = true;
  }

  std::span<const char> next_plain() {
    if (raw_begin == raw_end && !fill()) return {};
    const std::span bytes(reinterpret_cast<const char*>(raw.data()) + raw_begin,
                          raw_end - raw_begin);
    raw_begin = raw_end;
    return bytes;
  }

  // Between members: true when another one begins, false at the end of the file.
  bool begin_member() {
    for (;;) {
      while (raw_begin < raw_end && raw[raw_begin] == 0) ++raw_begin;
      if (raw_begin < raw_end) break;
      if (!fill()) return false;
    }
    if (raw[raw_begin] != 0x1f) {
      fail(DataFault::malformed, path,
           "there are bytes after the end of the gzip stream; compress the file again");
    }
    require(inflateReset(&inflater) == Z_OK, "zlib did not reset");
    in_member = true;
    return true;
  }

  // One step of inflate; returns the number of bytes written to `text`.
  std::size_t inflate_some() {
    inflater.next_in = raw.data() + raw_begin;
    inflater.avail_in = static_cast<uInt>(raw_end - raw_begin);
    inflater.next_out = text.data();
    inflater.avail_out = static_cast<uInt>(text.size());
    const int status = inflate(&inflater, Z_NO_FLUSH);
    raw_begin = raw_end - inflater.avail_in;
    if (status == Z_STREAM_END) {
      in_member = false;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      fail(DataFault::malformed, path,
           std::string("the gzip data is corrupt (") +
               (inflater.msg != nullptr ? inflater.msg : "bad stream") +
               "); copy or download the file again");
    }
    return text.size() - inflater.avail_out;
  }

  std::span<const char> next_gzip() {
    for (;;) {
      if (!in_member && !begin_member()) return {};
      if (raw_begin == raw_end && !fill()) {
        fail(DataFault::malformed, path,
             "the gzip data ends too early; copy or download the file again");
      }
      const std::size_t n = inflate_some();
      if (n > 0) return {reinterpret_cast<const char*>(text.data()), n};
    }
  }
};

ByteSource::ByteSource(const std::string& path) : state_(std::make_unique<State>()) {
  state_->path = path;
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    fail(DataFault::unreadable, path, "this is a directory; give the path of a data file");
  }
  state_->file.reset(std::fopen(path.c_str(), "rb"));
  if (!state_->file) {
    fail(DataFault::unreadable, path,
         std::string("cannot open the file (") + std::strerror(errno) +
             "); check the path and the permissions");
  }
  state_->digest.reset(EVP_MD_CTX_new());
  require(state_->digest != nullptr &&
              EVP_DigestInit_ex(state_->digest.get(), EVP_sha256(), nullptr) == 1,
          "SHA-256 did not initialise");
  if (state_->fill() && state_->raw_end >= 2 && state_->raw[0] == 0x1f && state_->raw[1] == 0x8b) {
    state_->open_gzip();
  }
}

ByteSource::~ByteSource() = default;

std::span<const char> ByteSource::next() {
  return state_->gzip ? state_->next_gzip() : state_->next_plain();
}

std::string ByteSource::sha256() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  require(EVP_DigestFinal_ex(state_->digest.get(), bytes.data(), &size) == 1,
          "SHA-256 did not finish");
  constexpr const char* digits = "0123456789abcdef";
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) {
    hex += digits[bytes[i] >> 4];
    hex += digits[bytes[i] & 15];
  }
  return hex;
}

}  // namespace shoal::scenarios
