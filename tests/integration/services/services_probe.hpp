#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "support/grafana/raw_server.hpp"
#include "tests/support/streaming_probe.hpp"
#include "tests/support/wait_until.hpp"
#include "tests/unit/plugins/services/reference_settings.hpp"

namespace livetap::test {

using namespace std::chrono_literals;

// A check has this long on a busy machine, in nanoseconds as settings have it.
inline const std::string patient = R"("timeout": 20000000000)";

// A target as a member of `targets`, with further members as JSON.
inline std::string target(const std::string& name, const std::string& url,
                          const std::string& more = patient) {
  return R"({"name": ")" + name + R"(", "url": ")" + url + "\"" +
         (more.empty() ? "" : ", " + more) + "}";
}

inline std::string url_of(const RawServer& server, const std::string& scheme = "http",
                          const std::string& host = "127.0.0.1") {
  return scheme + "://" + host + ":" + std::to_string(server.port()) + "/health";
}

// The plugin under test, with the reference system's fields.
class ServicesProbe : public StreamingProbe {
 public:
  explicit ServicesProbe(const std::vector<std::string>& targets,
                         std::chrono::milliseconds interval = 100ms,
                         std::chrono::milliseconds once = {})
      : StreamingProbe(LIVETAP_SERVICES_PLUGIN, settings(targets), interval, once) {}

  // Whether a row of that service has that status within a time that is long on any machine.
  bool sees_status(const std::string& service, const std::string& status) const {
    return sees([&](const ProbeRow& row) {
      return row.tags.at("service") == service && row.text("status") == status;
    });
  }
  std::size_t rows_of(const std::string& service) const {
    std::size_t count = 0;
    for (const auto& row : rows()) count += row.tags.at("service") == service ? 1 : 0;
    return count;
  }

 private:
  static std::string settings(const std::vector<std::string>& targets) {
    std::string list;
    for (const auto& each : targets) list += (list.empty() ? "" : ", ") + each;
    return "{" + std::string(reference_fields) + R"(, "targets": [)" + list + "]}";
  }
};

// The one row of a single look at one target.
inline ProbeRow look_at(const std::string& url, const std::string& more = patient) {
  ServicesProbe probe({target("it", url, more)}, 100ms, 30s);
  CHECK(probe.sees([](const ProbeRow&) { return true; }, 40s));
  const auto rows = probe.rows();
  return rows.empty() ? ProbeRow() : rows.front();
}

inline std::string http(int status, const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 " + std::to_string(status) +
         " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

// Answers every request alike.
inline RawServer::Behaviour answering(std::string answer) {
  return [answer = std::move(answer)](RawPeer& peer) {
    while (!peer.read_request().empty()) {
      if (!peer.send(answer)) return;
    }
  };
}

inline const std::string well =
    R"({"status":"healthy","database_connected":true,"queue_connected":true,"version":"v1"})";

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Everything that is read from an answer is missing in a row.
inline bool says_nothing(const ProbeRow& row) {
  for (const char* field : {"database_connected", "queue_connected", "version",
                            "websocket_connected", "heartbeat_age", "active_subscriptions"}) {
    if (!row.is_null(field)) return false;
  }
  return true;
}

}  // namespace livetap::test
