#include "reports/hdf5_reader.hpp"

#include "reports/hdf5_guard.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace shoal::reports {
namespace {

using detail::check;
using detail::extent_of;
using detail::Handle;
using detail::refuse;
using detail::type_handle;

constexpr hsize_t max_list = 4096;             // entries of an attribute
constexpr std::size_t max_attribute = 65'536;  // bytes of one text of an attribute
constexpr hsize_t max_names = 100'000;         // in a group
constexpr std::size_t max_columns = 256;
constexpr std::size_t max_width = std::size_t{1} << 26;  // bytes of one text
constexpr std::size_t max_bytes = std::size_t{1} << 31;  // of one dataset
bool is_fixed_text(hid_t type) {
  return H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0;
}

// How one column lies in memory.
struct Field {
  std::string name;
  Handle type;
  std::size_t offset = 0;
  std::size_t width = 0;
  Cells cells;  // empty, of the right type
};

Field field_for(hid_t stored, const std::string& path) {
  Field field;
  const std::size_t width = H5Tget_size(stored);
  const H5T_class_t kind = H5Tget_class(stored);
  field.width = 8;
  if (is_fixed_text(stored)) {
    if (width == 0 || width > max_width) refuse(path, "a text is too wide");
    field.width = width;
    field.type = detail::text_type(width, H5Tget_cset(stored));
    field.cells = Texts{};
  } else if (kind == H5T_FLOAT && width <= 8) {
    field.type = type_handle(H5Tcopy(H5T_NATIVE_DOUBLE), path);
    field.cells = Reals{};
  } else if (kind == H5T_INTEGER && width <= 8 && H5Tget_sign(stored) == H5T_SGN_2) {
    field.type = type_handle(H5Tcopy(H5T_NATIVE_INT64), path);
    field.cells = Integers{};
  } else if (kind == H5T_INTEGER && width <= 8 && H5Tget_sign(stored) == H5T_SGN_NONE) {
    field.type = type_handle(H5Tcopy(H5T_NATIVE_UINT64), path);
    field.cells = Counts{};
  } else {
    refuse(path, "holds a type that a report does not have");
  }
  return field;
}

std::string text_at(const std::byte* from, std::size_t width) {
  const char* begin = reinterpret_cast<const char*>(from);
  return {begin, std::find(begin, begin + width, '\0')};
}

Cells unpack(const Field& field, const std::vector<std::byte>& data, std::size_t count) {
  const std::size_t stride = count == 0 ? 0 : data.size() / count;
  Cells out = field.cells;
  const auto unpack_into = [&](auto& cells) {
    using Cell = typename std::remove_reference_t<decltype(cells)>::value_type;
    for (std::size_t i = 0; i < count; ++i) {
      const std::byte* from = data.data() + i * stride + field.offset;
      if constexpr (std::is_same_v<Cell, std::string>) {
        cells.push_back(text_at(from, field.width));
      } else {
        Cell cell{};
        std::memcpy(&cell, from, sizeof(cell));
        cells.push_back(cell);
      }
    }
  };
  std::visit(unpack_into, out);
  return out;
}

std::vector<std::string> list_of_texts(hid_t attribute, const std::string& where) {
  const Handle stored = type_handle(H5Aget_type(attribute), where);
  // Strings of variable length are refused: in a damaged file HDF5 1.10.8 reads them out of bounds.
  if (!is_fixed_text(stored.get())) refuse(where, "is no text of fixed length");
  const Handle space(H5Aget_space(attribute), H5Sclose, "read the extent of " + where);
  const hssize_t count = H5Sget_simple_extent_npoints(space.get());
  const std::size_t width = H5Tget_size(stored.get());
  if (count < 0 || static_cast<hsize_t>(count) > max_list || width == 0 || width > max_attribute) {
    refuse(where, "has a strange length");
  }
  const Handle type = detail::text_type(width, H5Tget_cset(stored.get()));
  std::vector<std::byte> data(static_cast<std::size_t>(count) * width);
  if (count > 0) check(H5Aread(attribute, type.get(), data.data()), "read " + where);
  std::vector<std::string> out;
  for (std::size_t at = 0; at < data.size(); at += width) {
    out.push_back(text_at(data.data() + at, width));
  }
  return out;
}

}  // namespace

struct Hdf5Reader::State {
  detail::GuardedFile file;

  std::vector<std::byte> read(hid_t set, const Handle& type, const std::string& path) const;
};

std::vector<std::byte> Hdf5Reader::State::read(hid_t set, const Handle& type,
                                               const std::string& path) const {
  const std::size_t count = extent_of(set, path);
  const Handle stored = type_handle(H5Dget_type(set), path);
  detail::check_storage(set, stored.get(), path);
  const std::size_t wide = std::max(H5Tget_size(type.get()), H5Tget_size(stored.get()));
  const std::size_t possible = std::min(max_bytes, file.size() * detail::deflate_ratio);
  if (wide == 0 || count > possible / wide) refuse(path, "claims more rows than the file can hold");
  std::vector<std::byte> data(count * H5Tget_size(type.get()));
  if (count == 0) return data;
  if (H5Dread(set, type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, data.data()) < 0) {
    refuse(path, "cannot be read: the file is damaged");
  }
  return data;
}

Hdf5Reader::Hdf5Reader(std::vector<std::byte> image)
    : state_(std::make_unique<State>(State{detail::GuardedFile(std::move(image))})) {}

