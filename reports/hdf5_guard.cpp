#include "reports/hdf5_guard.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace shoal::reports::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_chunk_bytes = std::size_t{1} << 27;

void check_filters(hid_t layout, const std::string& path) {
  const int count = H5Pget_nfilters(layout);
  for (int i = 0; i < count; ++i) {
    unsigned flags = 0;
    std::size_t values = 0;
    unsigned config = 0;
    const H5Z_filter_t filter = H5Pget_filter2(layout, static_cast<unsigned>(i), &flags, &values,
                                               nullptr, 0, nullptr, &config);
    if (filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE &&
        filter != H5Z_FILTER_FLETCHER32) {
      refuse(path, "is stored through a filter that a report does not have");
    }
  }
}

Handle access_list() { return {H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make a file's properties"}; }

[[noreturn]] void refuse_file(const std::string& where) {
  throw ReportError(ReportError::Kind::content,
                    where +
                        "not an HDF5 file, or a truncated one; write it again with shoal run (a "
                        "report) or shoal trace (a trace)");
}

[[noreturn]] void cannot_read(const fs::path& path, const std::string& why) {
  throw ReportError(ReportError::Kind::io, "cannot read " + path.string() + ": " + why);
}

std::size_t size_of(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) cannot_read(path, "there is no such file; check the name");
  if (!fs::is_regular_file(status)) cannot_read(path, "it is no regular file");
  const std::uintmax_t size = fs::file_size(path, error);
  if (error) cannot_read(path, error.message());
  if (::access(path.c_str(), R_OK) != 0) cannot_read(path, std::strerror(errno));
  return static_cast<std::size_t>(size);
}

}  // namespace

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw ReportError(
      ReportError::Kind::content,
      path + ": " + what + "; write it again with shoal run (a report) or shoal trace (a trace)");
}

Handle type_handle(hid_t id, const std::string& path) {
  return {id, H5Tclose, "read the type of " + path};
}

void check_storage(hid_t set, hid_t type, const std::string& path) {
  const Handle layout(H5Dget_create_plist(set), H5Pclose, "read the layout of " + path);
  const H5D_layout_t kind = H5Pget_layout(layout.get());
  if (kind != H5D_COMPACT && kind != H5D_CONTIGUOUS && kind != H5D_CHUNKED) {
    refuse(path, "is a virtual dataset, which could read other files");
  }
  if (H5Pget_external_count(layout.get()) != 0) refuse(path, "is stored in another file");
  if (kind != H5D_CHUNKED) return;
  hsize_t chunk = 0;
  if (H5Pget_chunk(layout.get(), 1, &chunk) != 1 || chunk == 0) refuse(path, "has strange chunks");
  if (chunk > max_chunk_bytes / std::max<std::size_t>(H5Tget_size(type), 1)) {
    refuse(path, "claims chunks too large to be true");
  }
  check_filters(layout.get(), path);
}

// The one extent of a 1-D dataset, or 1 of a scalar.
std::size_t extent_of(hid_t set, const std::string& path) {
  const Handle space(H5Dget_space(set), H5Sclose, "read the extent of " + path);
  const H5S_class_t kind = H5Sget_simple_extent_type(space.get());
  if (kind == H5S_SCALAR) return 1;
  hsize_t extent = 0;
  if (kind != H5S_SIMPLE || H5Sget_simple_extent_ndims(space.get()) != 1 ||
      H5Sget_simple_extent_dims(space.get(), &extent, nullptr) != 1) {
    refuse(path, "is neither a list nor a single value");
  }
  return static_cast<std::size_t>(extent);
}

GuardedFile::GuardedFile(std::vector<std::byte> image) : size_(image.size()) {
  quieten();
  const Handle access = access_list();
  check(H5Pset_fapl_core(access.get(), std::size_t{1} << 20, false), "set the memory driver");
  check(H5Pset_file_image(access.get(), image.data(), image.size()), "take the file's bytes");
  const hid_t file = H5Fopen("report", H5F_ACC_RDONLY, access.get());
  if (file < 0) refuse_file("");
  file_ = Handle(file, H5Fclose, "open the file");
}

GuardedFile::GuardedFile(const fs::path& path) : size_(size_of(path)) {
  quieten();
  const Handle access = access_list();
  check(H5Pset_fapl_sec2(access.get()), "set the file driver");
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get());
  if (file < 0) refuse_file(path.string() + ": ");
  file_ = Handle(file, H5Fclose, "open the file");
}

// Walks the path link by link: only hard links are followed.
bool GuardedFile::exists(const std::string& path) const {
  for (std::size_t end = 0; path.size() > 1 && end != std::string::npos;) {
    end = path.find('/', end + 1);
    const std::string part = path.substr(0, end);
    if (H5Lexists(file_.get(), part.c_str(), H5P_DEFAULT) <= 0) return false;
    H5L_info_t link{};
    check(H5Lget_info(file_.get(), part.c_str(), &link, H5P_DEFAULT), "read the link " + part);
    if (link.type != H5L_TYPE_HARD) refuse(part, "is a soft or external link");
    if (end != std::string::npos && !is_group(part)) return false;
  }
  return true;
}

bool GuardedFile::is_group(const std::string& path) const {
  const Handle object(H5Oopen(file_.get(), path.c_str(), H5P_DEFAULT), H5Oclose, "open " + path);
  return H5Iget_type(object.get()) == H5I_GROUP;
}

Handle GuardedFile::open(const std::string& path) const {
  if (!exists(path)) refuse(path, "is missing");
  return {H5Oopen(file_.get(), path.c_str(), H5P_DEFAULT), H5Oclose, "open " + path};
}

Handle GuardedFile::open_dataset(const std::string& path) const {
  Handle set = open(path);
  if (H5Iget_type(set.get()) != H5I_DATASET) refuse(path, "is no dataset");
  return set;
}

Handle GuardedFile::open_attribute(const std::string& path, const std::string& name) const {
  const Handle object = open(path);
  if (H5Aexists(object.get(), name.c_str()) <= 0) refuse(path, "lacks the attribute " + name);
  return {H5Aopen(object.get(), name.c_str(), H5P_DEFAULT), H5Aclose, "open attribute " + name};
}

}  // namespace shoal::reports::detail
