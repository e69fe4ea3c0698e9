#include <doctest/doctest.h>

#include <memory>
#include <thread>
#include <vector>

#include "integration/web/fed_web.hpp"
#include "integration/web/raw_client.hpp"
#include "support/http_request.hpp"
#include "support/wait_until.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

std::unique_ptr<RawClient> reader_of(const FedWeb& web) {
  auto client = std::make_unique<RawClient>(web.port());
  client->send("GET /api/stream HTTP/1.1\r\nHost: localhost:" + std::to_string(web.port()) +
               "\r\n\r\n");
  return client;
}

std::string metrics(const FedWeb& web) {
  return http_request(web.url() + "metrics").body;
}

bool has_readers(const FedWeb& web, int count) {
  const auto line = "livetap_http_stream_clients " + std::to_string(count) + "\n";
  return wait_until(10s, [&] { return metrics(web).find(line) != std::string::npos; });
}

}  // namespace

TEST_CASE("A reader hears hello, the status, and then every gather once") {
  FedWeb web({.interval = 200ms});
  const auto reader = reader_of(web);
  const auto begin = reader->read_until("event: gather", 10s);
  CHECK(begin.find("Content-Type: text/event-stream") != std::string::npos);
  CHECK(begin.find("event: hello") < begin.find("event: status"));
  const auto more = reader->read_until("event: status", 10s);
  CHECK(more.find("\"measurement\":\"service\"") != std::string::npos);
}

TEST_CASE("A reader that leaves is forgotten, and then nothing is put into words") {
  FedWeb web;
  auto reader = reader_of(web);
  CHECK(has_readers(web, 1));
  reader.reset();
  CHECK(has_readers(web, 0));
}

TEST_CASE("A reader that reads nothing loses frames or is hung up on; the others lose none") {
  FedWeb::Options options;
  options.interval = 20ms;
  options.web.limits.write = 1000ms;
  FedWeb web(options);
  const auto stuck = reader_of(web);
  const auto other = reader_of(web);
  REQUIRE(has_readers(web, 2));
  std::string heard;
  CHECK(wait_until(60s, [&] {
    heard += other->read_until("event: status", 2s);
    return metrics(web).find("livetap_http_stream_clients 1\n") != std::string::npos;
  }));
  CHECK(heard.find("event: lost") == std::string::npos);
}

TEST_CASE("Fifty readers hear the same") {
  FedWeb web({.interval = 200ms});
  std::vector<std::unique_ptr<RawClient>> readers;
  for (int i = 0; i < 50; ++i) {
    readers.push_back(reader_of(web));
  }
  REQUIRE(has_readers(web, 50));
  for (const auto& reader : readers) {
    CHECK(reader->read_until("event: gather", 10s).find("event: gather") != std::string::npos);
  }
}
