// The bytes of a file, plain or gzip (told by the magic bytes 1f 8b), decompressed as they are read
// and hashed on the way (SHA-256 of the file's own bytes, FIPS 180-4, by OpenSSL).
//
// Throws DataError: a missing file, a directory, a read error, a corrupt or truncated gzip stream,
// bytes after its end other than zero padding. Memory: two buffers of 64 KiB.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace shoal::scenarios {

class ByteSource {
 public:
  explicit ByteSource(const std::string& path);
  ~ByteSource();
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  // The next decompressed bytes, valid until the next call; empty at the end.
  std::span<const char> next();
  // Lower-case hexadecimal digest of the whole file; call it once, after the end.
  std::string sha256();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace shoal::scenarios
