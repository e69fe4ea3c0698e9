// Framing, reserved bits, opcodes, fragments and limits, as the Autobahn suite tries them
// (its sections 1, 3, 4, 5, 9 and 10). What an echo client would send back, the probe counts.
#include <doctest/doctest.h>

#include "tests/integration/websocket/exchange.hpp"
#include "tests/integration/websocket/frames.hpp"

using namespace livetap::test;
using Texts = std::vector<std::string>;

TEST_CASE("messages of every kind of length come in whole, in one packet or in many") {
  for (const int opcode : {op_text, op_binary}) {
    for (const std::size_t size : {0, 1, 125, 126, 127, 128, 65535, 65536}) {
      for (const std::size_t chop : {0, 997}) {
        CAPTURE(size);
        const std::string payload(size, '*');
        const auto seen = converse(frame(final_frame | opcode, payload), chop);
        CHECK(seen.good());
        CHECK(seen.client.messages == std::vector<ReceivedMessage>{{payload, opcode == op_text}});
      }
    }
  }
}

TEST_CASE("a reserved bit that nobody agreed on ends the connection, after what came before it") {
  for (const int reserved : {0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70}) {
    for (const int opcode : {op_text, op_binary, op_ping, op_close}) {
      for (const std::size_t chop : {0, 1}) {
        const auto seen =
            converse(text_frame("first") + frame(final_frame | reserved | opcode, "Hi"), chop);
        CHECK(seen.failed_with(1002));
        CHECK(seen.texts() == Texts{"first"});
      }
    }
  }
}

TEST_CASE("an unknown opcode ends the connection, after what came before it") {
  for (const int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
    for (const char* payload : {"", "reserved"}) {
      const auto seen = converse(text_frame("first") + frame(final_frame | opcode, payload));
      CAPTURE(opcode);
      CHECK(seen.failed_with(1002));
      CHECK(seen.texts() == Texts{"first"});
    }
  }
}

TEST_CASE("a message in fragments is one message, with control frames in between or not") {
  const std::string first = frame(op_text, "frag1");
  const std::string last = frame(final_frame, "frag2");
  const std::string hello = frame(final_frame | op_ping, "between");
  for (const std::size_t chop : {0, 1}) {
    CHECK(converse(first + last, chop).texts() == Texts{"frag1frag2"});
    const auto with_ping = converse(first + hello + last, chop);
    CHECK(with_ping.good());
    CHECK(with_ping.texts() == Texts{"frag1frag2"});
    CHECK(with_ping.pongs == Texts{"between"});
  }
  const auto five = converse(first + frame(op_more, "2") + hello + frame(op_more, "3") +
                             frame(op_more, "4") + hello + frame(final_frame, "5"));
  CHECK(five.texts() == Texts{"frag12345"});
  CHECK(five.pongs == Texts{"between", "between"});
  CHECK(converse(frame(op_text) + frame(op_more) + frame(final_frame)).texts() == Texts{""});
  CHECK(converse(frame(op_text) + frame(op_more, "x") + frame(final_frame)).texts() == Texts{"x"});
}

TEST_CASE("a continuation of nothing, or a message inside another, ends the connection") {
  const std::string good = fragmented(op_text, "frag1frag2", 5);
  for (const std::string& bytes :
       {frame(final_frame | op_more, "lost"), frame(op_more, "lost"),
        frame(op_text, "open") + text_frame("inside"),
        frame(op_text, "open") + frame(op_binary, "inside"),
        frame(op_binary, "open") + frame(final_frame | op_binary, "inside")}) {
    CHECK(converse(bytes).failed_with(1002));
    const auto later = converse(good + bytes);
    CHECK(later.failed_with(1002));
    CHECK(later.texts() == Texts{"frag1frag2"});
  }
}

TEST_CASE("a control frame in fragments, or one that is too long, ends the connection") {
  CHECK(converse(frame(op_ping, "a") + frame(final_frame, "b")).failed_with(1002));
  CHECK(converse(frame(op_pong, "a") + frame(final_frame, "b")).failed_with(1002));
  CHECK(converse(frame(op_close, "")).failed_with(1002));
  CHECK(converse(frame(final_frame | op_ping, std::string(126, 'x'))).failed_with(1002));
  CHECK(converse(frame(final_frame | op_pong, std::string(126, 'x'))).failed_with(1002));
}

TEST_CASE("messages up to the limit come in, however they are cut, and one byte more does not") {
  constexpr std::size_t limit = 1 << 20;
  for (const int opcode : {op_text, op_binary}) {
    for (const std::size_t size : {std::size_t{64} << 10, std::size_t{256} << 10, limit}) {
      const std::string payload(size, '*');
      for (const std::string& bytes :
           {frame(final_frame | opcode, payload), fragmented(opcode, payload, 1300),
            fragmented(opcode, payload, 64 << 10)}) {
        const auto seen = converse(bytes);
        CHECK(seen.good());
        CHECK(seen.client.messages == std::vector<ReceivedMessage>{{payload, opcode == op_text}});
      }
    }
    const std::string over(limit + 1, '*');
    CHECK(converse(frame(final_frame | opcode, over)).failed_with(1009));
    CHECK(converse(fragmented(opcode, over, 1300)).failed_with(1009));
  }
}
