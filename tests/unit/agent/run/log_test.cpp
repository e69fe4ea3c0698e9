#include <doctest/doctest.h>

#include "agent/run/log.hpp"

TEST_CASE("A message stays one line whatever it holds") {
  CHECK(livetap::log_line("a\nb\r\tc\x1b[2J") == "a b  c [2J");
  CHECK(livetap::log_line(std::string_view("a\0b", 3)) == "a b");
  CHECK(livetap::log_line("a\u2028b\u2029c") == "a b c");
  CHECK(livetap::log_line("grün") == "grün");
}
