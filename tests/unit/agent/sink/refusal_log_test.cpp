#include "agent/sink/refusal_log.hpp"

#include <doctest/doctest.h>

using namespace livetap::sink;
using namespace std::chrono_literals;

TEST_CASE("a message that is not taken is told once a minute, with its channel and how many more") {
  RefusalLog log;
  const LiveMessage message{"queue", std::make_shared<const std::string>("queue v=x\n"), 1};
  const LinkFailure failure{LinkFault::not_websocket, "no (500)", "look", 500};
  const RefusalLog::Time now{1000h};
  CHECK(*log.refused(message, failure, now) ==
        "a message of channel queue, 10 bytes, is not taken and dropped: no (500); look");
  CHECK_FALSE(log.refused(message, failure, now + 1s).has_value());
  CHECK_FALSE(log.refused(message, failure, now + 59s).has_value());
  CHECK(log.refused(message, failure, now + 60s)
            ->ends_with("look (and 2 others since the last such line)"));
  CHECK(log.refused(message, failure, now + 120s)->ends_with("look"));
}
