#include "agent/sink/http_push_socket.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "agent/sink/tcp_progress.hpp"

namespace livetap::sink {

namespace {

using Answer = net::NetResult<net::HttpResponse>;

/// Sooner than PushLink's 5 s: the client can tell which step took them.
constexpr std::chrono::milliseconds opening_limit{4500};
/// PushLink ends what makes no progress; this is for what never comes to an end.
constexpr std::chrono::minutes writing_limit{10};

/// Whether it may be the body that such an answer is about, and not the server's state.
bool may_be_about_the_body(int status) {
  return status == 400 || status == 413 || status == 422 || status == 500;
}

class HttpPushSocket final : public PushSocket,
                             public std::enable_shared_from_this<HttpPushSocket> {
 public:
  HttpPushSocket(boost::asio::io_context& context, const LiveOptions& options,
                 std::shared_ptr<net::AsyncHttpClient> client, PushListener& listener)
      : PushSocket(listener), context_(context), options_(options), client_(std::move(client)) {}

  void connect() override {
    later([](HttpPushSocket& self) { self.listener_->on_phase(LinkPhase::push); });
    send("", opening_limit, [](HttpPushSocket& self, int status, const std::string& location) {
      if (status != 200) return self.fail(self.judge(status, location));
      self.listener_->on_opened();
    });
  }

  void write(std::shared_ptr<const std::string> payload) override {
    if (busy_) {  // with an empty push, for a ping
      waiting_ = std::move(payload);
      return;
    }
    send(*payload, writing_limit,
         [](HttpPushSocket& self, int status, const std::string& location) {
           self.take_answer(status, location);
         });
  }

  void ping(std::uint32_t number) override {
    pinged_ = number;
    if (busy_) return;  // the answer will do
    if (std::exchange(answered_, false)) {
      return later([](HttpPushSocket& self) { self.tell_heard(); });
    }
    send("", writing_limit, [](HttpPushSocket& self, int status, const std::string& location) {
      if (status != 200) return self.fail(self.judge(status, location));
      self.tell_heard();
      if (self.listener_ != nullptr) self.write_waiting();
    });
  }

  void close() override {
    closing_ = true;
    if (!busy_) later([](HttpPushSocket& self) { self.finish_closing(); });
  }

  void abandon() override {
    listener_ = nullptr;
    client_->close();
  }

  std::uint64_t tcp_acked_bytes() override { return sink::tcp_acked_bytes(client_->socket()); }

 private:
  /// Never from inside a call of the listener's.
  template <class Action>
  void later(Action action) {
    boost::asio::post(context_, [self = shared_from_this(), action] {
      if (self->listener_ != nullptr) action(*self);
    });
  }

  template <class Next>
  void send(const std::string& body, std::chrono::milliseconds limit, Next next) {
    busy_ = true;
    net::HttpRequest request{"POST", push_target(options_), push_headers(options_), body};
    client_->send(std::move(request), std::chrono::steady_clock::now() + limit,
                  [self = shared_from_this(), next](Answer answer) {
                    if (self->listener_ == nullptr) return;
                    self->busy_ = false;
                    if (!answer) return self->fail(push_failure(answer.error()));
                    next(*self, answer->status, std::string(answer->header("location")));
                  });
  }

  void take_answer(int status, const std::string& location) {
    if (status != 200) {
      const auto failure = judge(status, location);
      return may_be_about_the_body(status) ? look_into(failure) : fail(failure);
    }
    answered_ = true;
    if (pinged_) tell_heard();
    if (listener_ != nullptr) listener_->on_written();
    if (listener_ != nullptr && closing_) finish_closing();
  }

  /// Whether it was the body, or is the server.
  void look_into(const LinkFailure& refusal) {
    send("", opening_limit,
         [refusal](HttpPushSocket& self, int status, const std::string& location) {
           if (status != 200) return self.fail(self.judge(status, location));
           self.answered_ = true;
           if (self.pinged_) self.tell_heard();
           if (self.listener_ != nullptr) self.listener_->on_refused(refusal);
           if (self.listener_ != nullptr && self.closing_) self.finish_closing();
         });
  }

  void tell_heard() { listener_->on_heard(std::exchange(pinged_, std::nullopt)); }

  void write_waiting() {
    if (const auto payload = std::exchange(waiting_, nullptr)) return write(payload);
    if (closing_) finish_closing();
  }

  LinkFailure judge(int status, const std::string& location) const {
    return judge_push(status, location, push_target(options_));
  }

  boost::asio::io_context& context_;
  const LiveOptions options_;
  const std::shared_ptr<net::AsyncHttpClient> client_;
  std::shared_ptr<const std::string> waiting_;
  std::optional<std::uint32_t> pinged_;
  bool busy_ = false;
  bool answered_ = false;  // a body was, since the last ping
  bool closing_ = false;
};

}  // namespace

std::shared_ptr<PushSocket> make_http_push_socket(boost::asio::io_context& context,
                                                  const LiveOptions& options,
                                                  std::shared_ptr<net::AsyncHttpClient> client,
                                                  PushListener& listener) {
  return std::make_shared<HttpPushSocket>(context, options, std::move(client), listener);
}

LinkFailure push_failure(const net::NetError& error) {
  switch (error.kind) {
    case net::NetErrorKind::refused:
      return {LinkFault::refused, error.message,
              "is Grafana running, and is grafana.url its address?"};
    case net::NetErrorKind::dns:
      return {LinkFault::dns, error.message, "check grafana.url"};
    case net::NetErrorKind::timeout:
      return {LinkFault::timeout, error.message,
              "check grafana.url, and whether a firewall swallows the packets"};
    case net::NetErrorKind::tls:
      return {LinkFault::tls, error.message, "grafana.tls.ca_file names the authority to trust"};
    case net::NetErrorKind::protocol:
    case net::NetErrorKind::too_large:
      return {LinkFault::not_websocket, error.message,
              "something other than Grafana answers there: check grafana.url"};
    case net::NetErrorKind::cancelled:
    case net::NetErrorKind::reset:
      break;
  }
  return {LinkFault::reset, error.message, ""};
}

std::vector<net::HttpHeader> push_headers(const LiveOptions& options) {
  std::vector<net::HttpHeader> headers;
  if (auto value = authorization(options); !value.empty()) {
    headers.push_back({"Authorization", std::move(value)});
  }
  return headers;
}

}  // namespace livetap::sink
