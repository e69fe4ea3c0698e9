#include "tests/support/free_port.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <random>
#include <stdexcept>
#include <string>
#include <system_error>

namespace livetap::test {
namespace {

constexpr int kFirst = 15000;
constexpr int kLast = 31999;
constexpr int kAttempts = 1000;

std::filesystem::path lock_folder() {
  const auto folder =
      std::filesystem::temp_directory_path() / ("livetap-ports-" + std::to_string(::getuid()));
  std::error_code ignored;
  std::filesystem::create_directory(folder, ignored);
  return folder;
}

bool can_listen(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return false;
  const int on = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  const bool bound =
      ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(socket);
  return bound;
}

}  // namespace

FreePort::FreePort() {
  const auto folder = lock_folder();
  std::random_device random;
  std::uniform_int_distribution<int> any(kFirst, kLast);
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const auto port = static_cast<std::uint16_t>(any(random));
    const auto file = folder / std::to_string(port);
    const int lock = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0) throw std::runtime_error("cannot lock a port in " + folder.string());
    if (::flock(lock, LOCK_EX | LOCK_NB) == 0 && can_listen(port)) {
      number_ = port;
      lock_ = lock;
      return;
    }
    ::close(lock);
  }
  throw std::runtime_error("no free port between 15000 and 31999");
}

// The lock file stays: taking it away would let two processes lock two files of one name.
FreePort::~FreePort() {
  ::close(lock_);
}

}  // namespace livetap::test
