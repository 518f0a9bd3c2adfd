#include "reports/hdf5_writer.hpp"

#include "core/contracts.hpp"
#include "reports/hdf5_handle.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace shoal::reports {
namespace {

using detail::check;
using detail::Handle;

constexpr std::size_t growth_bytes = std::size_t{1} << 20;
constexpr std::size_t chunk_bytes = std::size_t{1} << 18;
constexpr unsigned deflate_level = 4;

struct Field {  // of a packed record
  Handle type;
  std::size_t offset = 0;
  std::size_t width = 0;
};

std::size_t width_of(const Cells& cells) {
  const auto* texts = std::get_if<Texts>(&cells);
  if (texts == nullptr) return 8;
  std::size_t width = 1;
  for (const std::string& t : *texts) width = std::max(width, t.size());
  return width;
}

Handle type_of(const Cells& cells, std::size_t width) {
  if (std::holds_alternative<Texts>(cells)) return detail::text_type(width);
  const hid_t native = std::holds_alternative<Reals>(cells)      ? H5T_IEEE_F64LE
                       : std::holds_alternative<Integers>(cells) ? H5T_STD_I64LE
                                                                 : H5T_STD_U64LE;
  return {H5Tcopy(native), H5Tclose, "copy a number type"};
}

void copy_cell(std::byte* to, const std::string& text) {
  if (!text.empty()) std::memcpy(to, text.data(), text.size());
}
template <class Number>
void copy_cell(std::byte* to, Number value) {
  static_assert(sizeof(value) == 8);
  std::memcpy(to, &value, sizeof(value));
}

void fill(std::vector<std::byte>& buffer, const Cells& cells, const Field& field,
          std::size_t stride) {
  std::visit(
      [&](const auto& values) {
        std::byte* to = buffer.data() + field.offset;
        for (const auto& value : values) {
          copy_cell(to, value);
          to += stride;
        }
      },
      cells);
}

// Chunked and compressed; what is empty is contiguous.
Handle dataset_layout(std::size_t count, std::size_t record_bytes) {
  Handle layout(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "make a dataset's properties");
  check(H5Pset_obj_track_times(layout.get(), false), "turn times off");
  if (count == 0) return layout;
  const hsize_t chunk = std::clamp<hsize_t>(chunk_bytes / record_bytes, 1, count);
  check(H5Pset_chunk(layout.get(), 1, &chunk), "set chunks");
  check(H5Pset_shuffle(layout.get()), "set the shuffle filter");
  check(H5Pset_deflate(layout.get(), deflate_level), "set the deflate filter");
  check(H5Pset_fletcher32(layout.get()), "set the checksum filter");
  return layout;
}

struct Rows {
  std::vector<std::byte> bytes;
  std::size_t count = 0;
  std::size_t stride = 0;
};

Handle write_rows(hid_t file, const std::string& path, hid_t type, const Rows& data) {
  const hsize_t extent = data.count;
  const Handle space(H5Screate_simple(1, &extent, nullptr), H5Sclose, "make the space of " + path);
  const Handle layout = dataset_layout(data.count, data.stride);
  Handle set(
      H5Dcreate2(file, path.c_str(), type, space.get(), H5P_DEFAULT, layout.get(), H5P_DEFAULT),
      H5Dclose, "create " + path);
  if (data.count > 0) {
    check(H5Dwrite(set.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data.bytes.data()),
          "write " + path);
  }
  return set;
}

void write_texts(hid_t object, const std::string& name, hid_t space, const Texts& texts) {
  const std::size_t width = width_of(texts);
  const Field field{detail::text_type(width), 0, width};
  std::vector<std::byte> bytes(width * texts.size());
  fill(bytes, texts, field, width);
  Handle attribute(
      H5Acreate2(object, name.c_str(), field.type.get(), space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
      "create attribute " + name);
  check(H5Awrite(attribute.get(), field.type.get(), bytes.data()), "write attribute " + name);
}

struct AttributeWriter {
  hid_t object;
  const std::string& name;

  void operator()(const std::string& text) const {
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose, "make a scalar");
    write_texts(object, name, space.get(), {text});
  }
  void operator()(std::uint64_t value) const {
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose, "make a scalar");
    Handle attribute(
        H5Acreate2(object, name.c_str(), H5T_STD_U64LE, space.get(), H5P_DEFAULT, H5P_DEFAULT),
        H5Aclose, "create attribute " + name);
    check(H5Awrite(attribute.get(), H5T_STD_U64LE, &value), "write attribute " + name);
  }
  void operator()(const std::vector<std::string>& texts) const {
    require(!texts.empty(), "a list attribute has an entry");
    const hsize_t extent = texts.size();
    const Handle space(H5Screate_simple(1, &extent, nullptr), H5Sclose, "make a list");
    write_texts(object, name, space.get(), texts);
  }
};

Handle file_in_memory() {
  detail::quieten();
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make a file's properties");
  check(H5Pset_fapl_core(access.get(), growth_bytes, false), "set the memory driver");
  check(H5Pset_libver_bounds(access.get(), H5F_LIBVER_V110, H5F_LIBVER_V110), "set the format");
  const Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose, "make a file's properties");
  check(H5Pset_obj_track_times(creation.get(), false), "turn times off");
  return {H5Fcreate("report", H5F_ACC_TRUNC, creation.get(), access.get()), H5Fclose,
          "create a file in memory"};
}

// Bytes 0 to 43 of the superblock are summed in bytes 44 to 47.
constexpr std::size_t summed_bytes = 44;

