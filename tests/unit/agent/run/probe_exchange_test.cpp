#include "agent/run/probe_exchange.hpp"

#include <doctest/doctest.h>

using namespace livetap;

namespace {

ProbeSpec spec(std::string name, Milliseconds interval = Milliseconds(1000)) {
  ProbeSpec made;
  made.name = std::move(name);
  made.interval = interval;
  return made;
}

}  // namespace

TEST_CASE("A probe that asks for the same is found wherever it stood, another one is not") {
  const std::vector<ProbeSpec> old{spec("a"), spec("b"), spec("c")};
  const auto places =
      kept_places(old, {spec("c"), spec("b", Milliseconds(500)), spec("d"), spec("a")});
  REQUIRE(places.size() == 4);
  CHECK(places[0] == 2);
  CHECK_FALSE(places[1].has_value());
  CHECK_FALSE(places[2].has_value());
  CHECK(places[3] == 0);
}
