#include <doctest/doctest.h>

#include "supervised.hpp"

using namespace livetap;
using namespace livetap::worker;

TEST_CASE("a probe collects as soon as it is ready, and then at each interval") {
  Supervised probe;
  probe.up();
  REQUIRE(probe.count<SendCollect>() == 1);
  CHECK(probe.all<SendCollect>()[0].timeout == 2s);
  CHECK(probe.all<SendCollect>()[0].due == std::vector<std::uint32_t>{0});
  probe.answer().pass(999ms);
  CHECK(probe.count<SendCollect>() == 1);
  probe.pass(1ms);
  CHECK(probe.count<SendCollect>() == 2);
  CHECK(probe.count<FailGather>() == 0);
}

TEST_CASE("a slow collect is never overtaken, and missed intervals are caught up once") {
  Supervised probe({.interval = 100ms, .timeout = 2s});
  probe.up().pass(950ms);
  CHECK(probe.count<SendCollect>() == 1);
  probe.answer().pass(0ms);
  CHECK(probe.count<SendCollect>() == 2);
  probe.answer().pass(49ms);
  CHECK(probe.count<SendCollect>() == 2);
  probe.pass(1ms);
  CHECK(probe.count<SendCollect>() == 3);
}

TEST_CASE("measurements with intervals of their own are asked together when they fall together") {
  Supervised probe({.interval = 1s});
  probe.tell(Begin{}).tell(BecameReady{{0ms, 500ms, 2s}});
  CHECK(probe.all<SendCollect>().back().due == std::vector<std::uint32_t>{0, 1, 2});
  probe.answer(3).pass(500ms);
  CHECK(probe.all<SendCollect>().back().due == std::vector<std::uint32_t>{1});
  probe.answer(3).pass(500ms);
  CHECK(probe.all<SendCollect>().back().due == std::vector<std::uint32_t>{0, 1});
}

TEST_CASE("a collect is cancelled at its deadline and killed after the grace") {
  Supervised probe;
  probe.up(2).tell(GatherClosed{0, std::nullopt}).pass(1999ms);
  CHECK(probe.count<SendCancel>() == 0);
  probe.pass(1ms);
  CHECK(probe.count<SendCancel>() == 1);
  CHECK(probe.count<KillWorker>() == 0);
  probe.pass(500ms);
  CHECK(probe.count<KillWorker>() == 1);
  REQUIRE(probe.count<FailGather>() >= 1);
  const auto failed = probe.all<FailGather>()[0];
  CHECK(failed.measurement == 1);  // the other one was closed in time
  CHECK(failed.error.kind == ErrorKind::timeout);
  CHECK(failed.error.message == "killed: collect did not return within 2 s");
}

TEST_CASE("a collect that obeys the cancel keeps its worker and says that it timed out") {
  Supervised probe;
  probe.up().pass(2s).tell(CollectReturned{1, error_of(ErrorKind::cancelled)});
  CHECK(probe.count<KillWorker>() == 0);
  REQUIRE(probe.count<FailGather>() == 1);
  CHECK(probe.all<FailGather>()[0].error.kind == ErrorKind::timeout);
  probe.pass(0ms);
  CHECK(probe.count<SendCollect>() == 2);
}

TEST_CASE("the error of a collect counts for every due measurement that was not closed") {
  Supervised probe;
  probe.up(3).tell(GatherClosed{1, std::nullopt});
  probe.tell(CollectReturned{1, error_of(ErrorKind::unavailable, "connection refused")});
  REQUIRE(probe.count<FailGather>() == 2);
  CHECK(probe.all<FailGather>()[0].measurement == 0);
  CHECK(probe.all<FailGather>()[1].measurement == 2);
  CHECK(probe.all<FailGather>()[1].error.message == "connection refused");
  CHECK(probe.all<ReportCollect>()[0].error->message == "connection refused");
  probe.pass(1s);
  CHECK(probe.count<SendCollect>() == 2);  // unavailable keeps the interval
}

TEST_CASE("a measurement that is left open by a good collect is the plugin's fault") {
  Supervised probe;
  probe.up().tell(CollectReturned{1, std::nullopt});
  REQUIRE(probe.count<FailGather>() == 1);
  CHECK(probe.all<FailGather>()[0].error.kind == ErrorKind::internal);
}

