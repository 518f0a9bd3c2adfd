// The head of a trace's file: everything but the events.
#pragma once

#include "reports/hdf5_reader.hpp"
#include "reports/hdf5_writer.hpp"
#include "reports/trace.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace shoal::reports {

// What a trace and the truth behind it begin with: where they come from, as attributes of the root
// (`schema` is the name of the first), and the scenario.
void write_origin(Hdf5Writer& file, const std::string& schema, const TraceHead& head);

// The image of an HDF5 file that holds the head alone.
std::vector<std::byte> trace_head_image(const TraceHead& head);

// Throws ReportError (content) where the file is no trace, or one that no engine could be given.
TraceHead read_trace_head(const Hdf5Reader& file);

}  // namespace shoal::reports
