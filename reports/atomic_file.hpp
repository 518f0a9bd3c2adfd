// Files that are wholly there or not at all.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

namespace shoal::reports {

// Writes to a temporary file beside the target, syncs it and renames it over the target; a symbolic
// link is followed. Throws ReportError (io) where that fails, with the target as it was and the
// temporary file removed. A target that exists and is no regular file is refused.
void write_atomically(const std::filesystem::path& target, std::span<const std::byte> bytes);

// A file under a temporary name beside its target until it is published; removed where it is not. A
// killed program leaves it behind (`target.part0`), and nothing under the target's name.
class PartFile {
 public:
  // Throws ReportError (io) where write_atomically would fail at once.
  explicit PartFile(std::filesystem::path target);
  ~PartFile();
  PartFile(PartFile&& other) noexcept;
  PartFile& operator=(PartFile&&) = delete;

  // What is written by others to this path counts too.
  const std::filesystem::path& path() const { return path_; }
  void write(std::span<const std::byte> bytes);
  // Syncs and renames over the target.
  void publish();

 private:
  std::filesystem::path target_;  // as named
  std::filesystem::path place_;   // symbolic links followed
  std::filesystem::path path_;
  int descriptor_ = -1;
};

// Throws ReportError (io) where write_atomically would fail at once: ask before a long run.
void check_target(const std::filesystem::path& target);

// Throws ReportError (io) where the file is missing, unreadable, no regular file or over 4 GiB.
std::vector<std::byte> read_whole(const std::filesystem::path& path);

}  // namespace shoal::reports
