#include "reports/atomic_file.hpp"

#include "reports/report_error.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

namespace shoal::reports {
namespace {

namespace fs = std::filesystem;

constexpr int temporary_names = 100;
constexpr std::uintmax_t max_file_bytes = std::uintmax_t{4} << 30;
constexpr std::size_t write_bytes = std::size_t{1} << 24;

[[noreturn]] void fail(const std::string& problem, const fs::path& where, const std::string& what) {
  throw ReportError(ReportError::Kind::io, problem + " " + where.string() + ": " + what);
}

[[noreturn]] void fail_write(const fs::path& where, int error) {
  std::string what = std::strerror(error);
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
    what += "; free some space or write the report elsewhere with -o";
  } else {
    what += "; write the report to a folder that you may write to with -o";
  }
  fail("cannot write", where, what);
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  [[nodiscard]] bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

// Removes the temporary file unless it was renamed.
class Temporary {
 public:
  Temporary(Descriptor file, fs::path path) : file_(std::move(file)), path_(std::move(path)) {}
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (!renamed_) ::unlink(path_.c_str());
  }

  void write(std::span<const std::byte> bytes, const fs::path& target) {
    while (!bytes.empty()) {
      const std::size_t part = std::min(bytes.size(), write_bytes);
      const ssize_t done = ::write(file_.get(), bytes.data(), part);
      if (done < 0 && errno == EINTR) continue;
      if (done < 0) fail_write(target, errno);
      bytes = bytes.subspan(static_cast<std::size_t>(done));
    }
    if (::fsync(file_.get()) != 0) fail_write(target, errno);
    if (!file_.close()) fail_write(target, errno);
  }
  void rename_to(const fs::path& target) {
    if (::rename(path_.c_str(), target.c_str()) != 0) fail_write(target, errno);
    renamed_ = true;
  }

 private:
  Descriptor file_;
  fs::path path_;
  bool renamed_ = false;
};

Temporary open_temporary(const fs::path& target) {
  for (int i = 0; i < temporary_names; ++i) {
    fs::path path = target;
    path += ".part" + std::to_string(i);
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0) return Temporary(Descriptor(fd), std::move(path));
    if (errno != EEXIST) fail_write(target, errno);
  }
  fail("cannot write", target, "too many unfinished .part files lie beside it; remove them");
}

// The rename lasts through a crash only once the folder is synced. A folder that cannot be opened
// or synced (some network file systems) is left to its own pace.
void sync_folder(const fs::path& target) {
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() >= 0) ::fsync(fd.get());
}

fs::path final_target(const fs::path& target) {
  std::error_code error;
  const fs::path resolved = fs::is_symlink(target, error) ? fs::weakly_canonical(target) : target;
  const fs::file_status status = fs::status(resolved, error);
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    fail("cannot write", target, "it is no regular file; give another name with -o");
  }
  return resolved;
}

}  // namespace

void write_atomically(const fs::path& target, std::span<const std::byte> bytes) {
  const fs::path resolved = final_target(target);
  Temporary temporary = open_temporary(resolved);
  temporary.write(bytes, target);
  temporary.rename_to(resolved);
  sync_folder(resolved);
}

void check_target(const fs::path& target) { open_temporary(final_target(target)); }

std::vector<std::byte> read_whole(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) fail("cannot read", path, "there is no such file; check the name");
  if (!fs::is_regular_file(status)) fail("cannot read", path, "it is no regular file");
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) fail("cannot read", path, std::strerror(errno));
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) fail("cannot read", path, std::strerror(errno));
  if (static_cast<std::uintmax_t>(info.st_size) > max_file_bytes) {
    fail("cannot read", path, "it is larger than 4 GiB, which no report is");
  }
  std::vector<std::byte> bytes(static_cast<std::size_t>(info.st_size));
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t done = ::read(file.get(), bytes.data() + at, bytes.size() - at);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) fail("cannot read", path, std::strerror(errno));
    if (done == 0) bytes.resize(at);
    at += static_cast<std::size_t>(done);
  }
  return bytes;
}

}  // namespace shoal::reports
