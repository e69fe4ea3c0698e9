#include "net/dns_lookup.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <csignal>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

namespace livetap::net {
namespace {

namespace asio = boost::asio;
using Answer = NetResult<std::vector<std::string>>;

/// What a lookup's thread and its asker share; whoever is last to let go frees it.
class Record {
 public:
  explicit Record(std::string host) : host_(std::move(host)), ready_(::eventfd(0, EFD_CLOEXEC)) {}
  ~Record() {
    if (ready_ >= 0) ::close(ready_);
  }
  Record(const Record&) = delete;
  Record& operator=(const Record&) = delete;

  const std::string& host() const { return host_; }
  /// A descriptor of the caller's own that is readable once there is an answer; -1: none left.
  int open_ready() const { return ::fcntl(ready_, F_DUPFD_CLOEXEC, 0); }

  void finish(Answer answer) {
    const std::lock_guard lock(mutex_);
    answer_.emplace(std::move(answer));
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(ready_, &one, sizeof one);
  }
  std::optional<Answer> answer() const {
    const std::lock_guard lock(mutex_);
    return answer_;
  }

 private:
  const std::string host_;
  const int ready_;
  mutable std::mutex mutex_;
  std::optional<Answer> answer_;
};

Answer look_up(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  const int failure = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (failure != 0) {
    return NetError{NetErrorKind::dns,
                    "no address found for host " + host + ": " + ::gai_strerror(failure),
                    "check the host name"};
  }
  std::vector<std::string> ips;
  for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
    char text[NI_MAXHOST];
    if (::getnameinfo(entry->ai_addr, entry->ai_addrlen, text, sizeof text, nullptr, 0,
                      NI_NUMERICHOST) == 0) {
      ips.emplace_back(text);
    }
  }
  ::freeaddrinfo(found);
  return ips;
}

/// Signals stay with the program's own threads.
void start_thread(const std::shared_ptr<Record>& record) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    std::thread([record] {
      pthread_setname_np(pthread_self(), "livetap-dns");
      record->finish(look_up(record->host()));
    }).detach();
  } catch (const std::system_error& error) {
    record->finish(NetError{NetErrorKind::dns, std::string("no thread left to look up ") +
                                                   record->host() + ": " + error.what()});
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace

class DnsLookup::Impl : public std::enable_shared_from_this<DnsLookup::Impl> {
 public:
  explicit Impl(asio::io_context& context) : context_(context), ready_(context) {}

  void resolve(const std::string& host, std::uint16_t port, Done done) {
    cancel();
    done_ = std::move(done);
    boost::system::error_code not_ip;
    const auto address = asio::ip::make_address(host, not_ip);
    if (!not_ip) {
      finish_later(std::vector<Address>{{address.to_string(), port}});
      return;
    }
    if (!record_ || record_->host() != host) {
      record_ = std::make_shared<Record>(host);
      start_thread(record_);
    }
    await_record(port);
  }

  void cancel() {
    ++generation_;
    done_ = nullptr;
    boost::system::error_code ignored;
    ready_.close(ignored);
  }

 private:
  void await_record(std::uint16_t port) {
    boost::system::error_code error;
    ready_.assign(record_->open_ready(), error);
    if (error) {
      record_.reset();
      finish_later(NetError{NetErrorKind::dns, "no file descriptor left to look up a name"});
      return;
    }
    ready_.async_wait(asio::posix::stream_descriptor::wait_read,
                      [weak = weak_from_this(), port, generation = generation_](auto) {
                        const auto self = weak.lock();
                        if (self && self->generation_ == generation) self->take_answer(port);
                      });
  }

  void take_answer(std::uint16_t port) {
    const auto answer = record_->answer();
    record_.reset();
    if (!answer) return finish(NetError{NetErrorKind::dns, "the name lookup was interrupted"});
    if (!*answer) return finish(answer->error());
    std::vector<Address> addresses;
    for (const auto& ip : **answer) addresses.push_back({ip, port});
    finish(std::move(addresses));
  }

  void finish_later(NetResult<std::vector<Address>> result) {
    asio::post(context_,
               [weak = weak_from_this(), generation = generation_, result = std::move(result)] {
                 const auto self = weak.lock();
                 if (self && self->generation_ == generation) self->finish(result);
               });
  }

  void finish(NetResult<std::vector<Address>> result) {
    const Done done = std::move(done_);
    cancel();
    if (done) done(std::move(result));
  }

  asio::io_context& context_;
  asio::posix::stream_descriptor ready_;
  std::shared_ptr<Record> record_;
  Done done_;
  std::uint64_t generation_ = 0;
};

DnsLookup::DnsLookup(asio::io_context& context) : impl_(std::make_shared<Impl>(context)) {}
DnsLookup::~DnsLookup() {
  impl_->cancel();
}

void DnsLookup::resolve(const std::string& host, std::uint16_t port, Done done) {
  impl_->resolve(host, port, std::move(done));
}

void DnsLookup::cancel() {
  impl_->cancel();
}

}  // namespace livetap::net
