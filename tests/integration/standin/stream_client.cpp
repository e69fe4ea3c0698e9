#include "tests/integration/standin/stream_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket.hpp>

namespace livetap::test {

namespace asio = boost::asio;
namespace beast = boost::beast;

std::optional<std::string> first_stream_message(std::uint16_t port,
                                                std::chrono::milliseconds deadline) {
  asio::io_context loop;
  beast::websocket::stream<beast::tcp_stream> stream(loop);
  beast::flat_buffer buffer;
  std::optional<std::string> message;
  beast::get_lowest_layer(stream).async_connect(
      asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), port), [&](beast::error_code ec) {
        if (ec) return;
        stream.async_handshake("localhost", "/stream", [&](beast::error_code refused) {
          if (refused) return;
          stream.async_read(buffer, [&](beast::error_code ended, std::size_t) {
            if (!ended) message = beast::buffers_to_string(buffer.data());
          });
        });
      });
  loop.run_for(deadline);
  return message;
}

}  // namespace livetap::test
