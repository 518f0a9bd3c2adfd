// What stands between us and an HDF5 file that may come from anywhere. Every refusal is a
// ReportError (content) that names the object. Only hard links are followed (soft and external ones
// can name other files); virtual and external storage, filters other than deflate, shuffle and
// Fletcher-32, and extents that a file of this size cannot hold are refused.
#pragma once

#include "reports/hdf5_handle.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace shoal::reports::detail {

inline constexpr std::size_t deflate_ratio = 1100;  // deflate cannot do better than about 1032

[[noreturn]] void refuse(const std::string& path, const std::string& what);

Handle type_handle(hid_t id, const std::string& path);
void check_storage(hid_t set, hid_t type, const std::string& path);
// The one extent of a 1-D dataset, or 1 of a scalar.
std::size_t extent_of(hid_t set, const std::string& path);

class GuardedFile {
 public:
  explicit GuardedFile(std::vector<std::byte> image);
  // Reads as it goes, not the whole. Throws ReportError (io) where it cannot be read.
  explicit GuardedFile(const std::filesystem::path& path);

  hid_t get() const { return file_.get(); }
  std::size_t size() const { return size_; }  // bytes

  bool exists(const std::string& path) const;
  bool is_group(const std::string& path) const;
  Handle open(const std::string& path) const;
  Handle open_dataset(const std::string& path) const;
  Handle open_attribute(const std::string& path, const std::string& name) const;

 private:
  std::size_t size_ = 0;
  Handle file_;
};

}  // namespace shoal::reports::detail
