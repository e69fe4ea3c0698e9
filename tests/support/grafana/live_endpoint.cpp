#include "support/grafana/live_endpoint.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <thread>

#include "support/grafana/endpoint_state.hpp"
#include "support/grafana/push_session.hpp"
#include "support/grafana/raw_server.hpp"

namespace livetap::test {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

struct Request {
  std::string method;
  std::string path;
  std::map<std::string, std::string> headers;  ///< names in lower case

  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

Request parse_request(const std::string& text) {
  Request request;
  std::size_t at = text.find("\r\n");
  const auto first = text.substr(0, at);
  const auto blank = first.find(' ');
  request.method = first.substr(0, blank);
  request.path = first.substr(blank + 1, first.rfind(' ') - blank - 1);
  for (at += 2; at < text.size();) {
    const auto end = text.find("\r\n", at);
    const auto line = text.substr(at, end - at);
    const auto colon = line.find(':');
    if (colon != std::string::npos) {
      const auto value = line.find_first_not_of(' ', colon + 1);
      request.headers[lower(line.substr(0, colon))] =
          value == std::string::npos ? "" : line.substr(value);
    }
    at = end + 2;
  }
  return request;
}

std::string answer(int status, const std::string& body, const std::string& more = "") {
  return "HTTP/1.1 " + std::to_string(status) + " Status\r\nContent-Type: application/json\r\n" +
         more + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string decode_base64(const std::string& text) {
  std::string out(text.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  if (size < 0) return {};
  const auto padding = static_cast<std::size_t>(std::count(text.begin(), text.end(), '='));
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

/// One connection's requests, until it becomes a WebSocket or ends.
class Session {
 public:
  Session(RawPeer& peer, EndpointState& state) : peer_(peer), state_(state) {}

  void run() {
    ++state_.connections;
    while (state_.wait_while_frozen()) {
      const auto head = peer_.read_request();
      if (head.empty() || !state_.wait_while_frozen()) return;
      ++state_.requests;
      const auto request = parse_request(head);
      std::size_t size = 0;
      const auto length = request.header("content-length");
      std::from_chars(length.data(), length.data() + length.size(), size);
      if (!serve(request, read_body(size))) return;
    }
  }

 private:
  std::string read_body(std::size_t size) {
    std::string body;
    while (body.size() < size) {
      const auto slowly = state_.fault().bytes_per_ms;
      const auto wanted =
          slowly > 0 ? std::min(slowly * 10, size - body.size()) : size - body.size();
      const auto part = peer_.read_exactly(wanted);
      body += part;
      if (part.size() < wanted) break;
      if (slowly > 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return body;
  }

  /// False: the connection is over.
  bool serve(const Request& request, const std::string& body) {
    const auto fault = state_.fault();
    if (fault.status != 0) {
      const auto more = fault.location.empty() ? "" : "Location: " + fault.location + "\r\n";
      return peer_.send(answer(fault.status, "{}", more));
    }
    const auto& base = state_.options.base_path;
    if (!request.path.starts_with(base)) return peer_.send(answer(404, "{}"));
    const auto path = request.path.substr(base.size());
    if (path == "/api/health") return peer_.send(answer(200, R"({"database":"ok"})"));
    const auto role = state_.role_of(request.header("authorization"));
    if (!role) return peer_.send(answer(401, R"({"message":"Unauthorized"})"));
    if (path == "/api/live/list") return peer_.send(answer(200, state_.ledger.list_json()));
    constexpr std::string_view push = "/api/live/push/";
    if (!path.starts_with(push)) return peer_.send(answer(404, R"({"message":"Not found"})"));
    const auto stream = path.substr(push.size());
    if (request.method == "POST") {
      state_.posts += body.empty() ? 0 : 1;
      if (fault.body_limit > 0 && body.size() > fault.body_limit) {
        return peer_.send(answer(413, "Request Entity Too Large"));
      }
      return peer_.send(answer(state_.ledger.accept(stream, body) ? 200 : 500, ""));
    }
    if (*role != GrafanaRole::admin) {
      return peer_.send(answer(403, R"({"message":"Permission denied"})"));
    }
    if (upgrade(request, fault)) PushSession(peer_, state_, stream).run();
    return false;
  }

  bool upgrade(const Request& request, const LiveFault& fault) {
    const auto origin = request.header("origin");
    if (!origin.empty() && !origin.ends_with("//" + request.header("host"))) {
      peer_.send(answer(403, "request origin not allowed"));
      return false;
    }
    const auto key = request.header("sec-websocket-key");
    if (lower(request.header("upgrade")) != "websocket" ||
        lower(request.header("connection")).find("upgrade") == std::string::npos ||
        request.header("sec-websocket-version") != "13" || key.empty()) {
      peer_.send(answer(400, "Bad Request"));
      return false;
    }
    ++state_.upgrades;
    const auto accepted = ws_accept_key(fault.wrong_accept_key ? "something else" : key);
    return peer_.send(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Accept: " +
        accepted + "\r\n\r\n");
  }

  RawPeer& peer_;
  EndpointState& state_;
};

}  // namespace

std::optional<GrafanaRole> EndpointState::role_of(const std::string& authorization) {
  const std::lock_guard lock(mutex);
  if (authorization.starts_with("Bearer ")) {
    const auto found = options.tokens.find(authorization.substr(7));
    if (found != options.tokens.end()) return found->second;
  }
  if (!authorization.starts_with("Basic ")) return std::nullopt;
  const auto pair = decode_base64(authorization.substr(6));
  const auto colon = pair.find(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto found = options.users.find(pair.substr(0, colon));
  if (found == options.users.end() || found->second.first != pair.substr(colon + 1)) {
    return std::nullopt;
  }
  return found->second.second;
}

class LiveEndpoint::Impl {
 public:
  explicit Impl(LiveEndpointOptions options) {
    if (options.tls) certificate_.emplace(options.certificate);
    state_.options = std::move(options);
    start();
  }
  ~Impl() { stop(); }

  void start() {
    state_.set_stopping(false);
    server_.emplace([this](RawPeer& peer) { Session(peer, state_).run(); },
                    certificate_ ? &*certificate_ : nullptr, port_);
    port_ = server_->port();
  }
  void stop() {
    state_.set_stopping(true);
    server_.reset();
  }
  void end_connections(bool with_reset) {
    if (server_) server_->end_connections(with_reset);
  }

  EndpointState& state() { return state_; }
  std::uint16_t port() const { return port_; }
  std::string ca_file() const { return certificate_ ? certificate_->ca_file().string() : ""; }

 private:
  EndpointState state_;
  std::optional<TestCertificate> certificate_;
  std::uint16_t port_ = 0;
  std::optional<RawServer> server_;
};

LiveEndpoint::LiveEndpoint(LiveEndpointOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}
LiveEndpoint::~LiveEndpoint() = default;

std::uint16_t LiveEndpoint::port() const {
  return impl_->port();
}
std::string LiveEndpoint::url() const {
  const auto& options = impl_->state().options;
  return std::string(options.tls ? "https" : "http") + "://127.0.0.1:" + std::to_string(port()) +
         options.base_path;
}
std::string LiveEndpoint::ca_file() const {
  return impl_->ca_file();
}

void LiveEndpoint::stop() {
  impl_->stop();
}
void LiveEndpoint::start() {
  impl_->start();
}
void LiveEndpoint::set_fault(LiveFault fault) {
  impl_->state().set_fault(std::move(fault));
}
void LiveEndpoint::end_connections(bool with_reset) {
  impl_->end_connections(with_reset);
}
void LiveEndpoint::forget_credentials() {
  const std::lock_guard lock(impl_->state().mutex);
  impl_->state().options.users.clear();
  impl_->state().options.tokens.clear();
}

std::vector<std::string> LiveEndpoint::channels() const {
  return impl_->state().ledger.channels();
}
std::vector<ReceivedMessage> LiveEndpoint::messages(const std::string& channel,
                                                    LiveLedger::Moment since) const {
  return impl_->state().ledger.messages(channel, since);
}
std::optional<ReceivedMessage> LiveEndpoint::newest(const std::string& channel) const {
  return impl_->state().ledger.newest(channel);
}

std::size_t LiveEndpoint::message_count(const std::string& channel) const {
  return impl_->state().ledger.message_count(channel);
}
std::vector<std::string> LiveEndpoint::schemas(const std::string& channel) const {
  return impl_->state().ledger.schemas(channel);
}
std::vector<RejectedMessage> LiveEndpoint::rejected() const {
  return impl_->state().ledger.rejected();
}
int LiveEndpoint::connections() const {
  return impl_->state().connections;
}
int LiveEndpoint::posts() const {
  return impl_->state().posts;
}
int LiveEndpoint::requests() const {
  return impl_->state().requests;
}
int LiveEndpoint::upgrades() const {
  return impl_->state().upgrades;
}
int LiveEndpoint::pings() const {
  return impl_->state().pings;
}
int LiveEndpoint::clients() const {
  return impl_->state().clients;
}

bool LiveEndpoint::wait_for(const std::function<bool()>& predicate,
                            std::chrono::milliseconds at_most) {
  const auto deadline = std::chrono::steady_clock::now() + at_most;
  while (!predicate()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    impl_->state().ledger.wait_for_change(std::chrono::milliseconds(20));
  }
  return true;
}

}  // namespace livetap::test
