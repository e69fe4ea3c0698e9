#include "agent/web/stream_hub.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <utility>

namespace livetap::web {

namespace {

constexpr std::chrono::milliseconds frame_pause{100};
constexpr std::chrono::seconds status_every{1};

}  // namespace

class StreamHub::Impl {
 public:
  Impl(boost::asio::io_context& io, StreamSource source)
      : source_(std::move(source)), frame_timer_(io), status_timer_(io) {}

  void add(const std::shared_ptr<StreamReader>& reader) {
    if (readers_.empty()) {
      source_.forget_changes();
      await_status();
    }
    readers_.push_back(reader);
    lost_ += reader->send(std::make_shared<const std::string>(source_.greeting()));
  }

  void remove(const StreamReader* reader) {
    std::erase_if(readers_, [&](const auto& each) {
      const auto there = each.lock();
      return !there || there.get() == reader;
    });
    if (readers_.empty()) {
      frame_timer_.cancel();
      status_timer_.cancel();
      armed_ = false;
    }
  }

  void wake() {
    if (readers_.empty() || armed_) {
      return;
    }
    armed_ = true;
    frame_timer_.expires_after(frame_pause);
    frame_timer_.async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled) {
        armed_ = false;
        send();
      }
    });
  }

  void status_changed() {
    status_due_ = true;
    wake();
  }

  std::size_t readers() const { return readers_.size(); }
  std::uint64_t lost() const { return lost_; }

 private:
  void await_status() {
    status_timer_.expires_after(status_every);
    status_timer_.async_wait([this](const boost::system::error_code& cancelled) {
      if (!cancelled) {
        status_changed();
        await_status();
      }
    });
  }

  void send() {
    auto text = source_.changes();
    if (std::exchange(status_due_, false)) {
      text += source_.status();
    }
    if (text.empty()) {
      return;
    }
    const auto frame = std::make_shared<const std::string>(std::move(text));
    const auto readers = readers_;  // a send may take a reader away
    for (const auto& each : readers) {
      if (const auto reader = each.lock()) {
        lost_ += reader->send(frame);
      }
    }
  }

  StreamSource source_;
  boost::asio::steady_timer frame_timer_;
  boost::asio::steady_timer status_timer_;
  std::vector<std::weak_ptr<StreamReader>> readers_;
  bool armed_ = false;
  bool status_due_ = false;
  std::uint64_t lost_ = 0;
};

StreamHub::StreamHub(boost::asio::io_context& io, StreamSource source)
    : impl_(std::make_unique<Impl>(io, std::move(source))) {}
StreamHub::~StreamHub() = default;

void StreamHub::add(const std::shared_ptr<StreamReader>& reader) {
  impl_->add(reader);
}
void StreamHub::remove(const StreamReader* reader) {
  impl_->remove(reader);
}
void StreamHub::wake() {
  impl_->wake();
}
void StreamHub::status_changed() {
  impl_->status_changed();
}
std::size_t StreamHub::readers() const {
  return impl_->readers();
}
std::uint64_t StreamHub::lost_frames() const {
  return impl_->lost();
}

}  // namespace livetap::web
