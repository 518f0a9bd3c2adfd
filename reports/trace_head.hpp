// The head of a trace's file: everything but the events.
#pragma once

#include "reports/hdf5_reader.hpp"
#include "reports/trace.hpp"

#include <cstddef>
#include <vector>

namespace shoal::reports {

// The image of an HDF5 file that holds the head alone.
std::vector<std::byte> trace_head_image(const TraceHead& head);

// Throws ReportError (content) where the file is no trace, or one that no engine could be given.
TraceHead read_trace_head(const Hdf5Reader& file);

}  // namespace shoal::reports
