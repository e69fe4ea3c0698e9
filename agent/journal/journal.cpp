#include "agent/journal/journal.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <system_error>
#include <thread>
#include <utility>

#include "agent/journal/journal_thread.hpp"
#include "agent/model/clocks.hpp"

namespace livetap::journal {

class Journal::Impl : public std::enable_shared_from_this<Journal::Impl> {
 public:
  Impl(boost::asio::io_context& io, JournalOptions options)
      : io_(io),
        options_(std::move(options)),
        shared_(std::make_shared<JournalThread>(options_)),
        timer_(io) {}

  /// The owner goes, with or without having waited for stop().
  void abandon() {
    timer_.cancel();
    shared_->forget();
    shared_->stop();
    if (!thread_.joinable()) {
      return;
    }
    if (shared_->wait(options_.stop_timeout)) {
      thread_.join();
    } else {
      thread_.detach();  // the disk hangs; the process ends without it
    }
  }

  void open(std::function<void(JournalContents&&)> done) {
    opened_ = std::move(done);
    const auto opened = [weak = weak_from_this(), &io = io_](JournalContents&& contents) {
      boost::asio::post(io, [weak, contents = std::move(contents)]() mutable {
        if (const auto self = weak.lock()) {
          self->finish_open(std::move(contents));
        }
      });
    };
    const auto ended = [weak = weak_from_this(), &io = io_] {
      boost::asio::post(io, [weak] {
        if (const auto self = weak.lock()) {
          self->finish_stop();
        }
      });
    };
    try {
      thread_ = std::thread([shared = shared_, opened, ended] { shared->run(opened, ended); });
    } catch (const std::system_error& error) {
      shared_->give_up(std::string("no thread left for the journal: ") + error.what());
      opened({});
      return;
    }
    call_after(options_.open_timeout, [this] {
      spdlog::error("{}: the disk does not answer; probes start without their state",
                    options_.file.string());
      finish_open({});
    });
  }

  void stop(std::function<void()> done) {
    opened_ = nullptr;
    stopped_ = std::move(done);
    shared_->stop();
    call_after(thread_.joinable() ? options_.stop_timeout : Milliseconds(0),
               [this] { finish_stop(); });
  }

  JournalThread& shared() { return *shared_; }

 private:
  void call_after(Milliseconds time, std::function<void()> then) {
    timer_.expires_after(time);
    timer_.async_wait([then = std::move(then)](const boost::system::error_code& cancelled) {
      if (!cancelled) {
        then();
      }
    });
  }

  void finish_open(JournalContents&& contents) {
    if (const auto done = std::exchange(opened_, nullptr)) {
      timer_.cancel();
      done(std::move(contents));
    }
  }

  void finish_stop() {
    if (const auto done = std::exchange(stopped_, nullptr)) {
      timer_.cancel();
      done();
    }
  }

  boost::asio::io_context& io_;
  const JournalOptions options_;
  const std::shared_ptr<JournalThread> shared_;
  std::thread thread_;
  boost::asio::steady_timer timer_;
  std::function<void(JournalContents&&)> opened_;
  std::function<void()> stopped_;
};

Journal::Journal(boost::asio::io_context& io, JournalOptions options)
    : impl_(std::make_shared<Impl>(io, std::move(options))) {}

Journal::~Journal() {
  impl_->abandon();
}

void Journal::open(std::function<void(JournalContents&&)> done) {
  impl_->open(std::move(done));
}

void Journal::put(std::string owner, Commit&& commit) {
  impl_->shared().put({std::move(owner), std::move(commit), clocks().wall});
}

bool Journal::put(Sample&& sample) {
  JournalItem item{"", {}, clocks().wall};
  item.samples.push_back(std::move(sample));
  return impl_->shared().put(std::move(item));
}

bool Journal::begin_slot(Sample&& sample) {
  JournalItem item{"", {}, clocks().wall};
  item.running.push_back(std::move(sample));
  return impl_->shared().put(std::move(item));
}

void Journal::shipped(const JournalPosition& position) {
  impl_->shared().shipped(position);
}

void Journal::stop(std::function<void()> done) {
  impl_->stop(std::move(done));
}

JournalStatus Journal::status() const {
  return impl_->shared().status();
}

}  // namespace livetap::journal
