#include "agent/condition/unit.hpp"

#include <doctest/doctest.h>

using namespace livetap;

TEST_CASE("a quantity is a number, with a unit of time or size if it has one") {
  CHECK(parse_quantity("20")->number == 20);
  CHECK((parse_quantity("1e3")->unit == Unit{}));
  CHECK(parse_quantity("500ms")->number == 500e6);
  CHECK((parse_quantity("1h30m")->unit == nanosecond));
  CHECK(parse_quantity("1h30m")->number == 5400e9);
  CHECK(parse_quantity("64KiB")->number == 65536);
  CHECK((parse_quantity("64KiB")->unit == byte));
  CHECK(!parse_quantity("5apples"));
}

TEST_CASE("the unit of a field is known by Grafana's name of it") {
  CHECK((unit_of("ms") == millisecond));
  CHECK(unit_of("dtdurations").base == 1e9);
  CHECK(unit_of("kbytes").base == 1024);
  CHECK(unit_of("deckbytes").base == 1000);
  CHECK((unit_of("short") == Unit{}));
  CHECK((unit_of("") == Unit{}));
}
