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

// Throws ReportError (io) where write_atomically would fail at once: ask before a long run.
void check_target(const std::filesystem::path& target);

// Throws ReportError (io) where the file is missing, unreadable, no regular file or over 4 GiB.
std::vector<std::byte> read_whole(const std::filesystem::path& path);

}  // namespace shoal::reports
