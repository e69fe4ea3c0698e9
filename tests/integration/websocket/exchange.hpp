#pragma once
#include <string>
#include <vector>

#include "tests/integration/websocket/client_run.hpp"
#include "tests/integration/websocket/ws_peer.hpp"

namespace livetap::test {

// How a conversation went in which the server says its piece, then pings with "end" and closes with
// 1000: what the client made of it, and what the server saw of the client.
struct Exchange {
  ClientRun client;
  std::vector<std::string> pongs;  // payloads, "end" left out
  bool survived = false;           // the client answered the last ping
  int close_code = -1;             // that the client sent; 0: without one, -1: no close frame
  std::string client_error;        // what was wrong with the client's frames

  // The client took all of it, and left in order.
  bool good() const { return survived && close_code == 1000 && client_error.empty(); }
  // The client broke it off as it should.
  bool failed_with(int code) const {
    return !survived && close_code == code && client_error.empty() && client.failure &&
           client.failure->kind == websocket::FailureKind::protocol;
  }
  std::vector<std::string> texts() const;  // payloads of all messages
};

// `chop`: so many bytes a packet; 0: all at once.
Exchange converse(const std::string& bytes, std::size_t chop = 0, std::size_t limit = 1 << 20);

}  // namespace livetap::test
