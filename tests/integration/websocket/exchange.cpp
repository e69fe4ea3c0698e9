#include "tests/integration/websocket/exchange.hpp"

#include <future>

namespace livetap::test {
namespace {

void listen_to(WsPeer& peer, Exchange& seen) {
  while (const auto frame = peer.next()) {
    if (frame->opcode == WsOpcode::close) {
      seen.close_code = close_code(*frame);
      return;
    }
    if (frame->opcode != WsOpcode::pong) continue;
    if (frame->payload == "end") {
      seen.survived = true;
    } else {
      seen.pongs.push_back(frame->payload);
    }
  }
}

}  // namespace

std::vector<std::string> Exchange::texts() const {
  std::vector<std::string> payloads;
  for (const auto& message : client.messages) payloads.push_back(message.payload);
  return payloads;
}

Exchange converse(const std::string& bytes, std::size_t chop, std::size_t limit) {
  Exchange seen;
  std::promise<void> over;
  RawServer server([&](RawPeer& raw) {
    WsPeer peer(raw);
    peer.accept();
    peer.send_chopped(bytes, chop == 0 ? bytes.size() + 1 : chop);
    peer.send(ws_encode(WsOpcode::ping, "end"));
    peer.send(close_frame(1000));
    listen_to(peer, seen);
    seen.client_error = peer.client_error();
    over.set_value();
  });
  seen.client = run_client(server.port(), {.message_limit = limit});
  over.get_future().wait();
  return seen;
}

}  // namespace livetap::test
