#include "tests/integration/websocket/client_run.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "plugins/websocket/connection.hpp"

namespace livetap::test {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using websocket::Connection;
using websocket::Message;

struct Deaf final : Connection::Listener {
  void on_part() override {}
  void on_control(std::optional<std::uint32_t>) override {}
};

awaitable<websocket::Failure> talk(Connection& connection, bool echo,
                                   std::vector<ReceivedMessage>& messages) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  auto refused = co_await connection.upgrade(deadline);
  if (refused) co_return *refused;
  while (const auto message = co_await connection.receive()) {
    messages.push_back({std::string(message->payload), message->is_text});
    if (!echo) continue;
    const Message same{messages.back().payload, message->is_text};
    co_await connection.send(same);
  }
  auto failure = connection.failure();
  co_await connection.end();
  co_return failure;
}

}  // namespace

ClientRun run_client(std::uint16_t port, const ClientOptions& options) {
  websocket::EndpointSettings settings;
  settings.url = *net::parse_url("ws://127.0.0.1:" + std::to_string(port) + options.path);
  settings.message_limit = options.message_limit;
  ClientRun run;
  asio::io_context io(1);
  net::TcpStream socket(io);
  socket.connect({asio::ip::address_v4::loopback(), port});
  Deaf listener;
  Connection connection({std::move(socket), std::nullopt}, settings, listener);
  asio::co_spawn(io, talk(connection, options.echo, run.messages),
                 [&](const std::exception_ptr& thrown, websocket::Failure failure) {
                   if (thrown) std::rethrow_exception(thrown);
                   run.failure = std::move(failure);
                   io.stop();
                 });
  io.run_for(options.deadline);
  return run;
}

}  // namespace livetap::test
