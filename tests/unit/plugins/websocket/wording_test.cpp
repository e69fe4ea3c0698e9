#include "plugins/websocket/wording.hpp"

#include <doctest/doctest.h>

using namespace livetap::websocket;
using namespace std::chrono_literals;

TEST_CASE("a span is told in the units that people would use") {
  CHECK(in_words(0s) == "0 ms");
  CHECK(in_words(999ms) == "999 ms");
  CHECK(in_words(12'345ms) == "12.3 s");
  CHECK(in_words(245s) == "4 min 5 s");
  CHECK(in_words(12'000s) == "3 h 20 min");
}
