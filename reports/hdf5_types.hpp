// Packed records as HDF5 types and datasets.
#pragma once

#include "reports/hdf5_handle.hpp"
#include "reports/record_layout.hpp"

namespace shoal::reports {
struct RecordStorage;
}

namespace shoal::reports::detail {

Handle record_type(const RecordLayout& layout);
// An empty, extendible, chunked dataset with the attribute `units`.
Handle create_records(hid_t file, const std::string& path, const RecordLayout& layout,
                      const RecordStorage& storage);

}  // namespace shoal::reports::detail
