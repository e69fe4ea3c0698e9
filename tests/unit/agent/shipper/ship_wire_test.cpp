#include "agent/shipper/ship_wire.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using namespace livetap::shipper;

namespace {

Report report() {
  Report made;
  made.connected = true;
  made.error = Error{ErrorKind::timeout, "no answer", "look", "history.url"};
  made.collected = 1'000'000;
  made.queued = 7;
  made.counts = {1, 2, 3, 4, 5};
  made.table_rows = 9;
  made.bytes = 10;
  made.connections = 11;
  made.done = {12, -1};
  made.runs = {{"run", {14, 15}, {16, 17}, {{"queue", {5, 6}}}, true}, {"", {0, 0}, {0, 0}}};
  made.warnings = {{"clock_differs", "", "ahead", "NTP"}};
  return made;
}

}  // namespace

TEST_CASE("a report and orders come out as they went in") {
  CHECK(decode_report(encode(report())) == report());
  const Moment moment{SteadyTime(std::chrono::nanoseconds(17)), WallTime(Milliseconds(-3))};
  const Orders orders{"/var/journal.db", "desk",    "postgresql://a@b/c",
                      "secret",          "livetap", Milliseconds(86'400'000),
                      Milliseconds(5),   moment,    report()};
  const auto read = decode_orders(encode(orders));
  REQUIRE(read);
  CHECK(read->password == "secret");
  CHECK(read->retention == orders.retention);
  CHECK(read->journal_age == orders.journal_age);
  CHECK(read->now.wall == moment.wall);
  CHECK(read->known == report());
  const auto pulse = decode_pulse(encode(Pulse{moment}));
  CHECK(pulse->at.steady == moment.steady);
  CHECK(pulse->at.wall == moment.wall);
  CHECK_FALSE(decode_pulse(""));
}

TEST_CASE("bytes that make no sense are nothing, at whatever place they are cut or turned") {
  const auto whole = encode(report());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CHECK_FALSE(decode_report(whole.substr(0, size)));
  }
  for (std::size_t i = 0; i < whole.size(); ++i) {
    auto turned = whole;
    turned[i] = static_cast<char>(~turned[i]);
    decode_report(turned);  // whatever it is, it ends
  }
  CHECK_FALSE(decode_report(whole + "x"));
}
