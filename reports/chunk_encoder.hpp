// What HDF5's shuffle and deflate filters do to a chunk, done outside the library, so that a whole
// chunk can be handed over ready: first all first bytes of the records, then all second bytes and
// so on, then a zlib stream (RFC 1950). HDF5 reads the result with its own filters.
//
// At level 1 zlib looks for runs only (Z_RLE): what repeats in shuffled records is the byte before,
// and the search for longer matches costs twice the time for a sixtieth of the size.
//
// Cost: about 5 ns a byte at level 1; one stream is kept from chunk to chunk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace shoal::reports {

struct EncodedChunk {
  std::span<const std::byte> bytes;   // lives until the next encode
  std::uint32_t skipped_filters = 0;  // bit i: filter i of the pipeline was left out
};

class ChunkEncoder {
 public:
  // `level` 1 to 9.
  ChunkEncoder(std::size_t record_bytes, std::size_t rows, int level);
  ~ChunkEncoder();
  ChunkEncoder(ChunkEncoder&&) noexcept;
  ChunkEncoder& operator=(ChunkEncoder&&) noexcept;

  // `chunk` has rows x record_bytes bytes. What does not become smaller is left undeflated.
  EncodedChunk encode(std::span<const std::byte> chunk);

 private:
  struct Deflater;
  std::size_t record_bytes_;
  std::size_t rows_;
  std::vector<std::byte> shuffled_;
  std::vector<std::byte> deflated_;
  std::unique_ptr<Deflater> deflater_;
};

}  // namespace shoal::reports