TEST_CASE("a crash is told in words, and the worker starts again at once") {
  Supervised probe;
  probe.up().tell(ProcessEnded{"crashed: signal 11 (segmentation fault)"});
  REQUIRE(probe.count<FailGather>() == 1);
  CHECK(probe.all<FailGather>()[0].error.message == "crashed: signal 11 (segmentation fault)");
  CHECK(probe.all<FailGather>()[0].error.kind == ErrorKind::internal);
  CHECK(probe.count<SpawnWorker>() == 2);
  CHECK(probe.supervisor().restarts() == 1);
  CHECK(probe.count<KillWorker>() == 0);
}

TEST_CASE("a worker that crashes again and again is tried more and more rarely, up to 60 s") {
  Supervised probe({.interval = 1s});
  probe.tell(Begin{});
  std::vector<Milliseconds> waits;
  for (int i = 0; i < 9; ++i) {
    probe.tell(BecameReady{{0ms}}).forget().tell(ProcessEnded{"crashed"});
    Milliseconds waited{0};
    while (probe.phase() != Phase::starting) {
      probe.pass(100ms);
      waited += 100ms;
    }
    waits.push_back(waited);
  }
  CHECK(waits == std::vector<Milliseconds>{0s, 1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s});
}

TEST_CASE("60 good seconds make a crash a first one again") {
  Supervised probe({.interval = 10s, .timeout = 90s});
  probe.up().tell(ProcessEnded{"crashed"}).tell(BecameReady{{0ms}});
  probe.tell(ProcessEnded{"crashed"});
  CHECK(probe.phase() == Phase::waiting);
  probe.pass(1s).tell(BecameReady{{0ms}}).pass(61s);
  probe.tell(ProcessEnded{"crashed"});
  CHECK(probe.phase() == Phase::starting);
}

TEST_CASE("a source that hangs is asked again within 2 s, however often its worker was killed") {
  Supervised probe({.interval = 500ms, .timeout = 500ms});
  probe.up();
  for (int i = 0; i < 6; ++i) {
    probe.pass(1s).tell(ProcessEnded{"killed"});
    if (probe.phase() == Phase::waiting) {
      probe.pass(2s);
    }
    CHECK(probe.phase() == Phase::starting);
    probe.tell(BecameReady{{0ms}}).pass(500ms);
    REQUIRE(probe.phase() == Phase::collecting);
  }
}

TEST_CASE("while no worker is there, each measurement fails once an interval") {
  Supervised probe;
  probe.up(2).tell(ProcessEnded{"crashed"}).tell(BecameReady{{0ms, 0ms}});
  probe.tell(ProcessEnded{"crashed"}).tell(ProcessEnded{"crashed"}).forget();
  CHECK(probe.phase() == Phase::waiting);
  probe.pass(1900ms);
  CHECK(probe.count<FailGather>() == 2);
  CHECK(probe.all<FailGather>()[0].error.message == "crashed");
  CHECK(probe.count<ReportCollect>() == 1);
}

TEST_CASE("a worker that is not ready in time is killed, and that is said") {
  Supervised probe;
  probe.tell(Begin{}).pass(2s);
  CHECK(probe.count<KillWorker>() == 1);
  CHECK(probe.supervisor().last_error()->message == "killed: the plugin was not ready within 2 s");
  probe.pass(3s);  // its schema is not known: the probe as a whole reports
  CHECK(probe.count<ReportCollect>() >= 3);
}

TEST_CASE("a config error ends the tries until a reload, and stays said") {
  Supervised probe;
  probe.tell(Begin{}).tell(CreateFailed{error_of(ErrorKind::config, "no such column")});
  probe.tell(ProcessEnded{"killed"}).pass(300s);
  CHECK(probe.phase() == Phase::failed);
  CHECK(probe.count<SpawnWorker>() == 1);
  CHECK(probe.all<ReportCollect>().back().error->message == "no such column");
}

TEST_CASE("a collect that fails as config ends the worker, and its measurements keep saying why") {
  Supervised probe;
  probe.up().tell(CollectReturned{1, error_of(ErrorKind::config, "no such host")});
  CHECK(probe.count<KillWorker>() == 1);
  probe.tell(ProcessEnded{"killed"}).forget().pass(2900ms);
  CHECK(probe.count<FailGather>() == 2);
  CHECK(probe.all<FailGather>()[0].error.message == "no such host");
}

TEST_CASE("a source that refuses us is asked every 30 s, and its error said each interval") {
  Supervised probe;
  probe.up().tell(CollectReturned{1, error_of(ErrorKind::auth, "password wrong")}).forget();
  probe.pass(29s);
  CHECK(probe.count<SendCollect>() == 0);
  CHECK(probe.count<FailGather>() == 29);
  probe.pass(1s);
  CHECK(probe.count<SendCollect>() == 1);
}

