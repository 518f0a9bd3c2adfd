// Reads an HDF5 file that may come from anywhere, from memory or where it lies. Every refusal is a
// ReportError (content) that names the object. Refused: links that are not hard (external and soft
// ones can name other files), virtual and external storage, filters other than deflate, shuffle and
// Fletcher-32, types other than records of 8-byte-or-smaller numbers and fixed strings, and extents
// that the file's own size cannot hold.
#pragma once

#include "reports/table.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace shoal::reports {

enum class ObjectKind : std::uint8_t { missing, group, dataset };

class Hdf5Reader {
 public:
  explicit Hdf5Reader(std::vector<std::byte> image);
  // Reads what is asked for and no more; the file must stay as it is.
  explicit Hdf5Reader(const std::filesystem::path& path);
  ~Hdf5Reader();
  Hdf5Reader(const Hdf5Reader&) = delete;
  Hdf5Reader& operator=(const Hdf5Reader&) = delete;

  ObjectKind kind(const std::string& path) const;
  // Names in a group, in order of name.
  std::vector<std::string> names(const std::string& group) const;
  // Columns with their units; gaps are not known to the file.
  Table read_table(const std::string& path) const;
  Column read_column(const std::string& path) const;
  std::string read_text(const std::string& path) const;

  bool has_attribute(const std::string& path, const std::string& name) const;
  std::uint64_t number_attribute(const std::string& path, const std::string& name) const;
  // One text, or a list of them.
  std::vector<std::string> text_attribute(const std::string& path, const std::string& name) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace shoal::reports
