#include "plugins/websocket/source_time.hpp"

#include <doctest/doctest.h>

using namespace livetap::websocket;

namespace {

constexpr double noon = 1709208000000;  // 2024-02-29T12:00:00Z

}  // namespace

TEST_CASE("a pointer leads to the time in a message") {
  CHECK(source_time(R"({"ts": 1709208000000})", "/ts") == noon);
  CHECK(source_time(R"({"data": [{"T": "1709208000000"}]})", "/data/0/T") == noon);
  CHECK(source_time(R"({"a/b": {"m~n": "2024-02-29T12:00:00Z"}})", "/a~1b/m~0n") == noon);
  CHECK(source_time(R"([0, 1709208000])", "/1") == noon);
}

TEST_CASE("a message without that time has none") {
  for (const char* message : {"", "hello", "{", R"({"ts": null})", R"({"ts": true})", R"({"t": 5})",
                              R"({"ts": {}})", R"({"ts": "soon"})", "[]", "\xff\xfe", "5"}) {
    CAPTURE(message);
    CHECK_FALSE(source_time(message, "/ts"));
  }
}

TEST_CASE("a message that is very deep or very large is not looked into") {
  const std::string deep =
      R"({"ts": 1709208000, "x": )" + std::string(40, '[') + std::string(40, ']') + "}";
  CHECK_FALSE(source_time(deep, "/ts"));
  const std::string large = R"({"ts": 1709208000, "x": ")" + std::string(65 * 1024, 'x') + "\"}";
  CHECK_FALSE(source_time(large, "/ts"));
}
