#pragma once
#include <limits>
#include <string>

#include "tests/integration/websocket/ws_peer.hpp"
#include "tests/support/streaming_probe.hpp"
#include "tests/support/wait_until.hpp"

namespace livetap::test {

using namespace std::chrono_literals;

inline std::string ws_url(const RawServer& server, const std::string& path = "/stream") {
  return "ws://127.0.0.1:" + std::to_string(server.port()) + path;
}

// The plugin under test on one endpoint, a row each 100 ms, with further settings as JSON members.
class Watched : public StreamingProbe {
 public:
  explicit Watched(const std::string& url, const std::string& more = "",
                   std::chrono::milliseconds once = {})
      : StreamingProbe(LIVETAP_WEBSOCKET_PLUGIN,
                       R"({"url": ")" + url + "\"" + (more.empty() ? "" : ", ") + more + "}", 100ms,
                       once) {}
  explicit Watched(const RawServer& server, const std::string& more = "")
      : Watched(ws_url(server), more) {}
};

// NaN for null.
inline double number(const ProbeRow& row, const std::string& field) {
  const auto* value = std::get_if<double>(&row.field(field));
  return value == nullptr ? std::numeric_limits<double>::quiet_NaN() : *value;
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace livetap::test
