// The yardstick: events written by the HDF5 library and nothing else.
#pragma once

#include "engine/contract/event.hpp"
#include "reports/hdf5_records.hpp"

#include <cstddef>
#include <filesystem>
#include <span>

namespace shoal::bench {

// Creates a file with one extendible chunked dataset `/events` of packed records and writes
// `events` to it in blocks of `block_rows`, through H5Dwrite and the library's own filters. Throws
// std::runtime_error.
void write_with_hdf5_alone(const std::filesystem::path& file, std::span<const Event> events,
                           const reports::RecordStorage& storage, std::size_t block_rows);

// Reads `/events` back in one piece.
std::vector<Event> read_with_hdf5_alone(const std::filesystem::path& file);

}  // namespace shoal::bench
