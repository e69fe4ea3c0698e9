#include "plugins/websocket/traffic.hpp"

#include <doctest/doctest.h>

using namespace livetap::websocket;
using namespace std::chrono_literals;

namespace {

const Traffic::Time start{1000s};

}  // namespace

TEST_CASE("rates are per second of the interval, whatever its length") {
  Traffic traffic;
  traffic.opened(start);
  for (const auto span : {500ms, 1000ms, 2000ms}) {
    static auto now = start;
    for (int i = 0; i < 30; ++i) traffic.message(200);
    now += span;
    const auto interval = traffic.take(now);
    CHECK(interval.message_rate == doctest::Approx(30'000.0 / static_cast<double>(span.count())));
    CHECK(*interval.byte_rate == doctest::Approx(*interval.message_rate * 200));
  }
}

TEST_CASE("an open connection without messages has rate 0, a closed one has none") {
  Traffic traffic;
  traffic.opened(start);
  CHECK(traffic.take(start + 1s).message_rate == doctest::Approx(0));
  traffic.closed(start + 1s);
  CHECK_FALSE(traffic.take(start + 2s).message_rate);
}

TEST_CASE("only the time in which a connection was open counts") {
  Traffic traffic;
  traffic.opened(start);
  for (int i = 0; i < 10; ++i) traffic.message(1);
  traffic.closed(start + 500ms);
  CHECK(traffic.take(start + 1s).message_rate == doctest::Approx(20));
  traffic.opened(start + 1500ms);
  for (int i = 0; i < 10; ++i) traffic.message(1);
  CHECK(traffic.take(start + 2s).message_rate == doctest::Approx(20));
}

TEST_CASE("a burst in the first moment is no rate of millions") {
  Traffic traffic;
  traffic.opened(start);
  traffic.message(1000);
  CHECK(traffic.take(start + 1ms).message_rate == doctest::Approx(4));
}

TEST_CASE("lag is the mean of the interval's, and nothing without any") {
  Traffic traffic;
  traffic.opened(start);
  traffic.lag(10);
  traffic.lag(-4);
  CHECK(traffic.take(start + 1s).lag_ms == doctest::Approx(3));
  CHECK_FALSE(traffic.take(start + 2s).lag_ms);
}
