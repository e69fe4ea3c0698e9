#include "agent/run/whole_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace livetap {

namespace {

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) {
      return false;
    }
    bytes.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
  }
  return ::fsync(file) == 0;
}

}  // namespace

Result<void> write_whole_file(const std::filesystem::path& path, std::string_view bytes) {
  const auto temporary = path.string() + ".new";
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  bool written = file >= 0 && write_all(file, bytes);
  int why = errno;
  if (file >= 0) {
    ::close(file);
  }
  if (written && ::rename(temporary.c_str(), path.c_str()) != 0) {
    why = errno;
    written = false;
  }
  if (!written) {
    if (file >= 0) {
      ::unlink(temporary.c_str());
    }
    return Error{ErrorKind::unavailable,
                 "cannot write " + path.string() + ": " + std::strerror(why),
                 "make room on the disk, and let the agent's user write in agent.state_dir", ""};
  }
  return {};
}

}  // namespace livetap
