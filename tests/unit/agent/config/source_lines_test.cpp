#include "agent/config/source_lines.hpp"

#include <doctest/doctest.h>

using namespace livetap;

TEST_CASE("lines are counted from 1 and come without their ends") {
  const SourceLines lines("one\r\ntwo\n\nfour");
  CHECK(lines.count() == 4);
  CHECK(lines.line(1) == "one");
  CHECK(lines.line(2) == "two");
  CHECK(lines.line(3).empty());
  CHECK(lines.line(4) == "four");
  CHECK(lines.line(0).empty());
  CHECK(lines.line(5).empty());
}

TEST_CASE("characters are code points, not bytes") {
  CHECK(count_characters("aé€😀") == 4);
  CHECK(byte_of_character("aé€", 0) == 0);
  CHECK(byte_of_character("aé€", 2) == 3);
  CHECK(byte_of_character("aé€", 9) == 6);
}

TEST_CASE("broken UTF-8 is found at its first byte") {
  CHECK(find_broken_utf8("aé€😀") == std::string_view::npos);
  CHECK(find_broken_utf8("ab\xFF") == 2);
  CHECK(find_broken_utf8("\xC0\xAF") == 0);           // overlong
  CHECK(find_broken_utf8("a\xED\xA0\x80") == 1);      // a surrogate
  CHECK(find_broken_utf8("a\xF4\x90\x80\x80") == 1);  // beyond Unicode
  CHECK(find_broken_utf8("a\xE2\x82") == 1);          // cut off
}
