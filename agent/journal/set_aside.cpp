#include "agent/journal/set_aside.hpp"

#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>

namespace livetap::journal {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kept_aside = 3;

/// A name that is free; such names sort by time.
fs::path free_name(const fs::path& file, WallTime now) {
  const auto seconds = std::chrono::system_clock::to_time_t(now);
  const auto ms = now.time_since_epoch().count() % 1000;
  const auto name =
      fmt::format("{}.damaged-{:%Y%m%dT%H%M%S}.{:03}Z", file.string(), fmt::gmtime(seconds), ms);
  fs::path path = name;
  std::error_code failed;
  for (int i = 2; fs::exists(path, failed) && i < 100; ++i) {
    path = fmt::format("{}-{:02}", name, i);
  }
  return path;
}

bool is_aside(const fs::path& path, const std::string& prefix) {
  const auto name = path.filename().string();
  return name.starts_with(prefix) && !name.ends_with("-wal") && !name.ends_with("-shm");
}

void keep_newest(const fs::path& file) {
  const auto aside = quarantined_files(file);
  for (std::size_t i = 0; i + kept_aside < aside.size(); ++i) {
    for (const auto* part : {"", "-wal", "-shm"}) {
      std::error_code failed;
      fs::remove(aside[i].string() + part, failed);
    }
  }
}

}  // namespace

fs::path set_aside(const fs::path& file, WallTime now) {
  std::error_code failed;
  const auto to = free_name(file, now);
  fs::rename(file, to, failed);
  if (failed) {
    return {};
  }
  // Without its -wal the file may lack what was written last; a new journal must not find it.
  fs::rename(file.string() + "-wal", to.string() + "-wal", failed);
  fs::remove(file.string() + "-shm", failed);
  keep_newest(file);
  return to;
}

std::vector<fs::path> quarantined_files(const fs::path& journal) {
  std::vector<fs::path> files;
  std::error_code failed;
  const auto prefix = journal.filename().string() + ".damaged-";
  for (const auto& entry : fs::directory_iterator(journal.parent_path(), failed)) {
    if (is_aside(entry.path(), prefix)) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace livetap::journal
