#include "agent/run/sink_card.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using web::Verdict;

TEST_CASE("A sink fails while it takes nothing, and nothing is said of it before its first try") {
  sink::LiveStatus live;
  live.state = sink::LinkState::connecting;
  live.text = "connecting";
  CHECK_FALSE(sink_card(live).verdict);
  CHECK_FALSE(sink_card(live).delivers);
  live.text = "refused";
  CHECK(sink_card(live).verdict == Verdict::fail);
  CHECK(sink_card(live).state == "refused");
  live.state = sink::LinkState::open;
  live.text = "connected";
  live.connections = 3;
  live.counters.collected.messages = 7;
  const auto card = sink_card(live);
  CHECK(card.verdict == Verdict::ok);
  CHECK(card.delivers);
  CHECK(card.reconnects == 2);
  CHECK(card.collected == 7);
}
