#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "agent/model/time.hpp"
#include "agent/model/warning.hpp"

namespace livetap::journal {

/// Warns when a disk will be full within a day at the rate at which its free space shrank lately:
/// over the last hour, ten minutes at least. Ends when there is room for 30 hours again. A full
/// disk is warned about at once. I/O-free.
class DiskWatch {
 public:
  /// `file`: what lies on the disk.
  explicit DiskWatch(std::string file) : file_(std::move(file)) {}

  /// The free bytes now; may come at any rate.
  void see(SteadyTime now, std::uint64_t free_bytes);

  std::optional<Warning> warning() const;

 private:
  struct Seen {
    SteadyTime at;
    std::uint64_t free = 0;
  };

  std::optional<Milliseconds> time_left() const;

  const std::string file_;
  std::deque<Seen> seen_;  // one a minute, the oldest first
  Seen newest_;
  std::optional<Milliseconds> left_;  // while it warns
};

}  // namespace livetap::journal