Hdf5Reader::Hdf5Reader(const std::filesystem::path& path)
    : state_(std::make_unique<State>(State{detail::GuardedFile(path)})) {}

Hdf5Reader::~Hdf5Reader() = default;

ObjectKind Hdf5Reader::kind(const std::string& path) const {
  if (!state_->file.exists(path)) return ObjectKind::missing;
  const Handle object = state_->file.open(path);
  const H5I_type_t type = H5Iget_type(object.get());
  if (type == H5I_GROUP) return ObjectKind::group;
  if (type == H5I_DATASET) return ObjectKind::dataset;
  refuse(path, "is neither a group nor a dataset");
}

std::vector<std::string> Hdf5Reader::names(const std::string& group) const {
  const Handle object = state_->file.open(group);
  H5G_info_t info{};
  if (H5Iget_type(object.get()) != H5I_GROUP || H5Gget_info(object.get(), &info) < 0) {
    refuse(group, "is no group");
  }
  if (info.nlinks > max_names) refuse(group, "has too many entries");
  std::vector<std::string> out;
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    std::array<char, 256> name{};
    const ssize_t length = H5Lget_name_by_idx(object.get(), ".", H5_INDEX_NAME, H5_ITER_INC, i,
                                              name.data(), name.size(), H5P_DEFAULT);
    if (length < 0 || static_cast<std::size_t>(length) >= name.size()) {
      refuse(group, "has an entry whose name cannot be read");
    }
    out.emplace_back(name.data());
  }
  return out;
}

Table Hdf5Reader::read_table(const std::string& path) const {
  const Handle set = state_->file.open_dataset(path);
  const Handle stored = type_handle(H5Dget_type(set.get()), path);
  const int members =
      H5Tget_class(stored.get()) == H5T_COMPOUND ? H5Tget_nmembers(stored.get()) : 0;
  if (members <= 0 || static_cast<std::size_t>(members) > max_columns) {
    refuse(path, "is no table of records");
  }
  std::vector<Field> fields;
  std::size_t record_bytes = 0;
  for (unsigned m = 0; m < static_cast<unsigned>(members); ++m) {
    const Handle member = type_handle(H5Tget_member_type(stored.get(), m), path);
    Field field = field_for(member.get(), path);
    char* name = H5Tget_member_name(stored.get(), m);
    if (name == nullptr) refuse(path, "has a column without a name");
    field.name = name;
    H5free_memory(name);
    field.offset = record_bytes;
    record_bytes += field.width;
    fields.push_back(std::move(field));
  }
  const Handle record = type_handle(H5Tcreate(H5T_COMPOUND, record_bytes), path);
  for (const Field& f : fields) {
    check(H5Tinsert(record.get(), f.name.c_str(), f.offset, f.type.get()), "read " + path);
  }
  const std::vector<std::byte> data = state_->read(set.get(), record, path);
  const std::vector<std::string> units = text_attribute(path, "units");
  if (units.size() != fields.size()) refuse(path, "has not one unit for each column");
  Table table;
  for (std::size_t f = 0; f < fields.size(); ++f) {
    table.columns.push_back({fields[f].name, units[f],
                             unpack(fields[f], data, data.size() / record_bytes), Gaps::none});
  }
  return table;
}

Column Hdf5Reader::read_column(const std::string& path) const {
  const Handle set = state_->file.open_dataset(path);
  const Handle stored = type_handle(H5Dget_type(set.get()), path);
  const Field field = field_for(stored.get(), path);
  const std::vector<std::byte> data = state_->read(set.get(), field.type, path);
  const std::vector<std::string> units = text_attribute(path, "units");
  if (units.size() != 1) refuse(path, "has not one unit");
  return {path.substr(path.rfind('/') + 1), units[0],
          unpack(field, data, data.size() / field.width), Gaps::none};
}

std::string Hdf5Reader::read_text(const std::string& path) const {
  const Column column = read_column(path);
  const auto* texts = std::get_if<Texts>(&column.cells);
  if (texts == nullptr || texts->size() != 1) refuse(path, "is no single text");
  return texts->front();
}

bool Hdf5Reader::has_attribute(const std::string& path, const std::string& name) const {
  return H5Aexists(state_->file.open(path).get(), name.c_str()) > 0;
}

std::uint64_t Hdf5Reader::number_attribute(const std::string& path, const std::string& name) const {
  const Handle attribute = state_->file.open_attribute(path, name);
  const std::string where = "attribute " + name + " of " + path;
  const Handle space(H5Aget_space(attribute.get()), H5Sclose, "read the extent of " + where);
  const Handle type = type_handle(H5Aget_type(attribute.get()), where);
  if (H5Tget_class(type.get()) != H5T_INTEGER || H5Sget_simple_extent_npoints(space.get()) != 1) {
    refuse(path, "attribute " + name + " is no whole number");
  }
  std::uint64_t value = 0;
  check(H5Aread(attribute.get(), H5T_NATIVE_UINT64, &value), "read " + where);
  return value;
}

std::vector<std::string> Hdf5Reader::text_attribute(const std::string& path,
                                                    const std::string& name) const {
  const Handle attribute = state_->file.open_attribute(path, name);
  return list_of_texts(attribute.get(), "attribute " + name + " of " + path);
}

}  // namespace shoal::reports
