#include <doctest/doctest.h>

#include "unit/agent/sink/link_driver.hpp"

using namespace livetap::sink;
using namespace std::chrono_literals;
using Kind = LinkAction::Kind;

TEST_CASE("a server that is away is tried each second, give or take 20 %") {
  for (const auto fault : {LinkFault::refused, LinkFault::reset, LinkFault::silent}) {
    for (const auto& [random, delay] : {std::pair{0.0, 800ms}, {0.5, 1000ms}, {0.999, 1199ms}}) {
      LinkDriver driver(random);
      driver.feed(link_event::Start{});
      for (int i = 0; i < 20; ++i) {
        CHECK(LinkDriver::has(driver.fail(fault), Kind::abandon));
        CHECK(driver.until_wake() == delay);
      }
      CHECK(LinkDriver::has(driver.tick(), Kind::connect));
    }
  }
}

TEST_CASE("an answer that is no upgrade, or none in time, backs off to 15 s with full jitter") {
  for (const auto fault : {LinkFault::not_websocket, LinkFault::timeout, LinkFault::tls}) {
    LinkDriver most(1.0);
    most.feed(link_event::Start{});
    for (const auto delay : {250ms, 500ms, 1000ms, 2000ms, 4000ms, 8000ms, 15000ms, 15000ms}) {
      most.fail(fault);
      CHECK(most.until_wake() == delay);
    }
    most.open();
    most.fail(fault);
    CHECK(most.until_wake() == 250ms);

    LinkDriver least(0.0);
    least.feed(link_event::Start{});
    least.fail(fault);
    CHECK(least.until_wake() == 0ms);
  }
}

TEST_CASE("refused credentials are tried each 30 s and logged once a minute") {
  LinkDriver driver;
  driver.feed(link_event::Start{});
  for (int i = 0; i < 20; ++i) {
    driver.fail(LinkFault::auth, "not accepted");
    CHECK(driver.until_wake() == 30s);
  }
  CHECK(driver.log.size() == 10);
  CHECK(driver.log[0] == "not accepted; trying again in 30 s");
}

TEST_CASE("an outage is logged once, and its end once with how long it lasted") {
  LinkDriver driver;
  driver.open();
  driver.log.clear();
  for (int i = 0; i < 61; ++i) {
    driver.fail(i == 0 ? LinkFault::reset : LinkFault::refused, i == 0 ? "reset" : "refused");
  }
  CHECK(driver.log == std::vector<std::string>{"reset; trying again each second"});
  driver.open();
  CHECK(driver.log.back() == "connected after 61.0 s");
  CHECK(driver.log.size() == 2);
}

TEST_CASE("a connection that comes and goes does not fill the log") {
  LinkDriver driver;
  for (int i = 0; i < 600; ++i) {
    driver.open();
    driver.fail(LinkFault::reset, "reset");
  }
  CHECK(driver.log.size() <= 1 + 2 * 11);
}

TEST_CASE("several kinds of failure are logged once a minute each") {
  LinkDriver driver(0.0);
  driver.feed(link_event::Start{});
  const auto start = driver.now;
  for (int i = 0; driver.now - start < 59s; ++i) {
    driver.pass(100ms);
    driver.fail(i % 2 == 0 ? LinkFault::timeout : LinkFault::not_websocket);
  }
  CHECK(driver.log.size() == 2);
}
