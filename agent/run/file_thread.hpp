#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "agent/model/error.hpp"
#include "agent/model/time.hpp"

namespace livetap {

/// Writes one file as a whole, again and again, in a thread of its own: write() only hands over.
/// The newest wins: what was handed over while the disk was busy is written next, or replaced by
/// what is newer. Owned by one thread; write() and last() are that thread's.
class FileThread {
 public:
  explicit FileThread(std::filesystem::path file);
  /// Waits for what was handed over, but for at most 1.5 s: a disk that hangs is left.
  ~FileThread();
  FileThread(const FileThread&) = delete;
  FileThread& operator=(const FileThread&) = delete;

  /// `bytes` is called in the thread.
  void write(std::function<std::string()> bytes);
  /// How the last write went; nothing before the first has ended.
  std::optional<Result<void>> last() const;

 private:
  struct Shared;
  static void run(const std::shared_ptr<Shared>& shared);

  std::shared_ptr<Shared> shared_;
};

}  // namespace livetap
