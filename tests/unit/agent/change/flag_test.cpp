#include "agent/change/flag.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using namespace std::chrono_literals;

namespace {

const SteadyTime start = SteadyTime() + 1h;
const FlagRule up_rule{false, {3, 2}};  // false is bad: believed after 3, true after 2
const FlagRule neutral{std::nullopt, {3, 2}};

}  // namespace

TEST_CASE("a first good state is known at once and silent") {
  Flag flag;
  const auto turn = flag.see(true, up_rule, start);
  REQUIRE(turn);
  CHECK(turn->value);
  CHECK(!turn->before);
  CHECK(!turn->loud);
  CHECK(flag.known() == true);
}

TEST_CASE("a first bad state is loud, when enough gathers have said so") {
  Flag flag;
  CHECK(!flag.see(false, up_rule, start));
  CHECK(!flag.see(false, up_rule, start + 1s));
  CHECK(!flag.known());
  const auto turn = flag.see(false, up_rule, start + 2s);
  REQUIRE(turn);
  CHECK(turn->loud);
  CHECK(!turn->before);
  CHECK((flag.since() == start));
}

TEST_CASE("bad counts after `down` gathers in a row, and dates from the first of them") {
  Flag flag;
  flag.see(true, up_rule, start);
  CHECK(!flag.see(false, up_rule, start + 10s));
  CHECK(!flag.see(false, up_rule, start + 11s));
  const auto turn = flag.see(false, up_rule, start + 12s);
  REQUIRE(turn);
  CHECK(!turn->value);
  CHECK((turn->before == 10s));
  CHECK(turn->loud);
  CHECK(!flag.see(false, up_rule, start + 13s));
}

TEST_CASE("good counts after `up` gathers in a row") {
  Flag flag;
  flag.remember(false, start);
  CHECK(!flag.see(true, up_rule, start + 12s));
  const auto turn = flag.see(true, up_rule, start + 13s);
  REQUIRE(turn);
  CHECK(turn->value);
  CHECK((turn->before == 12s));
}

TEST_CASE("one gather of the known state begins the count anew") {
  Flag flag;
  flag.see(true, up_rule, start);
  flag.see(false, up_rule, start + 1s);
  flag.see(false, up_rule, start + 2s);
  flag.see(true, up_rule, start + 3s);
  CHECK(!flag.see(false, up_rule, start + 4s));
  CHECK(!flag.see(false, up_rule, start + 5s));
  const auto turn = flag.see(false, up_rule, start + 6s);
  REQUIRE(turn);
  CHECK((turn->before == 4s));
}

TEST_CASE("before anything is known, a good gather ends what bad ones began") {
  Flag flag;
  flag.see(false, up_rule, start);
  const auto turn = flag.see(true, up_rule, start + 1s);
  REQUIRE(turn);
  CHECK(!turn->loud);
  CHECK((flag.since() == start + 1s));
}

TEST_CASE("where no state is bad, each turn counts at once, and the first is silent") {
  Flag flag;
  CHECK(!flag.see(false, neutral, start)->loud);
  const auto on = flag.see(true, neutral, start + 5s);
  REQUIRE(on);
  CHECK(on->loud);
  CHECK((on->before == 5s));
  CHECK((flag.see(false, neutral, start + 6s)->before == 1s));
}

TEST_CASE("a bad state that was known before the restart is no news") {
  Flag flag;
  flag.remember(false, start - 1min);
  CHECK(!flag.see(false, up_rule, start));
  CHECK(!flag.see(false, up_rule, start + 1s));
  CHECK(!flag.see(false, up_rule, start + 2s));
  flag.see(true, up_rule, start + 3s);
  CHECK((flag.see(true, up_rule, start + 4s)->before == 63s));
}
