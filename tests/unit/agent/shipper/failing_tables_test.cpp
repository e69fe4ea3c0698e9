#include "agent/shipper/failing_tables.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using namespace livetap::shipper;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime start{1h};
const Error locked{ErrorKind::timeout, "lock timeout", "end the transaction", ""};

}  // namespace

TEST_CASE("a table that fails waits alone, and ever longer up to a minute") {
  FailingTables failing;
  auto now = start;
  for (const auto pause : {5s, 10s, 20s, 40s, 60s, 60s}) {
    failing.failed("queue", locked, now);
    CHECK(failing.waits("queue", now + pause - 1ms));
    CHECK_FALSE(failing.waits("queue", now + pause));
    CHECK_FALSE(failing.waits("node", now));
    now += pause;
  }
  CHECK(failing.waiting(now).empty());
  CHECK(failing.waiting(now - 1ms) == std::set<std::string>{"queue"});
}

TEST_CASE("it is told until its table takes rows again, also while it is tried") {
  FailingTables failing;
  failing.failed("queue", locked, start);
  REQUIRE(failing.warnings().size() == 1);
  CHECK(failing.warnings()[0].subject == "queue");
  CHECK(failing.warnings()[0].message == "rows of queue wait in the journal: lock timeout");
  CHECK(failing.warnings()[0].hint == locked.hint);
  failing.recovered("queue");
  CHECK(failing.warnings().empty());
  failing.failed("queue", locked, start);
  CHECK_FALSE(failing.waits("queue", start + 5s));
}
