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
#include <tuple>
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
    what += "; free some space or write it elsewhere with -o";
  } else {
    what += "; write it to a folder that you may write to with -o";
  }
  fail("cannot write", where, what);
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

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

// A new file beside `target`: its name and descriptor.
std::pair<fs::path, int> open_beside(const fs::path& target) {
  for (int i = 0; i < temporary_names; ++i) {
    fs::path path = target;
    path += ".part" + std::to_string(i);
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0) return {std::move(path), fd};
    if (errno != EEXIST) fail_write(target, errno);
  }
  fail("cannot write", target, "too many unfinished .part files lie beside it; remove them");
}

}  // namespace

PartFile::PartFile(fs::path target) : target_(std::move(target)), place_(final_target(target_)) {
  std::tie(path_, descriptor_) = open_beside(place_);
}

PartFile::PartFile(PartFile&& other) noexcept
    : target_(std::move(other.target_)),
      place_(std::move(other.place_)),
      path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

PartFile::~PartFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(path_.c_str());
}

void PartFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const std::size_t part = std::min(bytes.size(), write_bytes);
    const ssize_t done = ::write(descriptor_, bytes.data(), part);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) fail_write(target_, errno);
    bytes = bytes.subspan(static_cast<std::size_t>(done));
  }
}

void PartFile::publish() {
  if (::fsync(descriptor_) != 0) fail_write(target_, errno);
  const bool closed = ::close(std::exchange(descriptor_, -1)) == 0;
  if (!closed || ::rename(path_.c_str(), place_.c_str()) != 0) {
    const int error = errno;
    ::unlink(path_.c_str());
    fail_write(target_, error);
  }
  sync_folder(place_);
}

void write_atomically(const fs::path& target, std::span<const std::byte> bytes) {
  PartFile file(target);
  file.write(bytes);
  file.publish();
}

void check_target(const fs::path& target) { const PartFile file(target); }

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
