#include "agent/run/notice_log.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using namespace std::chrono_literals;

namespace {

const SteadyTime start{1000s};

ViewNotice too_many(std::uint32_t count) {
  return {"queue_5m", ViewNotice::Reason::series_limit, count, {"a, /", "b, /"}};
}

}  // namespace

TEST_CASE("What a channel leaves out is said once, with names and reason") {
  NoticeLog log;
  CHECK(log.changes({too_many(3)}, start) ==
        std::vector<std::string>{"channel queue_5m leaves out 3 (a, /; b, /; ...): a window takes "
                                 "the 20 busiest series"});
  CHECK(log.changes({too_many(3)}, start + 1h).empty());
}

TEST_CASE("A change is said at most once a minute") {
  NoticeLog log;
  log.changes({too_many(3)}, start);
  CHECK(log.changes({too_many(4)}, start + 59s).empty());
  CHECK(log.changes({too_many(4)}, start + 60s).size() == 1);
}

TEST_CASE("The end is said once") {
  NoticeLog log;
  log.changes({too_many(3)}, start);
  CHECK(log.changes({}, start + 1s) ==
        std::vector<std::string>{"channel queue_5m carries all again"});
  CHECK(log.changes({}, start + 2s).empty());
}
