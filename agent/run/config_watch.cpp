#include "agent/run/config_watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <set>
#include <string_view>
#include <utility>

namespace livetap {

namespace {

constexpr std::chrono::milliseconds quiet{500};
constexpr std::uint32_t changes =
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_ONLYDIR;

bool is_config(std::string_view name) {
  return name.ends_with(".yaml") || name.ends_with(".yml") || name.starts_with("..");
}

Error cannot_watch(const std::string& what) {
  return {ErrorKind::unavailable, "cannot watch the config: " + what + ": " + std::strerror(errno),
          "see sysctl fs.inotify; a reload can be asked for by SIGHUP all the same", ""};
}

}  // namespace

class ConfigWatch::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(boost::asio::io_context& io, std::function<void()> changed)
      : changed_(std::move(changed)), notifications_(io), timer_(io) {}

  Result<void> watch(const std::vector<std::filesystem::path>& folders) {
    close();
    const int descriptor = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (descriptor < 0) {
      return cannot_watch("inotify");
    }
    notifications_.assign(descriptor);
    for (const auto& folder : std::set(folders.begin(), folders.end())) {
      const auto path = folder.empty() ? std::string(".") : folder.string();
      if (::inotify_add_watch(descriptor, path.c_str(), changes) < 0) {
        const auto failed = cannot_watch(path);
        close();
        return failed;
      }
    }
    read();
    return {};
  }

  void close() {
    boost::system::error_code ignored;
    notifications_.close(ignored);
    timer_.cancel();
  }

 private:
  void read() {
    notifications_.async_read_some(
        boost::asio::buffer(buffer_),
        [weak = weak_from_this()](const boost::system::error_code& error, std::size_t size) {
          const auto self = weak.lock();
          if (self && !error) {
            self->take(size);
            self->read();
          }
        });
  }

  void take(std::size_t size) {
    for (std::size_t at = 0; at + sizeof(inotify_event) <= size;) {
      inotify_event event{};
      std::memcpy(&event, buffer_.data() + at, sizeof event);
      const std::string_view name(event.len > 0 ? buffer_.data() + at + sizeof event : "");
      if (is_config(name) || (event.mask & IN_Q_OVERFLOW) != 0) {
        wait_for_quiet();
      }
      at += sizeof event + event.len;
    }
  }

  void wait_for_quiet() {
    timer_.expires_after(quiet);
    timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
      const auto self = weak.lock();
      if (self && !cancelled) {
        self->changed_();
      }
    });
  }

  const std::function<void()> changed_;
  boost::asio::posix::stream_descriptor notifications_;
  boost::asio::steady_timer timer_;
  alignas(inotify_event) std::array<char, 8192> buffer_{};
};

ConfigWatch::ConfigWatch(boost::asio::io_context& io, std::function<void()> changed)
    : impl_(std::make_shared<Impl>(io, std::move(changed))) {}

ConfigWatch::~ConfigWatch() {
  impl_->close();
}

Result<void> ConfigWatch::watch(const std::vector<std::filesystem::path>& folders) {
  return impl_->watch(folders);
}

}  // namespace livetap
