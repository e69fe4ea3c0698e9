#include "agent/run/state_dir.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace livetap {

namespace {

Error unusable(const std::filesystem::path& path, const std::string& reason,
               const std::string& hint) {
  return {ErrorKind::config, "state_dir " + path.string() + ": " + reason, hint, "agent.state_dir"};
}

}  // namespace

Result<StateDir> StateDir::open(const std::filesystem::path& path) {
  const char* hint = "name a folder in agent.state_dir that the agent's user may write";
  std::error_code failed;
  const bool made = std::filesystem::create_directories(path, failed);
  if (failed) {
    return unusable(path, failed.message(), hint);
  }
  if (made) {
    std::filesystem::permissions(path, std::filesystem::perms::owner_all, failed);
  }
  const auto file = path / "agent.lock";
  const int lock = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) {
    return unusable(path, std::strerror(errno), hint);
  }
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return unusable(path, "another agent uses it",
                    "stop that agent, or give this one a state_dir of its own");
  }
  return StateDir(path, lock);
}

StateDir::StateDir(StateDir&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

StateDir::~StateDir() {
  if (lock_ >= 0) {
    ::close(lock_);
  }
}

}  // namespace livetap
