#include "net/json_pointer.hpp"

#include <doctest/doctest.h>

using namespace livetap::net;

TEST_CASE("a pointer is told from what is none") {
  CHECK(is_pointer("/ts"));
  CHECK(is_pointer("/data/0/a~1b"));
  for (const char* text : {"", "ts", "data.ts", "/a~", "/a~2b"}) CHECK_FALSE(is_pointer(text));
}
