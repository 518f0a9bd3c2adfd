#include "reports/hdf5_types.hpp"

#include "reports/hdf5_records.hpp"

#include <algorithm>
#include <vector>

namespace shoal::reports::detail {
namespace {

Handle field_type(const RecordField& field) {
  const auto copy = [](hid_t type) { return Handle(H5Tcopy(type), H5Tclose, "copy a type"); };
  switch (field.type) {
    case FieldType::u8:
      return copy(H5T_STD_U8LE);
    case FieldType::u32:
      return copy(H5T_STD_U32LE);
    case FieldType::u64:
      return copy(H5T_STD_U64LE);
    case FieldType::i32:
      return copy(H5T_STD_I32LE);
    case FieldType::i64:
      return copy(H5T_STD_I64LE);
    case FieldType::f32:
      return copy(H5T_IEEE_F32LE);
    case FieldType::text:
      return text_type(field.bytes);
  }
  Handle::fail("make a type of an unknown kind");
}

void write_units(hid_t set, const RecordLayout& layout) {
  std::size_t width = 1;
  for (const RecordField& f : layout) width = std::max(width, f.unit.size());
  std::vector<char> bytes(width * layout.size());
  for (std::size_t i = 0; i < layout.size(); ++i) {
    std::copy(layout[i].unit.begin(), layout[i].unit.end(),
              bytes.begin() + static_cast<std::ptrdiff_t>(i * width));
  }
  const hsize_t extent = layout.size();
  const Handle space(H5Screate_simple(1, &extent, nullptr), H5Sclose, "make a list");
  const Handle type = text_type(width);
  const Handle attribute(
      H5Acreate2(set, "units", type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
      "create attribute units");
  check(H5Awrite(attribute.get(), type.get(), bytes.data()), "write attribute units");
}

}  // namespace

Handle record_type(const RecordLayout& layout) {
  Handle record(H5Tcreate(H5T_COMPOUND, record_bytes(layout)), H5Tclose, "make a record");
  std::size_t offset = 0;
  for (const RecordField& field : layout) {
    const Handle type = field_type(field);
    check(H5Tinsert(record.get(), field.name.c_str(), offset, type.get()),
          "add the field " + field.name);
    offset += width_of(field);
  }
  return record;
}

Handle create_records(hid_t file, const std::string& path, const RecordLayout& layout,
                      const RecordStorage& storage) {
  const Handle type = record_type(layout);
  const hsize_t none = 0;
  const hsize_t any = H5S_UNLIMITED;
  const Handle space(H5Screate_simple(1, &none, &any), H5Sclose, "make the space of " + path);
  const Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "make a dataset's properties");
  const hsize_t chunk = storage.chunk_rows;
  check(H5Pset_obj_track_times(creation.get(), false), "turn times off");
  check(H5Pset_chunk(creation.get(), 1, &chunk), "set chunks");
  if (storage.deflate_level > 0) {
    check(H5Pset_shuffle(creation.get()), "set the shuffle filter");
    check(H5Pset_deflate(creation.get(), static_cast<unsigned>(storage.deflate_level)),
          "set the deflate filter");
  }
  Handle set(H5Dcreate2(file, path.c_str(), type.get(), space.get(), H5P_DEFAULT, creation.get(),
                        H5P_DEFAULT),
             H5Dclose, "create " + path);
  write_units(set.get(), layout);
  return set;
}

}  // namespace shoal::reports::detail
