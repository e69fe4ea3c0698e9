#include "agent/web/web.hpp"

#include <utility>

#include "agent/web/stream_hub.hpp"

namespace livetap::web {

std::optional<Error> mistake_in(const WebOptions& options) {
  const Error none{ErrorKind::config, "", "", "agent.http"};
  auto error = none;
  if (!is_listen_address(options.host)) {
    error.message = "'" + options.host + "' is no address to listen on";
    error.hint = "write 127.0.0.1, ::1, or another address of this machine; 0.0.0.0 is all of them";
  } else if (!is_loopback(options.host) && options.user.empty() && options.token.empty()) {
    error.message = options.host + " can be reached from other machines, and anybody may ask";
    error.hint = "add user and password, or token, to agent.http; or listen on 127.0.0.1";
  }
  return error == none ? std::nullopt : std::optional(error);
}

class Web::Impl {
 public:
  Impl(boost::asio::io_context& io, WebOptions options, Source source)
      : options_(std::move(options)),
        source_(std::move(source)),
        site_(board_, {source_.status, [this] { return counters(); }, source_.reload}),
        hub_(io, {[this] { return site_.greeting(); }, [this] { return board_.take_changes(); },
                  [this] { return site_.status_event(); }, [this] { board_.forget_changes(); }}),
        server_(
            io, hub_,
            [this](const HttpRequest& request, const HttpAnswer& answer) {
              site_.handle(request, answer);
            },
            options_.limits) {
    board_.on_change([this] { hub_.wake(); });
  }

  Result<std::string> listen() {
    const auto port = server_.listen(options_.host, options_.port);
    if (!port) {
      return port.error();
    }
    site_.admit({options_.host, *port, is_loopback(options_.host), options_.names, options_.user,
                 options_.password, options_.token});
    const bool six = options_.host.find(':') != std::string::npos;
    const auto host = six ? "[" + options_.host + "]" : options_.host;
    return "http://" + host + ":" + std::to_string(*port) + "/";
  }

  Board& board() { return board_; }
  void status_changed() { hub_.status_changed(); }
  bool watched() const { return hub_.readers() > 0; }
  void close() { server_.close(); }

 private:
  WebCounters counters() const {
    const auto http = server_.counters();
    WebCounters counters;
    counters.requests = http.requests;
    counters.refused_requests = http.refused_requests;
    counters.refused_connections = http.refused_connections;
    counters.connections = http.connections;
    counters.stream_clients = hub_.readers();
    counters.stream_lost_frames = hub_.lost_frames();
    return counters;
  }

  const WebOptions options_;
  const Source source_;
  Board board_;
  Site site_;
  StreamHub hub_;
  HttpServer server_;
};

Web::Web(boost::asio::io_context& io, WebOptions options, Source source)
    : impl_(std::make_unique<Impl>(io, std::move(options), std::move(source))) {}
Web::~Web() = default;

Result<std::string> Web::listen() {
  return impl_->listen();
}
Board& Web::board() {
  return impl_->board();
}
void Web::status_changed() {
  impl_->status_changed();
}
bool Web::watched() const {
  return impl_->watched();
}
void Web::close() {
  impl_->close();
}

}  // namespace livetap::web
