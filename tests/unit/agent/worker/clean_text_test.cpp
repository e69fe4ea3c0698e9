#include "agent/worker/clean_text.hpp"

#include <doctest/doctest.h>

using namespace livetap::worker;

TEST_CASE("a text is never cut inside a character") {
  CHECK(cut_utf8("abc", 3) == "abc");
  CHECK(cut_utf8("ab\u20ac", 5) == "ab\u20ac");
  CHECK(cut_utf8("ab\u20ac", 4) == "ab");
  CHECK(cut_utf8("ab\u20ac", 3) == "ab");
  CHECK(cut_utf8("\U0001F600", 3).empty());
  CHECK(cut_utf8("\x80\x80\x80\x80\x80\x80", 4).size() == 4);
}

TEST_CASE("a line has no line ends and no control characters") {
  CHECK(clean_line("a\nb\tc\x1b[31m", 100) == "a b c [31m");
  CHECK(clean_line("a\u2028b\u0085c", 100) == "a b c");
  CHECK(clean_line("tail\r\n", 100) == "tail");
  CHECK(clean_line(std::string_view("a\0b", 3), 100) == "a b");
}

TEST_CASE("broken UTF-8 becomes the replacement character") {
  CHECK(clean_line("a\xff z", 100) == "a\uFFFD z");
  CHECK(clean_line("\xc0\xaf", 100) == "\uFFFD\uFFFD");
  CHECK(clean_line("\xed\xa0\x80", 100) == "\uFFFD\uFFFD\uFFFD");
  CHECK(clean_line("\xf0\x9f\x98", 100) == "\uFFFD\uFFFD\uFFFD");
  CHECK(clean_line("gr\u00fc\u00df \U0001F600", 100) == "gr\u00fc\u00df \U0001F600");
}
