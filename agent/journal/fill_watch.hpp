#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "agent/model/warning.hpp"

namespace livetap::journal {

/// Warns before the cap on the journal's size deletes rows that would be missed: with a shipper
/// those that it has not shipped, without one all. From 80 % of the cap on, until below 75 %.
/// I/O-free.
class FillWatch {
 public:
  /// `file`: its name; `shipped`: there is a shipper.
  FillWatch(std::string file, std::uint64_t max_bytes, bool shipped);

  /// Below this many bytes in the file nothing needs to be known of its rows.
  std::uint64_t low_bytes() const;

  /// The bytes of the rows that would be missed.
  void see(std::uint64_t bytes);

  std::optional<Warning> warning() const;

 private:
  const std::string file_;
  const std::uint64_t max_bytes_;
  const bool shipped_;
  std::uint64_t bytes_ = 0;
  bool warns_ = false;
};

}  // namespace livetap::journal
