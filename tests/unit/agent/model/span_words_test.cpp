#include "agent/model/span_words.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using namespace std::chrono_literals;

TEST_CASE("a span is told in its two largest units") {
  CHECK(span_words(0ms) == "0 ms");
  CHECK(span_words(850ms) == "850 ms");
  CHECK(span_words(12'900ms) == "12 s");
  CHECK(span_words(60s) == "1 min");
  CHECK(span_words(200s) == "3 min 20 s");
  CHECK(span_words(2h + 5min + 59s) == "2 h 5 min");
  CHECK(span_words(48h) == "2 d");
  CHECK(span_words(76h) == "3 d 4 h");
}

TEST_CASE("a span is never negative") {
  CHECK(span_words(-5s) == "0 ms");
}
