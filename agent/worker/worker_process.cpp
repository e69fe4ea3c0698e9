#include "agent/worker/worker_process.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

#include "agent/worker/exit_reason.hpp"
#include "agent/worker/limits.hpp"
#include "agent/worker/line_splitter.hpp"
#include "agent/worker/spawn.hpp"

namespace livetap::worker {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t max_unsent_bytes = 4u << 20;
/// A flooding worker gets this much of the event loop a slice; then others have their turn. It is
/// the worker that drops meanwhile.
constexpr Milliseconds slice{100};
constexpr std::size_t max_slice_bytes = 8u << 20;
constexpr std::size_t max_slice_frames = 500;
/// After the end of a process: what it may still have in its socket and pipe.
constexpr std::size_t max_last_bytes = 1u << 20;
constexpr Milliseconds kill_wait{200};

}  // namespace

class WorkerProcess::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(asio::io_context& io, const Spawned& spawned, ProcessEvents events)
      : pid_(spawned.pid),
        events_(std::make_shared<ProcessEvents>(std::move(events))),
        socket_(io, asio::local::stream_protocol(), spawned.socket),
        stderr_(io, spawned.stderr_pipe),
        pidfd_(io, spawned.pidfd),
        pause_(io),
        lines_(max_log_bytes) {}

  void begin() {
    read();
    read_stderr();
    await_end();
  }

  void send(const Message& message) {
    if (!alive_ || !sane_) {
      return;
    }
    if (unsent_.size() > max_unsent_bytes) {
      sane_ = false;
      // Later: whoever sends is in the middle of something.
      return asio::post(socket_.get_executor(),
                        [self = shared_from_this()] { self->spoil("it reads no orders"); });
    }
    unsent_ += encode(message);
    if (writing_.empty()) {
      write();
    }
  }

  void kill() {
    if (alive_) {
      ::kill(-pid_, SIGKILL);
    }
  }

  /// Nobody listens any more: end it without a word.
  void abandon() {
    events_ = std::make_shared<ProcessEvents>();
    if (!alive_) {
      return;
    }
    kill();
    pollfd ended{pidfd_.native_handle(), POLLIN, 0};
    ::poll(&ended, 1, static_cast<int>(kill_wait.count()));
    reap();
    close();
  }

  pid_t pid() const { return alive_ ? pid_ : 0; }

 private:
  void read() {
    socket_.async_read_some(asio::buffer(buffer_),
                            [self = shared_from_this()](error_code error, std::size_t size) {
                              if (!error && self->alive_) {
                                self->take(size);
                                self->read_on();
                              }
                            });
  }

  void read_on() {
    const auto now = std::chrono::steady_clock::now();
    if (now - slice_began_ >= slice) {
      slice_began_ = now;
      slice_bytes_ = slice_frames_ = 0;
    }
    if (!alive_ || !sane_) {
      return;
    }
    if (slice_bytes_ < max_slice_bytes && slice_frames_ < max_slice_frames) {
      return read();
    }
    pause_.expires_at(slice_began_ + slice);
    pause_.async_wait([self = shared_from_this()](error_code error) {
      if (!error && self->alive_) {
        self->read();
      }
    });
  }

  void take(std::size_t size) {
    slice_bytes_ += size;
    frames_.append({buffer_.data(), size});
    while (sane_ && alive_) {
      auto frame = frames_.next();
      if (!frame) {
        return spoil(frame.error().message);
      }
      if (!*frame) {
        return;
      }
      ++slice_frames_;
      auto message = decode(**frame);
      if (!message) {
        return spoil(message.error().message);
      }
      // Held: what is called may destroy the owner, and with it what is called.
      if (const auto events = events_; events->said) {
        events->said(*std::move(message));
      }
    }
  }

  void spoil(const std::string& what) {
    sane_ = false;
    if (const auto events = events_; events->nonsense) {
      events->nonsense("the worker cannot be talked to: " + what);
    }
  }

  void write() {
    if (writing_.empty()) {
      writing_ = std::exchange(unsent_, {});
    }
    if (writing_.empty()) {
      return;
    }
    socket_.async_write_some(asio::buffer(writing_),
                             [self = shared_from_this()](error_code error, std::size_t size) {
                               if (error || !self->alive_) {
                                 return;  // its end is noticed by the pidfd
                               }
                               self->writing_.erase(0, size);
                               self->write();
                             });
  }

  void read_stderr() {
    stderr_.async_read_some(asio::buffer(stderr_buffer_),
                            [self = shared_from_this()](error_code error, std::size_t size) {
                              if (!error && self->alive_) {
                                self->take_stderr(size);
                                self->read_stderr();
                              }
                            });
  }

  void take_stderr(std::size_t size) {
    lines_.feed({stderr_buffer_.data(), size}, [this](std::string_view line) {
      if (const auto events = events_; events->wrote_to_stderr) {
        events->wrote_to_stderr(line);
      }
    });
  }

  void await_end() {
    pidfd_.async_wait(asio::posix::stream_descriptor::wait_read,
                      [self = shared_from_this()](error_code error) {
                        if (!error && self->alive_) {
                          self->over();
                        }
                      });
  }

  void over() {
    take_rest();
    if (!alive_) {
      return;  // abandoned by what was said last
    }
    const std::string how = reap();
    close();
    if (const auto events = events_; events->ended) {
      events->ended(how);
    }
  }

  void take_rest() {
    error_code error;
    socket_.non_blocking(true, error);
    for (std::size_t left = max_last_bytes; left > 0 && sane_;) {
      const auto size = socket_.read_some(asio::buffer(buffer_), error);
      if (error || size == 0) {
        break;
      }
      take(size);
      left -= std::min(left, size);
    }
    stderr_.non_blocking(true, error);
    for (std::size_t left = max_last_bytes; left > 0;) {
      const auto size = stderr_.read_some(asio::buffer(stderr_buffer_), error);
      if (error || size == 0) {
        break;
      }
      take_stderr(size);
      left -= std::min(left, size);
    }
  }

  std::string reap() {
    // Before the process is waited for, its number cannot belong to anybody else: the last moment
    // to end what it forked.
    ::kill(-pid_, SIGKILL);
    siginfo_t info{};
    alive_ = false;
    if (::waitid(P_PIDFD, static_cast<id_t>(pidfd_.native_handle()), &info, WEXITED | WNOHANG) !=
            0 ||
        info.si_pid == 0) {
      return "ended, nobody knows how";
    }
    return exit_in_words(info);
  }

  void close() {
    error_code ignored;
    socket_.close(ignored);
    stderr_.close(ignored);
    pidfd_.close(ignored);
    pause_.cancel();
  }

  const pid_t pid_;
  std::shared_ptr<ProcessEvents> events_;
  asio::local::stream_protocol::socket socket_;
  asio::posix::stream_descriptor stderr_;
  asio::posix::stream_descriptor pidfd_;
  asio::steady_timer pause_;
  LineSplitter lines_;
  FrameBuffer frames_;
  std::string unsent_;   // behind what is being written
  std::string writing_;  // untouched while a write is under way
  std::array<char, 65536> buffer_;
  std::array<char, 4096> stderr_buffer_;
  std::chrono::steady_clock::time_point slice_began_{};
  std::size_t slice_bytes_ = 0;
  std::size_t slice_frames_ = 0;
  bool alive_ = true;
  bool sane_ = true;
};

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::start(asio::io_context& io,
                                                            const std::string& program,
                                                            const std::string& name,
                                                            ProcessEvents events,
                                                            const char* argument) {
  auto spawned = spawn_worker(program, argument, name);
  if (!spawned) {
    return spawned.error();
  }
  try {
    auto impl = std::make_shared<Impl>(io, *spawned, std::move(events));
    impl->begin();
    return std::unique_ptr<WorkerProcess>(new WorkerProcess(std::move(impl)));
  } catch (const boost::system::system_error& thrown) {
    ::kill(-spawned->pid, SIGKILL);
    return Error{ErrorKind::unavailable, std::string("cannot watch a worker: ") + thrown.what(), "",
                 ""};
  }
}

WorkerProcess::~WorkerProcess() {
  impl_->abandon();
}

void WorkerProcess::send(const Message& message) {
  impl_->send(message);
}

void WorkerProcess::kill() {
  impl_->kill();
}

pid_t WorkerProcess::pid() const {
  return impl_->pid();
}

}  // namespace livetap::worker
