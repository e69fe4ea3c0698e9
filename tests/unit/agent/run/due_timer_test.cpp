#include "agent/run/due_timer.hpp"

#include <doctest/doctest.h>

using namespace livetap;

namespace {

const SteadyTime past{};
const SteadyTime never = SteadyTime::max();

struct Counted {
  boost::asio::io_context io;
  int calls = 0;
  DueTimer timer{io, [this] { ++calls; }};

  int after_a_turn() {
    io.restart();
    io.poll();
    return calls;
  }
};

}  // namespace

TEST_CASE("What is due is done once, and again only when it is asked for again") {
  Counted counted;
  CHECK(counted.after_a_turn() == 0);
  counted.timer.set(past);
  CHECK(counted.after_a_turn() == 1);
  CHECK(counted.after_a_turn() == 1);
  counted.timer.set(past);
  CHECK(counted.after_a_turn() == 2);
}

TEST_CASE("The last moment that was asked for counts") {
  Counted counted;
  counted.timer.set(past);
  counted.timer.set(never);
  CHECK(counted.after_a_turn() == 0);
  counted.timer.set(past);
  CHECK(counted.after_a_turn() == 1);
  counted.timer.set(past);
  counted.timer.set(std::nullopt);
  CHECK(counted.after_a_turn() == 1);
}

TEST_CASE("A stopped timer does nothing any more, not even what was due") {
  Counted counted;
  counted.timer.set(past);
  counted.timer.stop();
  counted.timer.set(past);
  CHECK(counted.after_a_turn() == 0);
}
