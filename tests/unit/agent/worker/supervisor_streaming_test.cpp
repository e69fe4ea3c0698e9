#include <doctest/doctest.h>

#include "supervised.hpp"

using namespace livetap;
using namespace livetap::worker;

namespace {
constexpr SupervisorOptions streaming{.streaming = true};
}

TEST_CASE("a streaming probe collects without a deadline, all its measurements") {
  Supervised probe(streaming);
  probe.up(2);
  REQUIRE(probe.count<SendCollect>() == 1);
  CHECK(probe.all<SendCollect>()[0].timeout == 0ms);
  CHECK(probe.all<SendCollect>()[0].due == std::vector<std::uint32_t>{0, 1});
  for (int i = 0; i < 100; ++i) {
    probe.tell(GatherClosed{0, std::nullopt}).tell(GatherClosed{1, std::nullopt}).pass(1s);
  }
  CHECK(probe.count<SendCancel>() == 0);
  CHECK(probe.count<FailGather>() == 0);
  CHECK(probe.supervisor().expects(1));
}

TEST_CASE("a streaming probe that calls nothing for 10 s counts as hung") {
  Supervised probe(streaming);
  probe.up().pass(9900ms);
  CHECK(probe.count<KillWorker>() == 0);
  probe.tell(Heard{}).pass(9900ms);
  CHECK(probe.count<KillWorker>() == 0);
  probe.pass(100ms);
  CHECK(probe.count<KillWorker>() == 1);
  CHECK(probe.supervisor().last_error()->message == "killed: the plugin was silent for 10 s");
}

TEST_CASE("a slow streaming probe may be silent for three intervals") {
  Supervised probe({.streaming = true, .interval = 30s});
  probe.up().pass(89s);
  CHECK(probe.count<KillWorker>() == 0);
  probe.pass(1s);
  CHECK(probe.count<KillWorker>() == 1);
}

TEST_CASE("a measurement that a streaming probe leaves out fails after two intervals") {
  Supervised probe(streaming);
  probe.up(2);
  for (int i = 0; i < 3; ++i) {
    probe.tell(GatherClosed{0, std::nullopt}).pass(1s);
  }
  REQUIRE(probe.count<FailGather>() >= 1);
  for (const auto& failed : probe.all<FailGather>()) {
    CHECK(failed.measurement == 1);
    CHECK(failed.error.kind == ErrorKind::timeout);
  }
}

TEST_CASE("what a streaming probe says of its health is the reason of its silence") {
  Supervised probe(streaming);
  probe.up().tell(StatusSaid{error_of(ErrorKind::unavailable, "connecting")}).pass(2s);
  REQUIRE(probe.count<FailGather>() == 1);
  CHECK(probe.all<FailGather>()[0].error.message == "connecting");
}

TEST_CASE("a stream that ends is asked for again, more and more rarely, up to 15 s") {
  Supervised probe(streaming);
  probe.up();
  for (const auto wait : {1s, 1s, 2s, 4s, 8s, 15s, 15s}) {
    probe.tell(CollectReturned{probe.sequence(), error_of(ErrorKind::unavailable, "lost")});
    const auto before = probe.count<SendCollect>();
    probe.pass(wait - 1ms);
    CHECK(probe.count<SendCollect>() == before);
    probe.pass(1ms);
    CHECK(probe.count<SendCollect>() == before + 1);
  }
  CHECK(probe.count<SpawnWorker>() == 1);
  CHECK(probe.all<FailGather>().back().error.message == "lost");
}

TEST_CASE("a good gather after a restart clears the error of a streaming probe") {
  Supervised probe(streaming);
  probe.up().tell(ProcessEnded{"crashed"}).tell(BecameReady{{0ms}}).pass(1s);
  CHECK(probe.supervisor().last_error());
  probe.tell(GatherClosed{0, std::nullopt});
  CHECK(!probe.supervisor().last_error());
}

TEST_CASE("a single round of a streaming probe has a deadline and ends with the first gathers") {
  Supervised probe({.streaming = true, .once = true});
  probe.up(2);
  CHECK(probe.all<SendCollect>()[0].timeout == 2s);
  probe.tell(GatherClosed{0, std::nullopt});
  CHECK(probe.count<SendStop>() == 0);
  probe.tell(GatherClosed{1, std::nullopt});
  CHECK(probe.count<SendStop>() == 1);
  CHECK(probe.count<FailGather>() == 0);
}

TEST_CASE("a single round of a silent streaming probe says at its timeout what is missing") {
  Supervised probe({.streaming = true, .once = true});
  probe.up(2).tell(GatherClosed{0, std::nullopt}).pass(2s);
  REQUIRE(probe.count<FailGather>() == 1);
  CHECK(probe.all<FailGather>()[0].measurement == 1);
  CHECK(probe.all<FailGather>()[0].error.message == "nothing was gathered within 2 s");
  CHECK(probe.count<SendStop>() == 1);
}
