#include "reports/hdf5_records.hpp"

#include "core/contracts.hpp"
#include "reports/chunk_encoder.hpp"
#include "reports/hdf5_guard.hpp"
#include "reports/hdf5_types.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

namespace shoal::reports {
namespace {

using detail::Handle;

// A failed write of a growing file is nearly always the disk's fault.
[[noreturn]] void fail_io(const std::filesystem::path& target, const std::string& what) {
  throw ReportError(ReportError::Kind::io, "cannot write " + target.string() + ": HDF5 could not " +
                                               what +
                                               "; free some space or write it elsewhere with -o");
}

}  // namespace

struct RecordSet::State {
  std::filesystem::path target;
  std::string path;
  std::size_t record_bytes = 0;
  std::size_t chunk_rows = 0;
  Handle set;
  std::optional<ChunkEncoder> encoder;
  std::vector<std::byte> held;  // less than a chunk
  std::uint64_t written = 0;    // rows in whole chunks

  void check(herr_t status, const char* what) const {
    if (status < 0) fail_io(target, what + (" " + path));
  }
  std::size_t chunk_bytes() const { return record_bytes * chunk_rows; }
  std::uint64_t rows() const { return written + held.size() / record_bytes; }

  void write_chunk(std::span<const std::byte> chunk) {
    const hsize_t offset = written;
    const hsize_t extent = written + chunk_rows;
    check(H5Dset_extent(set.get(), &extent), "extend");
    EncodedChunk ready{chunk, 0};
    if (encoder) ready = encoder->encode(chunk);
    check(H5Dwrite_chunk(set.get(), H5P_DEFAULT, ready.skipped_filters, &offset, ready.bytes.size(),
                         ready.bytes.data()),
          "write a chunk of");
    written += chunk_rows;
  }
  // The last rows, in a chunk filled up with zeros; the extent ends at the last row.
  void finish() {
    const hsize_t extent = rows();
    if (!held.empty()) {
      held.resize(chunk_bytes());
      write_chunk(held);
      held.clear();
      check(H5Dset_extent(set.get(), &extent), "cut");
    }
    written = extent;
    check(H5Dflush(set.get()), "flush");
    set.close("close " + path);
  }
};

RecordSet::RecordSet(std::unique_ptr<State> state) : state_(std::move(state)) {}
RecordSet::~RecordSet() = default;

std::uint64_t RecordSet::rows() const { return state_->rows(); }

void RecordSet::append_bytes(std::span<const std::byte> records) {
  State& s = *state_;
  require(records.size() % s.record_bytes == 0, "whole records are appended");
  const std::size_t chunk = s.chunk_bytes();
  while (!records.empty()) {
    if (s.held.empty() && records.size() >= chunk) {
      s.write_chunk(records.first(chunk));
      records = records.subspan(chunk);
      continue;
    }
    const std::size_t part = std::min(records.size(), chunk - s.held.size());
    s.held.insert(s.held.end(), records.begin(),
                  records.begin() + static_cast<std::ptrdiff_t>(part));
    records = records.subspan(part);
    if (s.held.size() == chunk) {
      s.write_chunk(s.held);
      s.held.clear();
    }
  }
}

struct RecordFile::State {
  std::filesystem::path target;
  PartFile part;
  Handle file;
  std::vector<std::unique_ptr<RecordSet>> sets;

  // A reader's view of what was written.
  void verify() const {
    const detail::GuardedFile again(part.path());
    for (const auto& set : sets) {
      const RecordSet::State& s = *set->state_;
      const Handle stored = again.open_dataset(s.path);
      const Handle type = detail::type_handle(H5Dget_type(stored.get()), s.path);
      detail::check_storage(stored.get(), type.get(), s.path);
      if (detail::extent_of(stored.get(), s.path) != s.written) {
        fail_io(target, "read back all rows of " + s.path);
      }
      if (s.written == 0) continue;
      const hsize_t last = s.written - 1;
      const hsize_t one = 1;
      const Handle space(H5Dget_space(stored.get()), H5Sclose, "read the extent of " + s.path);
      const Handle single(H5Screate_simple(1, &one, nullptr), H5Sclose, "make a space");
      s.check(H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, &last, nullptr, &one, nullptr),
              "select a row of");
      std::vector<std::byte> row(s.record_bytes);
      s.check(H5Dread(stored.get(), type.get(), single.get(), space.get(), H5P_DEFAULT, row.data()),
              "read back the last row of");
    }
  }
};

RecordFile::RecordFile(const std::filesystem::path& target, std::span<const std::byte> head)
    : state_(std::make_unique<State>(State{target, PartFile(target), Handle{}, {}})) {
  detail::quieten();
  state_->part.write(head);
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make a file's properties");
  detail::check(H5Pset_fapl_sec2(access.get()), "set the file driver");
  detail::check(H5Pset_libver_bounds(access.get(), H5F_LIBVER_V110, H5F_LIBVER_V110),
                "set the format");
  const hid_t file = H5Fopen(state_->part.path().c_str(), H5F_ACC_RDWR, access.get());
  if (file < 0) fail_io(target, "begin it");
  state_->file = Handle(file, H5Fclose, "begin it");
}

RecordFile::~RecordFile() = default;

RecordSet& RecordFile::add(const std::string& path, const RecordLayout& layout,
                           const RecordStorage& storage) {
  require(storage.chunk_rows > 0, "a chunk has rows");
  auto state = std::make_unique<RecordSet::State>();
  state->target = state_->target;
  state->path = path;
  state->record_bytes = record_bytes(layout);
  state->chunk_rows = storage.chunk_rows;
  state->held.reserve(state->chunk_bytes());
  if (storage.deflate_level > 0) {
    state->encoder.emplace(state->record_bytes, storage.chunk_rows, storage.deflate_level);
  }
  state->set = detail::create_records(state_->file.get(), path, layout, storage);
  state_->sets.emplace_back(new RecordSet(std::move(state)));
  return *state_->sets.back();
}

void RecordFile::publish() {
  State& s = *state_;
  for (const auto& set : s.sets) set->state_->finish();
  if (H5Fflush(s.file.get(), H5F_SCOPE_GLOBAL) < 0) fail_io(s.target, "flush it");
  s.file.close("close " + s.target.string());
  s.verify();
  s.part.publish();
}

}  // namespace shoal::reports
