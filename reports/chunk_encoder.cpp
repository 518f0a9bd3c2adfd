#include "reports/chunk_encoder.hpp"

#include "core/contracts.hpp"

#include <zlib.h>

#include <algorithm>
#include <new>

namespace shoal::reports {
namespace {

constexpr std::uint32_t without_deflate = 1U << 1;  // the second filter of the pipeline

// Rows of one tile: a tile and a cache line of each of its columns stay near.
constexpr std::size_t tile = 64;

void shuffle(const std::byte* from, std::byte* to, std::size_t rows, std::size_t record_bytes) {
  for (std::size_t first = 0; first < rows; first += tile) {
    const std::size_t count = std::min(tile, rows - first);
    for (std::size_t b = 0; b < record_bytes; ++b) {
      const std::byte* in = from + first * record_bytes + b;
      std::byte* out = to + b * rows + first;
      for (std::size_t i = 0; i < count; ++i) out[i] = in[i * record_bytes];
    }
  }
}

}  // namespace

struct ChunkEncoder::Deflater {
  explicit Deflater(int level) {
    constexpr int window_bits = 15;
    constexpr int memory_level = 9;
    const int strategy = level == 1 ? Z_RLE : Z_DEFAULT_STRATEGY;
    if (deflateInit2(&stream, level, Z_DEFLATED, window_bits, memory_level, strategy) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  ~Deflater() { deflateEnd(&stream); }

  z_stream stream{};
};

ChunkEncoder::ChunkEncoder(std::size_t record_bytes, std::size_t rows, int level)
    : record_bytes_(record_bytes),
      rows_(rows),
      shuffled_(record_bytes * rows),
      deflated_(record_bytes * rows),
      deflater_(std::make_unique<Deflater>(level)) {
  require(1 <= level && level <= 9, "a deflate level is from 1 to 9");
}

ChunkEncoder::~ChunkEncoder() = default;
ChunkEncoder::ChunkEncoder(ChunkEncoder&&) noexcept = default;
ChunkEncoder& ChunkEncoder::operator=(ChunkEncoder&&) noexcept = default;

EncodedChunk ChunkEncoder::encode(std::span<const std::byte> chunk) {
  require(chunk.size() == shuffled_.size(), "a chunk has all its rows");
  shuffle(chunk.data(), shuffled_.data(), rows_, record_bytes_);
  z_stream& z = deflater_->stream;
  require(deflateReset(&z) == Z_OK, "a deflate stream can be used again");
  z.next_in = reinterpret_cast<Bytef*>(shuffled_.data());
  z.avail_in = static_cast<uInt>(shuffled_.size());
  z.next_out = reinterpret_cast<Bytef*>(deflated_.data());
  z.avail_out = static_cast<uInt>(deflated_.size());
  if (deflate(&z, Z_FINISH) != Z_STREAM_END) return {shuffled_, without_deflate};
  return {std::span(deflated_).first(deflated_.size() - z.avail_out), 0};
}

}  // namespace shoal::reports
