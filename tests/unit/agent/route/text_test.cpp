#include "agent/route/text.hpp"

#include <doctest/doctest.h>

using namespace livetap;

TEST_CASE("a text is UTF-8 wherever its characters lie in it") {
  CHECK(is_utf8(""));
  CHECK(is_utf8("plain"));
  CHECK(is_utf8("Grüße, 世界 \xF0\x9F\x98\x80 and eight more bytes"));
  for (std::size_t lead = 0; lead < 20; ++lead) {
    CHECK(is_utf8(std::string(lead, 'a') + "ü" + std::string(lead, 'b')));
    CHECK_FALSE(is_utf8(std::string(lead, 'a') + "\xFC" + std::string(lead, 'b')));
    CHECK_FALSE(is_utf8(std::string(lead, 'a') + "\xC3"));
  }
}

TEST_CASE("every byte that is no UTF-8 becomes one replacement character") {
  CHECK(repaired_utf8("a\xFFz") == "a\uFFFDz");
  CHECK(repaired_utf8("\xC0\xAF") == "\uFFFD\uFFFD");
  CHECK(repaired_utf8("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");
  CHECK(repaired_utf8("ü\xC3") == "ü\uFFFD");
}

TEST_CASE("a long text is cut between characters") {
  CHECK(shortened_text(std::string(40, 'a'), 16) == std::string(13, 'a') + "…");
  CHECK(shortened_text("aüüüüüüüüüü", 17) == "aüüüüüü…");
}

TEST_CASE("two long names that differ at the end are still two names when cut") {
  const std::string start(300, 'q');
  const auto one = shortened_name(start + "1", 256);
  const auto two = shortened_name(start + "2", 256);
  CHECK(one.size() == 256);
  CHECK(one != two);
  CHECK(one == shortened_name(start + "1", 256));
}
