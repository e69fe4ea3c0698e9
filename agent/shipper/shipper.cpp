#include "agent/shipper/shipper.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "agent/model/clocks.hpp"
#include "agent/worker/backoff.hpp"
#include "agent/worker/clean_text.hpp"
#include "agent/worker/limits.hpp"
#include "agent/worker/worker_process.hpp"

namespace livetap::shipper {

namespace {

constexpr Milliseconds look_pause{1'000};

}  // namespace

class Shipper::Impl : public std::enable_shared_from_this<Shipper::Impl> {
 public:
  Impl(boost::asio::io_context& io, ShipperOptions options,
       std::function<void(const journal::JournalPosition&)> shipped)
      : io_(io), options_(std::move(options)), shipped_(std::move(shipped)), timer_(io) {}

  void start() {
    wanted_ = true;
    start_process();
    look_later();
  }

  void stop() {
    wanted_ = false;
    timer_.cancel();
    process_.reset();
  }

  ShipperStatus status() const {
    ShipperStatus status;
    status.report = report_;
    status.error = process_error_ ? process_error_ : report_.error;
    status.connected = process_ != nullptr && report_.connected && !status.error;
    status.text = status.error       ? in_words(*status.error)
                  : status.connected ? "connected"
                                     : "connecting";
    status.last_error = last_error_;
    status.restarts = starts_ > 0 ? starts_ - 1 : 0;
    return status;
  }

  pid_t pid() const { return process_ == nullptr ? 0 : process_->pid(); }

 private:
  void start_process() {
    worker::ProcessEvents events;
    events.said = [this](worker::Message&& message) { hear(message); };
    events.nonsense = [this](const std::string& what) { end_it(what); };
    events.wrote_to_stderr = [](std::string_view line) {
      spdlog::warn("history: {}", worker::clean_line(line, worker::max_log_bytes));
    };
    events.ended = [this](const std::string& how) { ended(how); };
    auto started = worker::WorkerProcess::start(io_, options_.program, "history", std::move(events),
                                                worker::shipper_argument);
    started_at_ = heard_at_ = clocks().steady;
    if (!started) {
      return fail(started.error());
    }
    ++starts_;
    process_ = std::move(*started);
    Orders orders{options_.journal.string(), options_.agent,  options_.url,
                  options_.password,         options_.schema, options_.retention,
                  options_.journal_age,      clocks(),        report_};
    process_->send(worker::Foreign{encode(orders)});
  }

  void hear(const worker::Message& message) {
    const auto* foreign = std::get_if<worker::Foreign>(&message);
    auto report = foreign == nullptr ? std::nullopt : decode_report(foreign->body);
    if (!report) {
      return end_it("it says what makes no sense");
    }
    heard_at_ = clocks().steady;
    process_error_.reset();
    const bool moved = report->done != report_.done;
    report_ = *std::move(report);
    note(report_.error);
    if (moved) {
      shipped_(report_.done);
    }
  }

  /// The rest comes with its end.
  void end_it(const std::string& why) {
    killed_because_ = why;
    process_->kill();
  }

  void ended(const std::string& how) {
    process_.reset();
    report_.connected = false;
    const auto why = killed_because_.empty() ? how : "killed: " + killed_because_;
    killed_because_.clear();
    fail({ErrorKind::internal, "the shipper of the history " + why, "it is started again", ""});
  }

  void fail(Error error) {
    process_error_ = std::move(error);
    note(process_error_);
    const auto now = clocks().steady;
    next_start_ = now + backoff_.failed(span_between(started_at_, now), worker::Backoff::longest);
  }

  void note(const std::optional<Error>& error) {
    if (error) {
      last_error_ = in_words(*error);
    }
  }

  void look_later() {
    timer_.expires_after(look_pause);
    timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
      const auto self = weak.lock();
      if (!cancelled && self != nullptr && self->wanted_) {
        self->look();
        self->look_later();
      }
    });
  }

  void look() {
    const auto now = clocks().steady;
    if (process_ == nullptr) {
      if (now >= next_start_) {
        start_process();
      }
      return;
    }
    process_->send(worker::Foreign{encode(Pulse{clocks()})});
    if (killed_because_.empty() && now - heard_at_ > options_.hung_after) {
      end_it("it hung: nothing was heard of it for " +
             std::to_string(options_.hung_after.count() / 1000) + " s");
    }
  }

  boost::asio::io_context& io_;
  const ShipperOptions options_;
  const std::function<void(const journal::JournalPosition&)> shipped_;
  boost::asio::steady_timer timer_;
  std::unique_ptr<worker::WorkerProcess> process_;
  worker::Backoff backoff_;
  Report report_;
  std::optional<Error> process_error_;
  std::string last_error_;
  std::string killed_because_;
  std::uint64_t starts_ = 0;
  SteadyTime started_at_{};
  SteadyTime heard_at_{};
  SteadyTime next_start_{};
  bool wanted_ = false;
};

Shipper::Shipper(boost::asio::io_context& io, ShipperOptions options,
                 std::function<void(const journal::JournalPosition&)> shipped)
    : impl_(std::make_shared<Impl>(io, std::move(options), std::move(shipped))) {}

Shipper::~Shipper() {
  impl_->stop();
}

void Shipper::start() {
  impl_->start();
}

void Shipper::stop() {
  impl_->stop();
}

ShipperStatus Shipper::status() const {
  return impl_->status();
}

pid_t Shipper::pid() const {
  return impl_->pid();
}

}  // namespace livetap::shipper
