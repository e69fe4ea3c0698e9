#include "agent/sink/push_link.hpp"

#include <doctest/doctest.h>

#include "unit/agent/sink/link_driver.hpp"

using namespace livetap::sink;
using namespace std::chrono_literals;
using Kind = LinkAction::Kind;

TEST_CASE("a link connects when started, and says once that it is connected") {
  LinkDriver driver;
  CHECK(driver.link.wake_at() == PushLink::Time::max());
  CHECK(LinkDriver::has(driver.feed(link_event::Start{}), Kind::connect));
  driver.feed(link_event::Phase{LinkPhase::connect});
  driver.feed(link_event::Phase{LinkPhase::handshake});
  const auto actions = driver.feed(link_event::Opened{});
  CHECK(LinkDriver::has(actions, Kind::opened));
  CHECK(driver.link.state() == LinkState::open);
  CHECK(driver.log == std::vector<std::string>{"connected"});
}

TEST_CASE("each phase has five seconds of its own and names itself when they are over") {
  const std::vector<std::pair<LinkPhase, std::string>> phases = {
      {LinkPhase::resolve, "the name lookup takes too long within 5 s"},
      {LinkPhase::connect, "nobody answers the connect within 5 s"},
      {LinkPhase::tls, "the TLS handshake is not answered within 5 s"},
      {LinkPhase::handshake, "the WebSocket upgrade is not answered within 5 s"},
      {LinkPhase::push, "the push is not answered within 5 s"}};
  for (const auto& [phase, message] : phases) {
    LinkDriver driver;
    driver.feed(link_event::Start{});
    driver.pass(4s);
    driver.feed(link_event::Phase{phase});
    CHECK(driver.until_wake() == 5s);
    driver.pass(4999ms);
    CHECK(driver.feed(link_event::Tick{0}).empty());
    CHECK(LinkDriver::has(driver.tick(), Kind::abandon));
    REQUIRE(driver.link.failure().has_value());
    CHECK(driver.link.failure()->fault == LinkFault::timeout);
    CHECK(driver.link.failure()->message == message);
  }
}

TEST_CASE("an idle connection is pinged each 5 s and lives as long as pongs come") {
  LinkDriver driver;
  driver.open();
  int pings = 0;
  for (int second = 0; second < 60; ++second) {
    if (LinkDriver::has(driver.tick(), Kind::ping)) {
      ++pings;
      driver.pong();
    }
    REQUIRE(driver.link.state() == LinkState::open);
  }
  CHECK(pings == 12);
}

TEST_CASE("a frozen peer is noticed within 10 s of its last sign of life") {
  LinkDriver driver;
  driver.open();
  driver.write(100);
  driver.pong();
  const auto last_sign = driver.now;
  driver.pass(300ms);
  driver.write(100);
  while (driver.link.state() == LinkState::open) driver.tick();
  CHECK(driver.now - last_sign >= 9s);
  CHECK(driver.now - last_sign <= 10s);
  CHECK(driver.link.failure()->fault == LinkFault::silent);
  CHECK(driver.link.failure()->message == "the connection is dead: nothing came back for 9 s");
}

TEST_CASE("anything that comes in is a sign of life") {
  LinkDriver driver;
  driver.open();
  for (int second = 0; second < 40; ++second) {
    if (second % 8 == 0) driver.feed(link_event::Heard{});
    driver.tick();
  }
  CHECK(driver.link.state() == LinkState::open);
}

TEST_CASE("a long write lives while the peer's kernel takes it, and dies when it stalls") {
  LinkDriver driver;
  driver.open();
  driver.feed(link_event::WriteBegan{900'000});
  std::uint64_t acked = 1000;
  for (int second = 0; second < 60; ++second) driver.tick(acked += 1000);
  REQUIRE(driver.link.state() == LinkState::open);
  const auto stalled = driver.now;
  while (driver.link.state() == LinkState::open) driver.tick(acked);
  CHECK(driver.now - stalled <= 10s);
}

TEST_CASE("confirmed pings of a frozen peer's kernel are no sign of life") {
  LinkDriver driver;
  driver.open();
  std::uint64_t acked = 0;
  for (int second = 0; second < 9; ++second) driver.tick(acked += 10);
  CHECK(driver.link.state() == LinkState::waiting);
}

TEST_CASE("one write at a time, and a ping after it") {
  LinkDriver driver;
  CHECK_FALSE(driver.link.writable(1));
  driver.open();
  CHECK(driver.link.writable(1));
  driver.feed(link_event::WriteBegan{10});
  CHECK_FALSE(driver.link.writable(1));
  CHECK(LinkDriver::has(driver.feed(link_event::WriteEnded{}), Kind::ping));
  CHECK(driver.link.writable(1));
  CHECK_FALSE(LinkDriver::has(driver.feed(link_event::WriteEnded{}), Kind::ping));
}

TEST_CASE("what was written under a ping's way is confirmed by the next one") {
  LinkDriver driver;
  driver.open();
  driver.write(40'000);
  driver.write(20'000);
  CHECK_FALSE(driver.link.writable(10'000));
  CHECK(LinkDriver::has(driver.pong(), Kind::ping));
  CHECK(driver.link.writable(10'000));
  CHECK_FALSE(LinkDriver::has(driver.pong(), Kind::ping));
}

TEST_CASE("stop ends an open connection in order, within 0.8 s at the latest") {
  LinkDriver driver;
  driver.open();
  const auto actions = driver.feed(link_event::Stop{});
  REQUIRE(actions.size() == 1);
  CHECK(actions[0].kind == Kind::close);
  CHECK_FALSE(driver.link.writable(1));
  SUBCASE("the peer answers") {
    CHECK(LinkDriver::has(driver.feed(link_event::Closed{}), Kind::stopped));
  }
  SUBCASE("the peer is gone") {
    CHECK(LinkDriver::has(driver.feed(link_event::Failed{{LinkFault::reset, "x", ""}}),
                          Kind::stopped));
  }
  SUBCASE("the peer is silent") {
    CHECK(driver.until_wake() == 800ms);
    CHECK(LinkDriver::has(driver.tick(), Kind::stopped));
  }
  CHECK(driver.link.state() == LinkState::stopped);
  CHECK(driver.feed(link_event::Start{}).empty());
  CHECK(driver.link.wake_at() == PushLink::Time::max());
}

TEST_CASE("stop ends a link that is not open at once") {
  LinkDriver idle;
  CHECK(LinkDriver::has(idle.feed(link_event::Stop{}), Kind::stopped));
  LinkDriver connecting;
  connecting.feed(link_event::Start{});
  CHECK(LinkDriver::has(connecting.feed(link_event::Stop{}), Kind::stopped));
  LinkDriver waiting;
  waiting.feed(link_event::Start{});
  waiting.fail(LinkFault::refused);
  CHECK(LinkDriver::has(waiting.feed(link_event::Stop{}), Kind::stopped));
}
