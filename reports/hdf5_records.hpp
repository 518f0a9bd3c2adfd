// An HDF5 file that grows: 1-D datasets of packed records, appended to in bounded memory. The same
// calls give the same bytes. A dataset is chunked and extendible; whole chunks go to the file past
// the library's chunk cache and filters (H5Dwrite_chunk).
//
// The file is built under a temporary name beside its target. publish() flushes, closes, opens it
// again as a reader would, checks every dataset's rows, syncs and renames; before that there is
// nothing under the target's name. Throws ReportError: io where the disk is full or gone.
//
// Memory: a dataset holds one chunk, or three with deflate.
#pragma once

#include "reports/atomic_file.hpp"
#include "reports/record_layout.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace shoal::reports {

struct RecordStorage {
  std::size_t chunk_rows = 16'384;
  int deflate_level = 1;  // 0: neither shuffled nor deflated
};

class RecordSet {
 public:
  ~RecordSet();
  RecordSet(const RecordSet&) = delete;
  RecordSet& operator=(const RecordSet&) = delete;

  template <class Record>
  void append(std::span<const Record> records) {
    static_assert(std::is_trivially_copyable_v<Record>);
    append_bytes(std::as_bytes(records));
  }
  // A whole number of records.
  void append_bytes(std::span<const std::byte> records);
  std::uint64_t rows() const;

 private:
  friend class RecordFile;
  struct State;
  explicit RecordSet(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class RecordFile {
 public:
  // `head` is the image of an HDF5 file (Hdf5Writer::finish) that the datasets are added to.
  RecordFile(const std::filesystem::path& target, std::span<const std::byte> head);
  ~RecordFile();
  RecordFile(const RecordFile&) = delete;
  RecordFile& operator=(const RecordFile&) = delete;

  // With the attribute `units`: one text for each field. The set lives as long as the file.
  RecordSet& add(const std::string& path, const RecordLayout& layout, const RecordStorage& storage);
  // Nothing may be appended afterwards.
  void publish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace shoal::reports
