#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/grafana/live_ledger.hpp"
#include "support/grafana/test_certificate.hpp"

namespace livetap::test {

enum class GrafanaRole { viewer, editor, admin };

struct LiveEndpointOptions {
  std::map<std::string, std::pair<std::string, GrafanaRole>> users = {
      {"admin", {"admin-secret", GrafanaRole::admin}},
      {"editor", {"editor-secret", GrafanaRole::editor}},
      {"viewer", {"viewer-secret", GrafanaRole::viewer}}};
  std::map<std::string, GrafanaRole> tokens = {{"admin-token", GrafanaRole::admin},
                                               {"viewer-token", GrafanaRole::viewer}};
  std::string base_path = {};  ///< as when Grafana is served under a path: "/grafana"
  std::chrono::milliseconds ping_interval{25'000};
  bool tls = false;
  CertificateOptions certificate = {};
};

/// How the endpoint is to misbehave. Those about answers act on new connections, `frozen` and
/// `bytes_per_ms` on open ones too.
struct LiveFault {
  int status = 0;                 ///< answers every request with that status; 0: does not
  std::string location = {};      ///< and that Location header
  bool wrong_accept_key = false;  ///< upgrades with a wrong Sec-WebSocket-Accept
  bool frozen = false;            ///< reads and answers nothing; connects still succeed
  std::optional<std::size_t> reset_after_bytes = {};  ///< of WebSocket traffic, wherever that falls
  std::size_t bytes_per_ms = 0;  ///< reads WebSocket traffic and bodies that slowly; 0: at once
  std::size_t body_limit = 0;    ///< as a proxy: 413 to a larger POST; 0: none
};

/// A stand-in for Grafana 10.4's Live push, as strict as the real one, on 127.0.0.1: GET (upgrade)
/// and POST /api/live/push/<stream>, GET /api/live/list, GET /api/health. WebSocket push takes an
/// org Admin, everything else any signed-in user; a POST is answered: 200, or 500 for a bad line. A
/// message over 1 MiB ends the connection, one bad line loses its message, an unanswered ping ends
/// the connection after 10/9 of the interval.
///
/// Runs on threads of its own; every call is safe from any.
///
///     LiveEndpoint grafana;
///     … push to grafana.url() as admin / admin-secret …
///     CHECK(grafana.wait_for([&] { return grafana.message_count("stream/livetap/x") > 0; }, 10s));
///     CHECK(grafana.rejected().empty());
///     CHECK(grafana.schemas("stream/livetap/x").size() == 1);
class LiveEndpoint {
 public:
  explicit LiveEndpoint(LiveEndpointOptions options = {});
  ~LiveEndpoint();

  std::uint16_t port() const;
  std::string url() const;      ///< http(s)://127.0.0.1:port[/base_path]
  std::string ca_file() const;  ///< TLS: the authority to trust

  /// As when Grafana's process is killed: connections end, the port refuses. What was received
  /// stays known.
  void stop();
  /// Again on the same port.
  void start();
  void set_fault(LiveFault fault);
  void end_connections(bool with_reset);
  /// As when a token is revoked or a user removed; open connections stay, as in Grafana.
  void forget_credentials();

  std::vector<std::string> channels() const;
  /// The newest 1,000 that came at `since` or later, oldest first.
  std::vector<ReceivedMessage> messages(const std::string& channel,
                                        LiveLedger::Moment since = LiveLedger::Moment::min()) const;
  std::optional<ReceivedMessage> newest(const std::string& channel) const;
  std::size_t message_count(const std::string& channel) const;
  std::vector<std::string> schemas(const std::string& channel) const;
  std::vector<RejectedMessage> rejected() const;
  int connections() const;  ///< accepted so far
  int requests() const;     ///< HTTP requests, upgrades included
  int posts() const;        ///< pushes by POST that had a body
  int upgrades() const;     ///< WebSocket connections opened
  int pings() const;        ///< received from clients
  int clients() const;      ///< WebSocket connections open now

  /// False when the predicate did not come true within the time.
  bool wait_for(const std::function<bool()>& predicate, std::chrono::milliseconds at_most);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace livetap::test
