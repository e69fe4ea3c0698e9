#include "net/dns_lookup.hpp"

#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <optional>

using namespace livetap::net;

namespace {

std::optional<NetResult<std::vector<Address>>> look_up(const std::string& host) {
  boost::asio::io_context context;
  DnsLookup lookup(context);
  std::optional<NetResult<std::vector<Address>>> result;
  lookup.resolve(host, 4700, [&](auto answer) { result = std::move(answer); });
  CHECK_FALSE(result.has_value());  // never from inside resolve()
  context.run_for(std::chrono::seconds(30));
  return result;
}

}  // namespace

TEST_CASE("addresses need no name server") {
  for (const std::string ip : {"127.0.0.1", "::1"}) {
    const auto result = look_up(ip);
    REQUIRE(result.has_value());
    REQUIRE(result->has_value());
    REQUIRE((*result)->size() == 1);
    CHECK((*result)->front().ip == ip);
    CHECK((*result)->front().port == 4700);
  }
}

TEST_CASE("localhost has a loopback address") {
  const auto result = look_up("localhost");
  REQUIRE(result.has_value());
  REQUIRE(result->has_value());
  bool loopback = false;
  for (const auto& address : **result) {
    loopback = loopback || address.ip == "127.0.0.1" || address.ip == "::1";
  }
  CHECK(loopback);
}

TEST_CASE("a name that can't exist is an error of kind dns that names it") {
  const auto result = look_up("no-such-host.invalid");
  REQUIRE(result.has_value());
  REQUIRE_FALSE(result->has_value());
  CHECK(result->error().kind == NetErrorKind::dns);
  CHECK(result->error().message.find("no-such-host.invalid") != std::string::npos);
}

TEST_CASE("a cancelled lookup calls nobody") {
  boost::asio::io_context context;
  DnsLookup lookup(context);
  bool called = false;
  lookup.resolve("localhost", 80, [&](auto) { called = true; });
  lookup.cancel();
  lookup.resolve("127.0.0.1", 80, [&](auto) { called = true; });
  lookup.cancel();
  context.run_for(std::chrono::seconds(5));
  CHECK_FALSE(called);
}
