// The HDF5 C API, owned. Included by the sources of reports/ that read and write HDF5 and nowhere
// else.
// The library's serial build keeps global state: use one writer or reader at a time.
#pragma once

#include "reports/report_error.hpp"
#include "reports/table.hpp"

#include <hdf5.h>

#include <cstddef>
#include <string>
#include <utility>

namespace shoal::reports::detail {

class Handle {
 public:
  using Close = herr_t (*)(hid_t);

  Handle() = default;
  // Throws ReportError where `id` is no valid identifier.
  Handle(hid_t id, Close closer, const std::string& what) : id_(id), close_(closer) {
    if (id < 0) fail(what);
  }
  Handle(Handle&& other) noexcept
      : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  hid_t get() const { return id_; }
  // Closes now and throws ReportError where that fails.
  void close(const std::string& what) {
    if (close_(std::exchange(id_, H5I_INVALID_HID)) < 0) fail(what);
  }

  [[noreturn]] static void fail(const std::string& what) {
    throw ReportError(ReportError::Kind::content, "HDF5 could not " + what);
  }

 private:
  hid_t id_ = H5I_INVALID_HID;
  Close close_ = nullptr;
};

inline void check(herr_t status, const std::string& what) {
  if (status < 0) Handle::fail(what);
}

// HDF5 prints no errors of its own, and loads no filters from elsewhere. It does nothing at the end
// of the program either: there 1.10.8 closes files that it could not close on a full disk a second
// time, and crashes. We close all that we open.
inline void quieten() {
  H5dont_atexit();  // before the library is initialised; later calls change nothing
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  H5PLset_loading_state(0);
}

// HDF5 does not convert between its two character sets: a reader takes the stored one.
inline Handle text_type(std::size_t width, H5T_cset_t set = H5T_CSET_UTF8) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "make a text type");
  check(H5Tset_size(type.get(), width), "size a text type");
  check(H5Tset_cset(type.get(), set), "set the characters of a text type");
  check(H5Tset_strpad(type.get(), H5T_STR_NULLPAD), "pad a text type");
  return type;
}

}  // namespace shoal::reports::detail
