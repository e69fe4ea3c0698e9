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

TEST_CASE("The journal's events and its samples have a card each, and fail together") {
  journal::JournalStatus journal;
  journal.text = "the disk is full";
  journal.counters.collected.events = 5;
  journal.counters.collected.samples = 9;
  journal.counters.queued.samples = 2;
  journal.counters.dropped[0].samples = 7;
  const auto samples = samples_card(journal);
  CHECK(samples.name == "samples");
  CHECK(samples.verdict == Verdict::fail);
  CHECK(samples.state == sink_card(journal, {}).state);
  CHECK(samples.collected == 9);
  CHECK(samples.queued == 2);
  CHECK(samples.dropped[0].second == 7);
  CHECK(sink_card(journal, {}).collected == 5);
}

TEST_CASE("A sink that delivers and warns is a warning, and says of what") {
  shipper::ShipperStatus history;
  history.connected = true;
  history.text = "connected";
  CHECK(sink_card(history).verdict == Verdict::ok);
  history.report.warnings = {{"clock_differs", "", "the clock is 2 h ahead", "use NTP"}};
  const auto card = sink_card(history);
  CHECK(card.verdict == Verdict::warn);
  CHECK(card.delivers);
  CHECK(card.state == "connected; the clock is 2 h ahead -> use NTP");
  history.connected = false;
  history.error = Error{ErrorKind::unavailable, "connection refused", "", ""};
  CHECK(sink_card(history).verdict == Verdict::fail);

  journal::JournalStatus journal;
  journal.open = true;
  journal.text = "open";
  journal.warnings = {{"journal_filling", "", "80 % full", ""}};
  CHECK(sink_card(journal, {}).verdict == Verdict::warn);
  CHECK(samples_card(journal).verdict == Verdict::warn);
}
