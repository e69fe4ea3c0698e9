#include "agent/sink/live_sink.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "agent/sink/http_body.hpp"
#include "agent/sink/http_push_socket.hpp"
#include "agent/sink/live_queue.hpp"
#include "agent/sink/push_socket.hpp"
#include "agent/sink/refusal_log.hpp"

namespace livetap::sink {
namespace asio = boost::asio;

class LiveSink::Impl final : public PushListener, public std::enable_shared_from_this<Impl> {
 public:
  Impl(asio::io_context& context, LiveOptions options)
      : context_(context),
        options_(std::move(options)),
        timer_(context),
        lookup_(std::make_shared<net::DnsLookup>(context)),
        link_(net::seeded_random()) {}

  void start() { resume(link_event::Start{}); }

  void push(LiveMessage message) {
    queue_.push(std::move(message));
    if (!by_post()) return write_next();
    // What this turn of the event loop brings goes in one body.
    if (std::exchange(write_posted_, true)) return;
    asio::post(context_, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) {
        self->write_posted_ = false;
        self->write_next();
      }
    });
  }

  void stop(std::function<void()> done) {
    stopped_ = std::move(done);
    if (link_.state() == LinkState::stopped) return finish();
    resume(link_event::Stop{});
  }

  /// The owner goes without having waited for stop().
  void abandon() {
    stopped_ = nullptr;
    timer_.cancel();
    drop_socket();
  }

  LiveStatus status() const {
    LiveStatus status;
    status.state = link_.state();
    status.text = describe();
    if (status.state == LinkState::open) status.connected_since = connected_since_;
    status.last_error = last_error_;
    status.connections = connections_;
    status.counters = queue_.counters();
    return status;
  }

 private:
  void on_phase(LinkPhase phase) override { resume(link_event::Phase{phase}); }
  void on_opened() override { resume(link_event::Opened{}); }
  void on_failed(const LinkFailure& failure) override { resume(link_event::Failed{failure}); }
  void on_heard(std::optional<std::uint32_t> pong) override {
    resume(link_event::Heard{pong});
    write_next();
  }
  void on_written() override {
    writing_ = false;
    body_.answered(std::chrono::steady_clock::now() - written_at_);
    queue_.delivered();
    resume(link_event::WriteEnded{});
    write_next();
  }
  void on_refused(const LinkFailure& failure) override {
    writing_ = false;
    body_.refused(queue_.taken());
    if (queue_.taken() > 1) {
      queue_.failed();
    } else {
      const auto now = std::chrono::steady_clock::now();
      if (const auto line = refusals_.refused(*queue_.first_taken(), failure, now)) {
        spdlog::warn("grafana {}: {}", push_address(options_), *line);
      }
      queue_.refused();
    }
    resume(link_event::WriteEnded{});
    write_next();
  }
  void on_closed() override { resume(link_event::Closed{}); }

  void resume(const LinkEvent& event) {
    for (const auto& action : link_.resume(event, std::chrono::steady_clock::now())) {
      carry_out(action);
    }
    arm_timer();
  }

  void carry_out(const LinkAction& action) {
    switch (action.kind) {
      case LinkAction::Kind::connect:
        return connect();
      case LinkAction::Kind::opened:
        return opened();
      case LinkAction::Kind::ping:
        return socket_->ping(action.number);
      case LinkAction::Kind::close:
        return socket_->close();
      case LinkAction::Kind::abandon:
        return drop_socket();
      case LinkAction::Kind::stopped:
        return finish();
      case LinkAction::Kind::info:
        return spdlog::info("grafana {}: {}", push_address(options_), action.text);
      case LinkAction::Kind::warn:
        return spdlog::warn("grafana {}: {}", push_address(options_), action.text);
    }
  }

  bool by_post() const { return options_.transport == LiveTransport::http; }

  void connect() {
    if (by_post()) return connect_for_posts();
    auto made = make_push_socket(context_, options_, lookup_, tries_++, *this);
    if (made) {
      socket_ = *made;
      return socket_->connect();
    }
    const LinkFailure failure{LinkFault::tls, made.error().message, "check grafana.tls.ca_file"};
    asio::post(context_, [weak = weak_from_this(), failure] {
      if (const auto self = weak.lock()) self->resume(link_event::Failed{failure});
    });
  }

  void connect_for_posts() {
    if (!client_) {
      constexpr std::size_t longest_answer = 64 * 1024;
      client_ = std::make_shared<net::AsyncHttpClient>(
          context_, net::HttpClientOptions{
                        .url = options_.url, .tls = options_.tls, .body_limit = longest_answer});
    }
    socket_ = make_http_push_socket(context_, options_, client_, *this);
    socket_->connect();
  }

  void opened() {
    ++connections_;
    connected_since_ = std::chrono::system_clock::now();
    queue_.resend_kept();
    write_next();
  }

  void write_next() {
    const auto size = queue_.next_size();
    if (!size || !link_.writable(*size)) return;
    const auto payload = by_post() ? body_.next(queue_) : queue_.take()->payload;
    writing_ = true;
    written_at_ = std::chrono::steady_clock::now();
    resume(link_event::WriteBegan{payload->size()});
    socket_->write(payload);
  }

  void drop_socket() {
    if (writing_) queue_.failed();
    writing_ = false;
    if (socket_) socket_->abandon();
    socket_.reset();
    if (link_.failure()) last_error_ = link_.failure()->text();
  }

  void finish() {
    timer_.cancel();
    if (!stopped_) return;
    asio::post(context_, [done = std::move(stopped_)] { done(); });
    stopped_ = nullptr;
  }

  void arm_timer() {
    const auto at = link_.wake_at();
    if (at == armed_for_) return;
    armed_for_ = at;
    timer_.cancel();
    if (at == PushLink::Time::max()) return;
    timer_.expires_at(at);
    timer_.async_wait([weak = weak_from_this()](const auto& error) {
      const auto self = weak.lock();
      if (!self || error) return;
      self->armed_for_ = PushLink::Time::max();
      const auto acked = self->socket_ ? self->socket_->tcp_acked_bytes() : 0;
      self->resume(link_event::Tick{acked});
    });
  }

  std::string describe() const {
    switch (link_.state()) {
      case LinkState::idle:
        return "not started";
      case LinkState::open:
        return "connected";
      case LinkState::closing:
        return "ending";
      case LinkState::stopped:
        return "stopped";
      case LinkState::connecting:
      case LinkState::waiting:
        break;
    }
    return link_.failure() ? link_.failure()->text() : "connecting";
  }

  asio::io_context& context_;
  const LiveOptions options_;
  asio::steady_timer timer_;
  const std::shared_ptr<net::DnsLookup> lookup_;
  LiveQueue queue_;
  PushLink link_;
  HttpBody body_;
  RefusalLog refusals_;
  std::shared_ptr<net::AsyncHttpClient> client_;
  std::shared_ptr<PushSocket> socket_;
  std::function<void()> stopped_;
  PushLink::Time armed_for_ = PushLink::Time::max();
  unsigned tries_ = 0;
  bool writing_ = false;
  bool write_posted_ = false;
  std::chrono::steady_clock::time_point written_at_{};
  std::uint64_t connections_ = 0;
  std::chrono::system_clock::time_point connected_since_{};
  std::string last_error_;
};

LiveSink::LiveSink(asio::io_context& context, LiveOptions options)
    : impl_(std::make_shared<Impl>(context, std::move(options))) {}
LiveSink::~LiveSink() {
  impl_->abandon();
}

void LiveSink::start() {
  impl_->start();
}
void LiveSink::push(LiveMessage message) {
  impl_->push(std::move(message));
}
void LiveSink::stop(std::function<void()> done) {
  impl_->stop(std::move(done));
}
LiveStatus LiveSink::status() const {
  return impl_->status();
}

}  // namespace livetap::sink
