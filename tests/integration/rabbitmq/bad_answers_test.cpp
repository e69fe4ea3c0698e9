#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <thread>

#include "integration/rabbitmq/rabbitmq_probe.hpp"
#include "support/grafana/raw_server.hpp"
#include "support/peak_memory.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

const std::string no_queues = R"({"items":[],"page_count":0,"total_count":0})";
const std::string one_node = R"([{"name":"rabbit@host","running":true}])";

std::string http(int status, const std::string& body) {
  return "HTTP/1.1 " + std::to_string(status) +
         " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// Answers requests for queues and for nodes, over and over.
RawServer::Behaviour answering(const std::string& queues, const std::string& nodes) {
  return [=](RawPeer& peer) {
    for (auto request = peer.read_request(); !request.empty(); request = peer.read_request()) {
      if (!peer.send(contains(request, "/api/queues") ? queues : nodes)) return;
    }
  };
}

ProbeResult collected(const RawServer& server, std::chrono::milliseconds timeout = 5s) {
  RabbitmqProbe probe("http://127.0.0.1:" + std::to_string(server.port()), "u", "p");
  return probe.collect(timeout);
}

}  // namespace

TEST_CASE("each measurement fails on its own, and says what it was answered") {
  const RawServer server(answering(http(500, "Internal Server Error"), http(200, one_node)));
  const auto result = collected(server);
  CHECK(!result.fault);
  const auto& fault = result.gathers.at("rabbitmq_queue").fault;
  REQUIRE(fault.has_value());
  CHECK(fault->kind == LIVETAP_ERROR_PROTOCOL);
  CHECK(contains(fault->message, "500 from http://127.0.0.1:"));
  CHECK(contains(fault->message, "'Internal Server Error'"));
  CHECK(result.gathers.at("rabbitmq_node").row("node", "rabbit@host").field("running") ==
        Value(true));
}

TEST_CASE("truncated JSON, HTML and an empty body are protocol errors") {
  for (const std::string body : {R"({"items":[{"name":"q)", "<html>hello</html>", ""}) {
    const RawServer server(answering(http(200, no_queues), http(200, body)));
    const auto result = collected(server);
    CHECK(!result.gathers.at("rabbitmq_queue").fault);
    const auto& fault = result.gathers.at("rabbitmq_node").fault;
    REQUIRE(fault.has_value());
    CHECK(fault->kind == LIVETAP_ERROR_PROTOCOL);
    CHECK(contains(fault->message, "unreadable answer from http://127.0.0.1:"));
  }
}

TEST_CASE("404 names the management plugin") {
  const RawServer server(answering(http(404, "Not Found"), http(404, "Not Found")));
  const auto fault = collected(server).gathers.at("rabbitmq_queue").fault;
  REQUIRE(fault.has_value());
  CHECK(contains(fault->hint, "rabbitmq-plugins enable rabbitmq_management"));
}

TEST_CASE("two measurements come over one connection, gather after gather") {
  const RawServer server(answering(http(200, no_queues), http(200, one_node)));
  RabbitmqProbe probe("http://127.0.0.1:" + std::to_string(server.port()), "u", "p");
  for (int i = 0; i < 5; ++i) CHECK(!probe.collect(5s).fault);
  CHECK(server.connections() == 1);
}

TEST_CASE("a dripping answer ends at the deadline, and nodes still have their turn") {
  const RawServer server([](RawPeer& peer) {
    const std::string request = peer.read_request();
    if (contains(request, "/api/nodes")) {
      peer.send(http(200, one_node));
    } else {
      peer.send("HTTP/1.1 200 X\r\nContent-Length: 100000\r\n\r\n");
      while (peer.send(" ")) std::this_thread::sleep_for(20ms);
    }
  });
  const auto result = collected(server, 2s);
  CHECK(result.gathers.at("rabbitmq_queue").fault->kind == LIVETAP_ERROR_TIMEOUT);
  CHECK(!result.gathers.at("rabbitmq_node").fault);
}

TEST_CASE("huge, deep and crowded answers cost little memory") {
  std::string crowd = "[0";
  while (crowd.size() < 7 * 1024 * 1024) crowd += ",{},[1,2],\"x\"";
  const std::string deep(1'000'000, '[');
  std::string endless = "HTTP/1.1 200 X\r\nContent-Length: 209715200\r\n\r\n";
  endless.append(9 * 1024 * 1024, ' ');
  for (const std::string& answer : {http(200, crowd + "]"), http(200, deep), endless}) {
    const RawServer server(answering(answer, answer));
    RabbitmqProbe probe("http://127.0.0.1:" + std::to_string(server.port()), "u", "p");
    const long before = peak_memory_mib();
    const auto result = probe.collect(20s);
    const long grown = peak_memory_mib() - before;
    if (memory_is_telling) CHECK(grown <= 16 + 2);  // and a little for the server in here
    const auto& fault = result.gathers.at("rabbitmq_queue").fault;
    REQUIRE(fault.has_value());
    CHECK(fault->kind == LIVETAP_ERROR_PROTOCOL);
  }
}