// Bob Jenkins' lookup3 (2006) over 44 bytes, as the HDF5 file format specification 3.0 has it.
std::uint32_t superblock_sum(const std::vector<std::byte>& image) {
  std::array<std::uint32_t, 12> words{};  // eleven, and a zero
  std::memcpy(words.data(), image.data(), summed_bytes);
  std::uint32_t a = 0xdeadbeefU + summed_bytes;
  std::uint32_t b = a;
  std::uint32_t c = a;
  const auto turn = [](std::uint32_t& x, std::uint32_t& y, std::uint32_t& z, int bits) {
    x -= z;
    x ^= std::rotl(z, bits);
    z += y;
  };
  for (std::size_t i = 0; i < 9; i += 3) {
    a += words[i];
    b += words[i + 1];
    c += words[i + 2];
    turn(a, b, c, 4);
    turn(b, c, a, 6);
    turn(c, a, b, 8);
    turn(a, b, c, 16);
    turn(b, c, a, 19);
    turn(c, a, b, 4);
  }
  a += words[9];
  b += words[10];
  const auto finish = [](std::uint32_t& x, std::uint32_t y, int bits) {
    x ^= y;
    x -= std::rotl(y, bits);
  };
  finish(c, b, 14);
  finish(a, c, 11);
  finish(b, a, 25);
  finish(c, b, 16);
  finish(a, c, 4);
  finish(b, a, 14);
  finish(c, b, 24);
  return c;
}

// H5Fget_file_image of HDF5 1.10.8 clears the mark "open for writing" in the superblock and leaves
// the checksum as it was (HDFGroup/hdf5 issue 1915).
void renew_superblock_sum(std::vector<std::byte>& image) {
  constexpr std::size_t version_at = 8;
  constexpr std::size_t offset_bytes_at = 9;
  require(image.size() > summed_bytes + 4 && image[version_at] == std::byte{3} &&
              image[offset_bytes_at] == std::byte{8},
          "a file in memory begins with a superblock of version 3");
  const std::uint32_t sum = superblock_sum(image);
  std::memcpy(image.data() + summed_bytes, &sum, sizeof(sum));
}

}  // namespace

struct Hdf5Writer::State {
  Handle file = file_in_memory();
};

Hdf5Writer::Hdf5Writer() : state_(std::make_unique<State>()) {}
Hdf5Writer::~Hdf5Writer() = default;

void Hdf5Writer::make_group(const std::string& path) {
  const Handle creation(H5Pcreate(H5P_GROUP_CREATE), H5Pclose, "make a group's properties");
  check(H5Pset_obj_track_times(creation.get(), false), "turn times off");
  const Handle group(
      H5Gcreate2(state_->file.get(), path.c_str(), H5P_DEFAULT, creation.get(), H5P_DEFAULT),
      H5Gclose, "create group " + path);
}

void Hdf5Writer::set_attribute(const std::string& path, const std::string& name,
                               const AttributeValue& value) {
  const Handle object(H5Oopen(state_->file.get(), path.c_str(), H5P_DEFAULT), H5Oclose,
                      "open " + path);
  std::visit(AttributeWriter{object.get(), name}, value);
}

void Hdf5Writer::write_table(const std::string& path, const Table& table) {
  std::vector<Field> fields;
  Rows data{{}, rows(table), 0};
  std::vector<std::string> units;
  for (const Column& column : table.columns) {
    require(rows(column) == data.count, "a table's columns have equal lengths");
    const std::size_t width = width_of(column.cells);
    fields.push_back({type_of(column.cells, width), data.stride, width});
    data.stride += width;
    units.push_back(column.unit);
  }
  const Handle record(H5Tcreate(H5T_COMPOUND, data.stride), H5Tclose, "make the record of " + path);
  data.bytes.resize(data.stride * data.count);
  for (std::size_t c = 0; c < fields.size(); ++c) {
    const Column& column = table.columns[c];
    check(H5Tinsert(record.get(), column.name.c_str(), fields[c].offset, fields[c].type.get()),
          "add column " + column.name + " to " + path);
    fill(data.bytes, column.cells, fields[c], data.stride);
  }
  const Handle set = write_rows(state_->file.get(), path, record.get(), data);
  AttributeWriter{set.get(), "units"}(units);
}

void Hdf5Writer::write_column(const std::string& path, const Column& column) {
  const std::size_t width = width_of(column.cells);
  const Field field{type_of(column.cells, width), 0, width};
  Rows data{std::vector<std::byte>(width * rows(column)), rows(column), width};
  fill(data.bytes, column.cells, field, width);
  const Handle set = write_rows(state_->file.get(), path, field.type.get(), data);
  AttributeWriter{set.get(), "units"}(column.unit);
}

void Hdf5Writer::write_text(const std::string& path, const std::string& text) {
  const std::string bytes = text.empty() ? std::string(1, '\0') : text;
  const Handle type = detail::text_type(bytes.size());
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose, "make the space of " + path);
  const Handle layout = dataset_layout(0, 1);
  const Handle set(H5Dcreate2(state_->file.get(), path.c_str(), type.get(), space.get(),
                              H5P_DEFAULT, layout.get(), H5P_DEFAULT),
                   H5Dclose, "create " + path);
  check(H5Dwrite(set.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()),
        "write " + path);
  AttributeWriter{set.get(), "units"}(std::string());
}

std::vector<std::byte> Hdf5Writer::finish() {
  const hid_t file = state_->file.get();
  check(H5Fflush(file, H5F_SCOPE_GLOBAL), "flush the report");
  const ssize_t size = H5Fget_file_image(file, nullptr, 0);
  if (size <= 0) Handle::fail("size the report");
  std::vector<std::byte> image(static_cast<std::size_t>(size));
  if (H5Fget_file_image(file, image.data(), image.size()) != size) Handle::fail("copy the report");
  state_->file.close("close the report");
  renew_superblock_sum(image);
  return image;
}

}  // namespace shoal::reports
