#include "bench/reports/hdf5_alone.hpp"

#include <hdf5.h>

#include <algorithm>
#include <stdexcept>
#include <string>

namespace shoal::bench {
namespace {

template <class Result>
Result sound(Result result, const char* what) {
  if (result < 0) throw std::runtime_error(std::string("HDF5 could not ") + what);
  return result;
}

hid_t event_type() {
  const hid_t type = sound(H5Tcreate(H5T_COMPOUND, sizeof(Event)), "make a type");
  struct Field {
    const char* name;
    std::size_t offset;
    hid_t kind;
  };
  const Field fields[] = {{"id", 0, H5T_STD_U64LE},          {"occurred_us", 8, H5T_STD_I64LE},
                          {"arrived_us", 16, H5T_STD_I64LE}, {"subject", 24, H5T_STD_U32LE},
                          {"ref", 28, H5T_STD_U32LE},        {"value", 32, H5T_IEEE_F32LE},
                          {"topic", 36, H5T_STD_U8LE},       {"stock", 37, H5T_STD_U8LE},
                          {"kind", 38, H5T_STD_U8LE},        {"source", 39, H5T_STD_U8LE}};
  for (const Field& f : fields) sound(H5Tinsert(type, f.name, f.offset, f.kind), "add a field");
  return type;
}

}  // namespace

void write_with_hdf5_alone(const std::filesystem::path& path, std::span<const Event> events,
                           const reports::RecordStorage& storage, std::size_t block_rows) {
  const hid_t access = sound(H5Pcreate(H5P_FILE_ACCESS), "make properties");
  sound(H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110), "set the format");
  const hid_t file =
      sound(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access), "create a file");
  const hid_t type = event_type();
  const hsize_t none = 0;
  const hsize_t any = H5S_UNLIMITED;
  const hid_t empty = sound(H5Screate_simple(1, &none, &any), "make a space");
  const hid_t creation = sound(H5Pcreate(H5P_DATASET_CREATE), "make properties");
  const hsize_t chunk = storage.chunk_rows;
  sound(H5Pset_chunk(creation, 1, &chunk), "set chunks");
  if (storage.deflate_level > 0) {
    sound(H5Pset_shuffle(creation), "set shuffle");
    sound(H5Pset_deflate(creation, static_cast<unsigned>(storage.deflate_level)), "set deflate");
  }
  const hid_t set =
      sound(H5Dcreate2(file, "/events", type, empty, H5P_DEFAULT, creation, H5P_DEFAULT), "create");
  for (std::size_t at = 0; at < events.size(); at += block_rows) {
    const hsize_t first = at;
    const hsize_t count = std::min(block_rows, events.size() - at);
    const hsize_t extent = first + count;
    sound(H5Dset_extent(set, &extent), "extend");
    const hid_t space = sound(H5Dget_space(set), "get the space");
    sound(H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, nullptr, &count, nullptr), "select");
    const hid_t memory = sound(H5Screate_simple(1, &count, nullptr), "make a space");
    sound(H5Dwrite(set, type, memory, space, H5P_DEFAULT, events.data() + at), "write");
    H5Sclose(memory);
    H5Sclose(space);
  }
  sound(H5Dclose(set), "close");
  H5Pclose(creation);
  H5Sclose(empty);
  H5Tclose(type);
  sound(H5Fclose(file), "close");
  H5Pclose(access);
}

std::vector<Event> read_with_hdf5_alone(const std::filesystem::path& path) {
  const hid_t file = sound(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), "open a file");
  const hid_t set = sound(H5Dopen2(file, "/events", H5P_DEFAULT), "open the events");
  const hid_t space = sound(H5Dget_space(set), "get the space");
  const hid_t type = event_type();
  std::vector<Event> events(
      static_cast<std::size_t>(sound(H5Sget_simple_extent_npoints(space), "get the extent")));
  sound(H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, events.data()), "read");
  H5Tclose(type);
  H5Sclose(space);
  H5Dclose(set);
  H5Fclose(file);
  return events;
}

}  // namespace shoal::bench
