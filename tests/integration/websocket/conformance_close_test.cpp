// The closing handshake, as the Autobahn suite tries it (its section 7).
#include <doctest/doctest.h>

#include "tests/integration/websocket/exchange.hpp"
#include "tests/integration/websocket/frames.hpp"

using namespace livetap::test;
using livetap::websocket::FailureKind;
using Texts = std::vector<std::string>;

namespace {

// The client left because it was told to, and answered so.
bool left_in_order(const Exchange& seen, int close_code) {
  return !seen.survived && seen.close_code == close_code && seen.client_error.empty() &&
         seen.client.failure && seen.client.failure->kind == FailureKind::closed;
}

}  // namespace

TEST_CASE("a close frame is answered, and nothing after it counts") {
  const std::string close = close_frame(1000);
  CHECK(left_in_order(converse(close), 1000));
  CHECK(left_in_order(converse(close + close), 1000));
  CHECK(left_in_order(converse(close + frame(final_frame | op_ping, "late")), 1000));
  const auto seen = converse(text_frame("before") + close + text_frame("after"));
  CHECK(left_in_order(seen, 1000));
  CHECK(seen.texts() == Texts{"before"});
  CHECK(converse(frame(op_text, "open") + close + frame(final_frame, "rest")).texts().empty());
  const auto large = converse(text_frame(std::string(256 << 10, '*')) + close +
                              frame(final_frame | op_ping, "late"));
  CHECK(left_in_order(large, 1000));
  CHECK(large.texts().size() == 1);
}

TEST_CASE("a close frame may be empty or hold a code and words, of 125 bytes at most") {
  CHECK(left_in_order(converse(frame(final_frame | op_close)), 1000));
  CHECK(converse(frame(final_frame | op_close)).client.failure->close_code == 1005);
  CHECK(left_in_order(converse(close_frame(1000, "Hello World!")), 1000));
  CHECK(left_in_order(converse(close_frame(1000, std::string(123, '*'))), 1000));
  CHECK(converse(close_frame(1000, std::string(124, '*'))).failed_with(1002));
  CHECK(converse(frame(final_frame | op_close, "a")).failed_with(1002));
  CHECK(converse(close_frame(1000, "\xce\xba\xe1\xbd\xb9\xed\xa0\x80")).failed_with(1002));
}

TEST_CASE("close codes that a server may send are taken over, all others end the connection") {
  for (const int code :
       {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 3000, 3999, 4000, 4999}) {
    CAPTURE(code);
    const auto seen = converse(close_frame(code));
    CHECK(left_in_order(seen, code));
    CHECK(seen.client.failure->close_code == code);
  }
  for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999}) {
    CAPTURE(code);
    CHECK(converse(close_frame(code)).failed_with(1002));
  }
}
