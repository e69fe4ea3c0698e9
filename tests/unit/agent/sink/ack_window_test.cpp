#include "agent/sink/ack_window.hpp"

#include <doctest/doctest.h>

using namespace livetap::sink;
using namespace std::chrono_literals;

namespace {

/// Writes that much, and has it confirmed after a time.
void exchange(AckWindow& window, AckWindow::Time& now, std::size_t bytes,
              std::chrono::milliseconds answer) {
  window.written(bytes);
  const auto number = window.ping(now, true);
  now += answer;
  REQUIRE(window.pong(number, now));
}

}  // namespace

TEST_CASE("a message larger than the window goes alone") {
  AckWindow window;
  CHECK(window.allows(1'000'000));
  window.written(1);
  CHECK_FALSE(window.allows(1'000'000));
  CHECK(window.allows(64 * 1024 - 1));
  CHECK_FALSE(window.allows(64 * 1024));
}

TEST_CASE("a fast link widens the window, a slow one narrows it") {
  AckWindow window;
  AckWindow::Time now{};
  for (int i = 0; i < 10; ++i) exchange(window, now, 1, 10ms);
  window.written(1);
  CHECK(window.allows(1024 * 1024 - 1));
  window.connection_opened();
  for (int i = 0; i < 20; ++i) exchange(window, now, 1, 2s);
  window.written(1);
  CHECK(window.allows(4095));
  CHECK_FALSE(window.allows(4096));
}

TEST_CASE("a slow answer earns patience, a quick one ends it") {
  AckWindow window;
  AckWindow::Time now{};
  CHECK(window.patience() == 9s);
  exchange(window, now, 1, 9s);
  CHECK(window.patience() == 18s);
  exchange(window, now, 1, 100s);
  CHECK(window.patience() == 120s);
  exchange(window, now, 1, 5ms);
  CHECK(window.patience() == 9s);
}

TEST_CASE("giving up with data under way doubles the patience: the link may just be slow") {
  AckWindow window;
  window.gave_up();
  CHECK(window.patience() == 9s);
  window.written(100);
  window.gave_up();
  CHECK(window.patience() == 18s);
  for (int i = 0; i < 10; ++i) window.gave_up();
  CHECK(window.patience() == 120s);
}

TEST_CASE("a ping in the middle of a write confirms nothing but life") {
  AckWindow window;
  AckWindow::Time now{};
  window.written(100);
  const auto number = window.ping(now, false);
  CHECK(window.pong(number, now));
  CHECK(window.unconfirmed() == 100);
}

TEST_CASE("an old or forged pong confirms nothing") {
  AckWindow window;
  AckWindow::Time now{};
  CHECK_FALSE(window.pong(0, now));
  window.written(100);
  const auto number = window.ping(now, true);
  CHECK_FALSE(window.pong(number - 1, now));
  CHECK(window.pong(number, now));
  CHECK_FALSE(window.pong(number, now));
  CHECK(window.unconfirmed() == 0);
}
