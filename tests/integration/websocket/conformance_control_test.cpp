// Pings and pongs, as the Autobahn suite tries them (its section 2).
#include <doctest/doctest.h>

#include "tests/integration/websocket/exchange.hpp"
#include "tests/integration/websocket/frames.hpp"

using namespace livetap::test;
using namespace std::string_literals;
using Texts = std::vector<std::string>;

TEST_CASE("a ping is answered with its own payload, whatever is in it") {
  for (const std::string& payload :
       {""s, "Hello, world!"s, "\x00\xff\xfe\xfd\xfc\xfb\x00\xff"s, std::string(125, '\xfe')}) {
    for (const std::size_t chop : {0, 1}) {
      const auto seen = converse(frame(final_frame | op_ping, payload), chop);
      CHECK(seen.good());
      CHECK(seen.pongs == Texts{payload});
      CHECK(seen.texts().empty());
    }
  }
}

TEST_CASE("a pong that nobody asked for is borne") {
  CHECK(converse(frame(final_frame | op_pong)).good());
  CHECK(converse(frame(final_frame | op_pong, "unsolicited")).good());
  const auto seen =
      converse(frame(final_frame | op_pong, "unsolicited") + frame(final_frame | op_ping, "asked"));
  CHECK(seen.good());
  CHECK(seen.pongs == Texts{"asked"});
}

TEST_CASE("ten pings are answered in their order") {
  std::string pings;
  Texts payloads;
  for (int i = 0; i < 10; ++i) {
    payloads.push_back("payload-" + std::to_string(i));
    pings += frame(final_frame | op_ping, payloads.back());
  }
  for (const std::size_t chop : {0, 1}) {
    const auto seen = converse(pings, chop);
    CHECK(seen.good());
    CHECK(seen.pongs == payloads);
  }
}
