#include "agent/run/complaints.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using namespace std::chrono_literals;

namespace {
const SteadyTime start{1000s};
}

TEST_CASE("A complaint is logged once, then after one minute, then after two more") {
  Complaints complaints;
  CHECK(complaints.failed("rabbitmq", "queues", "refused", start) == "rabbitmq/queues: refused");
  CHECK_FALSE(complaints.failed("rabbitmq", "queues", "refused", start + 59s));
  CHECK(complaints.failed("rabbitmq", "queues", "refused", start + 60s) ==
        "rabbitmq/queues: still, after 60 s: refused");
  CHECK_FALSE(complaints.failed("rabbitmq", "queues", "refused", start + 179s));
  CHECK(complaints.failed("rabbitmq", "queues", "refused", start + 180s));
}

TEST_CASE("Measurements that fail for one reason share a complaint and its end") {
  Complaints complaints;
  CHECK(complaints.failed("rabbitmq", "queues", "refused", start));
  CHECK_FALSE(complaints.failed("rabbitmq", "nodes", "refused", start));
  CHECK_FALSE(complaints.well("rabbitmq", "queues", start + 5s));
  CHECK(complaints.well("rabbitmq", "nodes", start + 7s) == "rabbitmq: well again after 7 s");
  CHECK_FALSE(complaints.well("rabbitmq", "nodes", start + 8s));
}

TEST_CASE("Another reason is another complaint") {
  Complaints complaints;
  CHECK(complaints.failed("db", "signals", "locked", start));
  CHECK(complaints.failed("db", "signals", "gone", start + 1s) == "db/signals: gone");
  CHECK(complaints.well("db", "signals", start + 4s) == "db: well again after 3 s");
}

TEST_CASE("Probes complain apart") {
  Complaints complaints;
  CHECK(complaints.failed("a", "x", "refused", start));
  CHECK(complaints.failed("b", "x", "refused", start));
  CHECK_FALSE(complaints.well("c", "x", start));
}
