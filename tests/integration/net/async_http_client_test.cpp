#include "net/async_http_client.hpp"

#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <thread>

#include "support/grafana/raw_server.hpp"

using namespace livetap::net;
using namespace livetap::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

AsyncHttpClient client_of(boost::asio::io_context& context, const RawServer& server) {
  return {context,
          {.url = *parse_url("http://127.0.0.1:" + std::to_string(server.port())), .tls = {}}};
}

RawServer::Behaviour answering(std::string answer, std::chrono::milliseconds after = 0ms) {
  return [answer = std::move(answer), after](RawPeer& peer) {
    while (!peer.read_request().empty()) {
      std::this_thread::sleep_for(after);
      if (!peer.send(answer)) return;
    }
  };
}

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

}  // namespace

TEST_CASE("many clients wait side by side on one thread") {
  RawServer slow(answering(ok, 500ms));
  boost::asio::io_context context;
  std::vector<AsyncHttpClient> clients;
  int answers = 0;
  for (int i = 0; i < 10; ++i) {
    clients.push_back(client_of(context, slow));
    clients.back().send({}, Clock::now() + 30s,
                        [&](auto answer) { answers += answer.has_value(); });
  }
  const auto start = Clock::now();
  context.run();
  CHECK(answers == 10);
  CHECK(Clock::now() - start < 4s);
}

TEST_CASE("a body that is taken in parts is not kept") {
  const std::string body(1'000'000, 'x');
  RawServer server(answering("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + body));
  boost::asio::io_context context;
  auto client = client_of(context, server);
  std::size_t taken = 0;
  std::size_t largest = 0;
  std::optional<NetResult<HttpResponse>> result;
  client.send(
      {}, Clock::now() + 20s, [&](auto answer) { result = std::move(answer); },
      [&](std::string_view part) {
        taken += part.size();
        largest = std::max(largest, part.size());
      });
  context.run();
  REQUIRE(result->has_value());
  CHECK(taken == body.size());
  CHECK(largest <= 16 * 1024);
  CHECK((*result)->body.empty());
  CHECK((*result)->timing.first_byte);
}

TEST_CASE("an answer to HEAD has no body, whatever it announces") {
  RawServer server([](RawPeer& peer) {
    const auto request = peer.read_request();
    CHECK(request.starts_with("HEAD /health HTTP/1.1\r\n"));
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n");
    peer.read_request();
  });
  boost::asio::io_context context;
  auto client = client_of(context, server);
  HttpRequest request;
  request.method = "HEAD";
  request.target = "/health";
  std::optional<NetResult<HttpResponse>> result;
  client.send(request, Clock::now() + 20s, [&](auto answer) { result = std::move(answer); });
  context.run();
  REQUIRE(result->has_value());
  CHECK((*result)->status == 200);
}

TEST_CASE("the phases that came to an end are known after a failure, too") {
  RawServer mute([](RawPeer& peer) { peer.read_some(1, 10s), peer.read_exactly(1'000'000); });
  boost::asio::io_context context;
  auto client = client_of(context, mute);
  bool failed = false;
  client.send({}, Clock::now() + 200ms, [&](auto answer) { failed = !answer.has_value(); });
  context.run();
  CHECK(failed);
  CHECK(client.timing().dns);
  CHECK(client.timing().connect);
  CHECK_FALSE(client.timing().first_byte);
  CHECK(client.timing().total >= 200ms);
}

TEST_CASE("a request that would forge a header fails, but not from inside the call") {
  RawServer server(answering(ok));
  boost::asio::io_context context;
  auto client = client_of(context, server);
  int failures = 0;
  HttpRequest forged;
  forged.headers = {{"X", "a\r\nY: b"}};
  client.send(forged, Clock::now() + 20s, [&](auto answer) { failures += !answer.has_value(); });
  CHECK(failures == 0);
  context.run();
  CHECK(failures == 1);
  CHECK(server.connections() == 0);
}

TEST_CASE("a client may go while it waits, and in its own answer") {
  RawServer server(answering(ok, 100ms));
  boost::asio::io_context context;
  bool forgotten = true;
  {
    auto gone = client_of(context, server);
    gone.send({}, Clock::now() + 20s, [&](auto) { forgotten = false; });
    for (int i = 0; i < 4; ++i) context.run_one();
  }
  auto mine = std::make_unique<AsyncHttpClient>(client_of(context, server));
  mine->send({}, Clock::now() + 20s, [&](auto) { mine.reset(); });
  context.restart();
  context.run();
  CHECK(forgotten);
  CHECK_FALSE(mine);
}
