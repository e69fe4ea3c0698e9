#include "support/grafana/ws_codec.hpp"

#include <doctest/doctest.h>

using namespace livetap::test;

namespace {

int error_of(std::string_view bytes) {
  WsReader reader(100);
  reader.feed(bytes);
  while (reader.next()) {
  }
  return reader.error();
}

}  // namespace

TEST_CASE("the accept key is that of RFC 6455") {
  CHECK(ws_accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST_CASE("a masked frame is read, in whatever parts it comes") {
  const std::string hello("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", 11);
  WsReader reader(100);
  for (const char byte : hello.substr(0, 10)) {
    reader.feed({&byte, 1});
    CHECK_FALSE(reader.next().has_value());
  }
  reader.feed(hello.substr(10));
  const auto frame = reader.next();
  REQUIRE(frame.has_value());
  CHECK(frame->payload == "Hello");
  CHECK(frame->opcode == WsOpcode::text);
}

TEST_CASE("what a client must not send is an error") {
  CHECK(error_of(std::string("\x81\x05", 2)) == 1002);          // no mask
  CHECK(error_of(std::string("\xc1\x85", 2)) == 1002);          // compressed
  CHECK(error_of(std::string("\x83\x85", 2)) == 1002);          // unknown opcode
  CHECK(error_of(std::string("\x09\x85", 2)) == 1002);          // a ping in parts
  CHECK(error_of(std::string("\x89\xfe", 2)) == 1002);          // a long ping
  CHECK(error_of(std::string("\x81\xfe\x01\x00", 4)) == 1009);  // beyond the limit
  CHECK(error_of(std::string("\x81\x85\x37\xfa", 4)) == 0);
}
