#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plugins/websocket/failure.hpp"

namespace livetap::test {

struct ReceivedMessage {
  std::string payload;
  bool is_text = true;
  bool operator==(const ReceivedMessage&) const = default;
};

// What the probe's own connection saw of one server, from the upgrade to the end.
struct ClientRun {
  std::vector<ReceivedMessage> messages;
  std::optional<websocket::Failure> failure;  // nothing: it was still open at the deadline
};

struct ClientOptions {
  std::string path = "/";
  std::size_t message_limit = 1 << 20;
  bool echo = false;  // sends each message back, as conformance suites want it
  std::chrono::milliseconds deadline = std::chrono::seconds(20);
};

// Runs plugins/websocket/connection.hpp against 127.0.0.1, without the probe around it.
ClientRun run_client(std::uint16_t port, const ClientOptions& options = {});

}  // namespace livetap::test
