// Builds an HDF5 file in memory. The same calls give the same bytes: no times, packed records,
// zeroed buffers. Tables are 1-D compound datasets of packed 8-byte numbers and fixed UTF-8 strings
// (null padded), in chunks with shuffle, deflate and a Fletcher-32 checksum. The format is that of
// HDF5 1.10, whose metadata has checksums. Throws ReportError (content) where HDF5 fails.
#pragma once

#include "reports/table.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace shoal::reports {

using AttributeValue = std::variant<std::string, std::uint64_t, std::vector<std::string>>;

class Hdf5Writer {
 public:
  Hdf5Writer();
  ~Hdf5Writer();
  Hdf5Writer(const Hdf5Writer&) = delete;
  Hdf5Writer& operator=(const Hdf5Writer&) = delete;

  // Paths are absolute; a parent comes before its children. Texts of attributes have a fixed
  // length.
  void make_group(const std::string& path);
  void set_attribute(const std::string& path, const std::string& name, const AttributeValue& value);
  // With the attribute `units`: one text for each column.
  void write_table(const std::string& path, const Table& table);
  // A 1-D dataset of plain values, with the attribute `units`.
  void write_column(const std::string& path, const Column& column);
  // A scalar string.
  void write_text(const std::string& path, const std::string& text);

  // The file's bytes. Nothing may be written afterwards.
  std::vector<std::byte> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace shoal::reports
