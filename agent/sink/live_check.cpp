#include "agent/sink/live_check.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>

#include "agent/sink/http_push_socket.hpp"
#include "agent/sink/push_socket.hpp"
#include "net/http_client.hpp"

namespace livetap::sink {
namespace {

using Clock = std::chrono::steady_clock;

ErrorKind kind_of(const LinkFailure& failure) {
  switch (failure.fault) {
    case LinkFault::refused:
    case LinkFault::reset:
    case LinkFault::dns:
      return ErrorKind::unavailable;
    case LinkFault::silent:
    case LinkFault::timeout:
      return ErrorKind::timeout;
    case LinkFault::tls:
      return ErrorKind::config;
    case LinkFault::auth:
      return ErrorKind::auth;
    case LinkFault::not_websocket:
      break;
  }
  if (failure.status >= 500) return ErrorKind::unavailable;
  return failure.status >= 300 ? ErrorKind::config : ErrorKind::protocol;
}

Error to_error(const LiveOptions& options, const LinkFailure& failure) {
  return {kind_of(failure), push_address(options) + ": " + failure.message, failure.hint, ""};
}

/// Opens the WebSocket once and closes it.
class UpgradeTry final : public PushListener {
 public:
  explicit UpgradeTry(const LiveOptions& options)
      : options_(options), lookup_(std::make_shared<net::DnsLookup>(context_)) {}

  std::optional<Error> run(Clock::time_point deadline) {
    auto made = make_push_socket(context_, options_, lookup_, 0, *this);
    if (!made) return to_error(options_, push_failure(made.error()));
    const auto socket = *made;
    socket->connect();
    wait(deadline);
    if (opened_) {
      socket->close();
      // The verdict stands; this is only to leave politely.
      wait(std::min(deadline, Clock::now() + std::chrono::milliseconds(500)));
    }
    socket->abandon();
    context_.restart();
    context_.poll();
    if (opened_) return std::nullopt;
    if (failure_) return to_error(options_, *failure_);
    return Error{ErrorKind::timeout,
                 push_address(options_) + ": no answer in time, while " + doing(),
                 "check grafana.url, and whether a firewall swallows the packets", ""};
  }

 private:
  void on_phase(LinkPhase phase) override { phase_ = phase; }
  void on_opened() override { opened_ = ready_ = true; }
  void on_failed(const LinkFailure& failure) override {
    failure_ = failure;
    ready_ = true;
  }
  void on_heard(std::optional<std::uint32_t>) override {}
  void on_written() override {}
  void on_refused(const LinkFailure&) override {}
  void on_closed() override { ready_ = true; }

  void wait(Clock::time_point deadline) {
    ready_ = false;
    context_.restart();
    while (!ready_ && Clock::now() < deadline) context_.run_one_until(deadline);
  }

  std::string doing() const {
    switch (phase_) {
      case LinkPhase::resolve:
        return "looking up the name";
      case LinkPhase::connect:
        return "connecting";
      case LinkPhase::tls:
        return "shaking TLS hands";
      case LinkPhase::handshake:
        return "upgrading to WebSocket";
      case LinkPhase::push:
        return "pushing";
    }
    return "connecting";
  }

  boost::asio::io_context context_{1};
  const LiveOptions options_;
  const std::shared_ptr<net::DnsLookup> lookup_;
  LinkPhase phase_ = LinkPhase::resolve;
  bool ready_ = false;
  bool opened_ = false;
  std::optional<LinkFailure> failure_;
};

std::optional<Error> judge_empty_push(const net::HttpResponse& answer, const LiveOptions& options) {
  if (answer.status == 200) return std::nullopt;
  const auto failure = judge_push(answer.status, answer.header("location"), push_target(options));
  return to_error(options, failure);
}

/// How many channels of our stream Grafana lists; nothing when the answer is no such list.
std::optional<std::size_t> count_channels(const std::string& body, const std::string& stream) {
  boost::system::error_code error;
  const auto parsed = boost::json::parse(body, error);
  if (error || !parsed.is_object()) return std::nullopt;
  const auto* channels = parsed.as_object().if_contains("channels");
  if (channels == nullptr || !channels->is_array()) return std::nullopt;
  const auto prefix = "stream/" + stream + "/";
  std::size_t count = 0;
  for (const auto& entry : channels->as_array()) {
    const auto* object = entry.if_object();
    const auto* name = object != nullptr ? object->if_contains("channel") : nullptr;
    if (name != nullptr && name->is_string() && name->as_string().starts_with(prefix)) ++count;
  }
  return count;
}

void ask_for_channels(net::HttpClient& client, const std::vector<net::HttpHeader>& headers,
                      const LiveOptions& options, Clock::time_point deadline, LiveCheck& check) {
  const auto answer = client.get(list_target(options), headers, deadline);
  const auto count =
      answer && answer->status == 200 ? count_channels(answer->body, options.stream) : std::nullopt;
  if (count) {
    check.channels = *count;
    return;
  }
  const auto what = answer ? "status " + std::to_string(answer->status) : answer.error().message;
  check.error =
      Error{ErrorKind::protocol,
            options.url.origin() + list_target(options) + " gives no list of channels: " + what,
            "pushes arrive all the same; is this Grafana 8 or newer?", ""};
}

void check_all(const LiveOptions& options, Clock::time_point deadline, LiveCheck& check) {
  if (options.transport == LiveTransport::websocket) {
    check.error = UpgradeTry(options).run(deadline);
    if (check.error) return;
  }
  net::HttpClient client({.url = options.url, .tls = options.tls});
  const auto headers = push_headers(options);
  const auto pushed = client.post(push_target(options), headers, "", deadline);
  check.error =
      pushed ? judge_empty_push(*pushed, options) : to_error(options, push_failure(pushed.error()));
  if (check.error) return;
  check.delivers = true;
  ask_for_channels(client, headers, options, deadline, check);
}

}  // namespace

LiveCheck check_live(const LiveOptions& options, Clock::time_point deadline) {
  const auto start = Clock::now();
  LiveCheck check;
  check_all(options, deadline, check);
  check.duration = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
  return check;
}

}  // namespace livetap::sink
