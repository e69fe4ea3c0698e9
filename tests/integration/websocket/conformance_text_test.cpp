// UTF-8 in text messages, as the Autobahn suite tries it (its section 6). Failing at the first bad
// byte is better than at the end of the message, and not asked for.
#include <doctest/doctest.h>

#include "tests/integration/websocket/exchange.hpp"
#include "tests/integration/websocket/frames.hpp"

using namespace livetap::test;
using namespace std::string_literals;

namespace {

bool comes_in(const std::string& payload, const std::string& bytes, std::size_t chop = 0) {
  const auto seen = converse(bytes, chop);
  return seen.good() && seen.texts() == std::vector<std::string>{payload};
}

const std::string valid[] = {
    "Hello-\xc2\xb5@\xc3\x9f\xc3\xb6\xc3\xa4\xc3\xbc\xc3\xa0\xc3\xa1-UTF-8!!",
    "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5",
    "\x00"s,
    "\x7f",
    "\xc2\x80",
    "\xdf\xbf",
    "\xe0\xa0\x80",
    "\xef\xbf\xbf",
    "\xf0\x90\x80\x80",
    "\xf4\x8f\xbf\xbf",  // first and last of each length
    "\xed\x9f\xbf",
    "\xee\x80\x80",
    "\xef\xbf\xbd",  // around surrogates, replacement
    "\xef\xbf\xbe",
    "\xf0\x9f\xbf\xbe",
    "\xf4\x8f\xbf\xbe",                                  // characters that are none
    "\xef\xbf\xb9\xef\xbf\xba\xef\xbf\xbb\xef\xbf\xbc",  // specials
};

const std::string invalid[] = {
    "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80"
    "edited",  // a surrogate inside
    "\x80",
    "\xbf",
    "\x80\xbf",
    "\x80\xbf\x80\xbf\x80\xbf",  // continuation alone
    "\xc0 ",
    "\xe0 ",
    "\xf0 ",
    "\xf8 ",
    "\xfc ",  // start alone
    "\xc0",
    "\xe0\x80",
    "\xf0\x80\x80",
    "\xf8\x80\x80\x80",
    "\xdf",
    "\xef\xbf",
    "\xf7\xbf\xbf",
    "\xe1\xbd",
    "\xf4\x8f\xbf",  // the last byte missing
    "\xfe",
    "\xff",
    "\xfe\xfe\xff\xff",  // never in UTF-8
    "\xc0\xaf",
    "\xe0\x80\xaf",
    "\xf0\x80\x80\xaf",
    "\xf8\x80\x80\x80\xaf",
    "\xfc\x80\x80\x80\x80\xaf",
    "\xc1\xbf",
    "\xe0\x9f\xbf",
    "\xf0\x8f\xbf\xbf",
    "\xc0\x80",
    "\xe0\x80\x80",  // overlong
    "\xf4\x90\x80\x80",
    "\xf7\xbf\xbf\xbf",
    "\xf8\x88\x80\x80\x80",
    "\xfc\x84\x80\x80\x80\x80",
    "\xed\xa0\x80",
    "\xed\xad\xbf",
    "\xed\xae\x80",
    "\xed\xaf\xbf",
    "\xed\xb0\x80",
    "\xed\xbe\x80",
    "\xed\xbf\xbf",
    "\xed\xa0\x80\xed\xb0\x80",  // surrogates, in pairs too
};

}  // namespace

TEST_CASE("valid UTF-8 comes in whole, byte by byte, and cut within a character") {
  for (const std::string& payload : valid) {
    CAPTURE(payload);
    CHECK(comes_in(payload, text_frame(payload)));
    CHECK(comes_in(payload, text_frame(payload), 1));
    CHECK(comes_in(payload, fragmented(op_text, payload, 1)));
    CHECK(comes_in(payload, fragmented(op_text, payload, 2), 1));
  }
}

TEST_CASE("bytes that are no UTF-8 end a text message and its connection, in one piece or many") {
  for (const std::string& payload : invalid) {
    CAPTURE(payload);
    for (const std::string& bytes : {text_frame(payload), fragmented(op_text, payload, 1)}) {
      const auto seen = converse(bytes);
      CHECK(seen.failed_with(1007));
      CHECK(seen.texts().empty());
    }
    const auto binary_message = converse(frame(final_frame | op_binary, payload));
    CHECK(binary_message.good());
  }
}
