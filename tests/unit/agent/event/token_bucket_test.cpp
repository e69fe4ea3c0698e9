#include "agent/event/token_bucket.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using namespace std::chrono_literals;

namespace {

int passed(TokenBucket& bucket, int tries, SteadyTime now) {
  int count = 0;
  for (int i = 0; i < tries; ++i) {
    count += bucket.take(now) ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("after a rest so many pass at once, and then so many a second") {
  TokenBucket bucket(10, 30);
  const SteadyTime start{1000s};
  CHECK(passed(bucket, 100, start) == 30);
  CHECK(passed(bucket, 100, start + 500ms) == 5);
  CHECK(passed(bucket, 100, start + 1500ms) == 10);
  CHECK(passed(bucket, 100, start + 1h) == 30);
}
