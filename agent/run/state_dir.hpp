#pragma once

#include <filesystem>

#include "agent/model/error.hpp"

namespace livetap {

/// The agent's own folder, held for as long as this lives: made when it is not there, readable by
/// its owner only, and locked, so that two agents never share one.
class StateDir {
 public:
  static Result<StateDir> open(const std::filesystem::path& path);

  StateDir(StateDir&& other) noexcept;
  StateDir& operator=(StateDir&&) = delete;
  StateDir(const StateDir&) = delete;
  StateDir& operator=(const StateDir&) = delete;
  ~StateDir();

  const std::filesystem::path& path() const { return path_; }

 private:
  StateDir(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::filesystem::path path_;
  int lock_;
};

}  // namespace livetap