TEST_CASE("one measurement that is refused is asked slowly, the others at their interval") {
  Supervised probe;
  probe.up(2).tell(GatherClosed{0, error_of(ErrorKind::auth, "permission denied")});
  probe.tell(GatherClosed{1, std::nullopt}).tell(CollectReturned{1, std::nullopt}).forget();
  probe.pass(1s);
  REQUIRE(probe.count<SendCollect>() == 1);
  CHECK(probe.all<SendCollect>()[0].due == std::vector<std::uint32_t>{1});
  REQUIRE(probe.count<FailGather>() == 1);
  CHECK(probe.all<FailGather>()[0].error.message == "permission denied");
}

TEST_CASE("a gather is wanted once a collect, and not after it was reported as failed") {
  Supervised probe;
  probe.up();
  CHECK(probe.supervisor().expects(0));
  CHECK(!probe.supervisor().expects(1));
  probe.tell(GatherClosed{0, std::nullopt});
  CHECK(!probe.supervisor().expects(0));
  probe.pass(3s);
  CHECK(probe.phase() == Phase::killing);
  CHECK(!probe.supervisor().expects(0));
}

TEST_CASE("nonsense on the socket kills the worker") {
  Supervised probe;
  probe.up().tell(SpokeNonsense{"the worker cannot be talked to"});
  CHECK(probe.count<KillWorker>() == 1);
  CHECK(probe.all<FailGather>()[0].error.message == "killed: the worker cannot be talked to");
}

TEST_CASE("a stop asks first, kills after its timeout, and ends when the process has") {
  Supervised probe;
  probe.up().answer().tell(StopAsked{});
  CHECK(probe.count<SendStop>() == 1);
  probe.pass(999ms);
  CHECK(probe.count<KillWorker>() == 0);
  probe.pass(1ms);
  CHECK(probe.count<KillWorker>() == 1);
  probe.tell(ProcessEnded{"killed"});
  CHECK(probe.count<Ended>() == 1);
  CHECK(probe.count<SendCollect>() == 1);
}

TEST_CASE("a process that cannot be killed does not hold up the end of the agent") {
  Supervised probe;
  probe.up().tell(StopAsked{}).pass(1500ms);
  CHECK(probe.count<Ended>() == 1);
}

TEST_CASE("a stop while waiting for the next try ends at once") {
  Supervised probe;
  probe.up().tell(ProcessEnded{"crashed"}).tell(ProcessEnded{"crashed"});
  CHECK(probe.phase() == Phase::waiting);
  probe.tell(StopAsked{});
  CHECK(probe.count<Ended>() == 1);
  CHECK(probe.phase() == Phase::stopped);
}

TEST_CASE("a machine without processes left is tried again like a crash") {
  Supervised probe;
  probe.tell(Begin{}).tell(SpawnFailed{error_of(ErrorKind::unavailable, "no process")});
  CHECK(probe.phase() == Phase::starting);
  probe.tell(SpawnFailed{error_of(ErrorKind::unavailable, "no process")});
  CHECK(probe.phase() == Phase::waiting);
  probe.pass(1s);
  CHECK(probe.count<SpawnWorker>() == 3);
}

TEST_CASE("a single round asks once and ends, whatever the intervals") {
  Supervised probe({.once = true});
  probe.tell(Begin{}).tell(BecameReady{{0ms, 60s}});
  CHECK(probe.all<SendCollect>()[0].due == std::vector<std::uint32_t>{0, 1});
  probe.answer(2);
  CHECK(probe.count<ReportCollect>() == 1);
  CHECK(probe.count<SendStop>() == 1);
  probe.tell(ProcessEnded{"exited"}).pass(10s);
  CHECK(probe.count<Ended>() == 1);
  CHECK(probe.count<SpawnWorker>() == 1);
}

TEST_CASE("a single round of a probe that crashes or hangs ends within its timeout and a second") {
  Supervised crashing({.once = true});
  crashing.up().tell(ProcessEnded{"crashed"});
  CHECK(crashing.count<FailGather>() == 1);
  CHECK(crashing.all<ReportCollect>()[0].error->message == "crashed");
  CHECK(crashing.count<Ended>() == 1);
  CHECK(crashing.count<SpawnWorker>() == 1);

  Supervised hanging({.once = true, .timeout = 2s});
  hanging.tell(Begin{}).pass(100ms).tell(BecameReady{{0ms}}).pass(2900ms);
  CHECK(hanging.count<KillWorker>() == 1);
  CHECK(hanging.count<Ended>() == 1);
}
