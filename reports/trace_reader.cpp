#include "reports/trace_reader.hpp"

#include "reports/hdf5_guard.hpp"
#include "reports/hdf5_reader.hpp"
#include "reports/hdf5_types.hpp"
#include "reports/trace_head.hpp"

#include <algorithm>
#include <string>

namespace shoal::reports {
namespace {

using detail::Handle;

const std::string events_path = "/events";
constexpr std::size_t max_chunk_bytes = std::size_t{1} << 24;
constexpr std::size_t least_block = 16'384;  // rows

// Rows that are read together: whole chunks.
std::size_t block_rows(hid_t set, std::size_t rows) {
  const Handle layout(H5Dget_create_plist(set), H5Pclose, "read the layout of the events");
  if (H5Pget_layout(layout.get()) != H5D_CHUNKED) return least_block;
  hsize_t chunk = 0;
  if (H5Pget_chunk(layout.get(), 1, &chunk) != 1 || chunk == 0 ||
      chunk > max_chunk_bytes / sizeof(Event)) {
    detail::refuse(events_path, "has chunks of over 16 MiB");
  }
  hsize_t stored = 0;
  const Handle space(H5Dget_space(set), H5Sclose, "read the extent of the events");
  if (H5Dget_num_chunks(set, space.get(), &stored) < 0 || stored != (rows + chunk - 1) / chunk) {
    detail::refuse(events_path, "lacks some of its chunks: the file is damaged");
  }
  return static_cast<std::size_t>(chunk * std::max<hsize_t>(1, least_block / chunk));
}

}  // namespace

struct TraceReader::State {
  explicit State(const std::filesystem::path& path) : file(path) {}

  detail::GuardedFile file;
  Handle set;
  Handle type;
  Handle space;
  std::size_t block = 0;
};

TraceReader::TraceReader(const std::filesystem::path& path)
    : head_(read_trace_head(Hdf5Reader(path))), state_(std::make_unique<State>(path)) {
  State& s = *state_;
  s.set = s.file.open_dataset(events_path);
  s.type = detail::record_type(event_layout());
  const Handle stored = detail::type_handle(H5Dget_type(s.set.get()), events_path);
  if (H5Tequal(stored.get(), s.type.get()) <= 0) {
    detail::refuse(events_path, "are not records of ten fields and 40 bytes as a trace has them");
  }
  detail::check_storage(s.set.get(), stored.get(), events_path);
  s.space = Handle(H5Dget_space(s.set.get()), H5Sclose, "read the extent of the events");
  if (H5Sget_simple_extent_ndims(s.space.get()) != 1) detail::refuse(events_path, "are no list");
  const std::size_t rows = detail::extent_of(s.set.get(), events_path);
  if (rows > s.file.size() * detail::deflate_ratio / sizeof(Event)) {
    detail::refuse(events_path, "claims more rows than the file can hold");
  }
  rows_ = rows;
  s.block = block_rows(s.set.get(), rows);
}

TraceReader::~TraceReader() = default;

bool TraceReader::next(std::vector<Event>& block) {
  State& s = *state_;
  const hsize_t first = done_;
  const hsize_t count = std::min<std::uint64_t>(s.block, rows_ - done_);
  block.resize(count);
  if (count == 0) return false;
  const Handle memory(H5Screate_simple(1, &count, nullptr), H5Sclose, "make a space");
  detail::check(
      H5Sselect_hyperslab(s.space.get(), H5S_SELECT_SET, &first, nullptr, &count, nullptr),
      "select events");
  if (H5Dread(s.set.get(), s.type.get(), memory.get(), s.space.get(), H5P_DEFAULT, block.data()) <
      0) {
    detail::refuse(events_path,
                   "cannot be read from row " + std::to_string(done_) + " on: the file is damaged");
  }
  check(block);
  done_ += count;
  return true;
}

void TraceReader::check(const std::vector<Event>& block) {
  for (std::size_t i = 0; i < block.size(); ++i) {
    const Event& e = block[i];
    const bool sound = e.arrived >= last_ && e.arrived < head_.brief.run_end &&
                       e.occurred >= SimTime{-trace_horizon} &&
                       e.occurred <= SimTime{trace_horizon};
    if (!sound) [[unlikely]] {
      detail::refuse(events_path, "row " + std::to_string(done_ + i) +
                                      " arrived before the one above it or outside the run, or has "
                                      "a time that cannot be");
    }
    last_ = e.arrived;
  }
}

}  // namespace shoal::reports
