// A message of a WebSocket peer, in which the time of the source is looked for.
#include "fuzz/target.hpp"
#include "plugins/websocket/source_time.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto message = livetap::fuzz::text_of(data, size);
  static_cast<void>(livetap::websocket::source_time(message, "/time"));
  static_cast<void>(livetap::websocket::source_time(message, "/data/0/ts"));
  return 0;
}
