#include "plugins/rabbitmq/wording.hpp"

#include <doctest/doctest.h>

using namespace livetap::rabbitmq;

TEST_CASE("whole numbers are grouped by thousands") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1532) == "1,532");
  CHECK(grouped(1234567) == "1,234,567");
  CHECK(grouped(-123456) == "-123,456");
}

TEST_CASE("a rate shows the digits that matter") {
  CHECK(per_second(0) == "0/s");
  CHECK(per_second(0.3) == "0.3/s");
  CHECK(per_second(0.042) == "0.042/s");
  CHECK(per_second(24.6) == "25/s");
  CHECK(per_second(12345.6) == "12,346/s");
  CHECK(per_second(1e300) == "1e+300/s");
}
