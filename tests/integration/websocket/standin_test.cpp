// The stand-in's ws-gateway: a stream of trades with their time, and its faults.
#include <doctest/doctest.h>
#include <signal.h>

#include "tests/demo/standin_process.hpp"
#include "tests/integration/websocket/watched.hpp"

using namespace livetap::test;

namespace {

std::string stream_url(const StandIn& standin) {
  return "ws://127.0.0.1:" + std::to_string(standin.port("ws-gateway")) + "/stream";
}

auto in_state(const std::string& state) {
  return [state](const ProbeRow& row) { return row.text("state") == state; };
}

// What the rows say from now on.
bool comes(const StreamingProbe& probe, const std::function<bool(const ProbeRow&)>& row) {
  return wait_until(30s, [&] { return row(probe.last()); });
}

}  // namespace

TEST_CASE("the gateway's stream is told: trades, silence, a goodbye, a refusal, and the way back") {
  StandIn standin(nullptr, nullptr);
  Watched probe(stream_url(standin), R"("timestamp": "/ts", "silence": 1000000000)");
  REQUIRE(probe.sees(in_state("connected")));
  REQUIRE(comes(probe, [](const ProbeRow& row) { return number(row, "lag_ms") >= 0; }));
  CHECK(number(probe.last(), "lag_ms") < 5000);

  standin.control("websocket", "silent");
  CHECK(comes(probe, in_state("silent")));
  CHECK(std::get<bool>(probe.last().field("connected")));
  standin.control("websocket", "ok");
  CHECK(comes(probe, in_state("connected")));

  standin.control("websocket", "close");
  CHECK(probe.sees([](const ProbeRow& row) {
    return !row.is_null("close_code") && row.integer("close_code") == 1012;
  }));
  standin.control("websocket", "refuse");
  CHECK(comes(probe, [](const ProbeRow& row) {
    return !row.is_null("error") && contains(row.text("error"), "503");
  }));
  standin.control("websocket", "ok");
  CHECK(comes(probe, in_state("connected")));
  CHECK(probe.last().integer("reconnects") >= 1);
}

TEST_CASE("a gateway that is frozen, gone and back is told as such") {
  StandIn standin(nullptr, nullptr);
  Watched probe(stream_url(standin), R"("ping": 500000000, "pong_timeout": 500000000,)"
                                     R"("connect_timeout": 1000000000)");
  REQUIRE(probe.sees(in_state("connected")));
  standin.process().signal_all(SIGSTOP);
  CHECK(probe.sees([](const ProbeRow& row) {
    return !row.is_null("error") && contains(row.text("error"), "did not answer a ping");
  }));
  standin.process().signal_all(SIGCONT);
  CHECK(comes(probe, in_state("connected")));
  standin.process().stop(10s);
  CHECK(comes(probe, [](const ProbeRow& row) {
    return !row.is_null("error") && contains(row.text("error"), "nothing listens there");
  }));
}
