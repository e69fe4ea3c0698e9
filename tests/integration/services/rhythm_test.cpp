#include <doctest/doctest.h>

#include <atomic>

#include "services_probe.hpp"

using namespace livetap::test;

namespace {

void keep_silent(RawPeer& peer) {
  while (peer.read_some(1, 100ms)) {
  }
}

}  // namespace

TEST_CASE("a connection is kept from check to check") {
  const RawServer server(answering(http(200, well)));
  const ServicesProbe probe({target("it", url_of(server))});
  REQUIRE(probe.sees([](const ProbeRow& row) { return row.is_null("connect_ms"); }));
  REQUIRE(wait_until(20s, [&] { return probe.rows_of("it") >= 10; }));
  for (const auto& row : probe.rows()) CHECK(row.text("status") == "up");
  CHECK(server.connections() == 1);
}

TEST_CASE("a connection that the server closes between checks is replaced unnoticed") {
  const RawServer server([](RawPeer& peer) {
    peer.read_request();
    peer.send(http(200, well));
  });
  const ServicesProbe probe({target("it", url_of(server))});
  REQUIRE(wait_until(20s, [&] { return probe.rows_of("it") >= 5; }));
  for (const auto& row : probe.rows()) CHECK(row.text("status") == "up");
  CHECK(server.connections() >= 3);
}

TEST_CASE("a target that hangs has rows that say so, and the others keep their rhythm") {
  const RawServer good(answering(http(200, well)));
  const RawServer hanging(keep_silent);
  std::atomic<int> checks = 0;
  const RawServer counted([&](RawPeer& peer) {
    while (!peer.read_request().empty()) {
      ++checks;
      if (!peer.send(http(200, well))) return;
    }
  });
  const ServicesProbe probe({target("good", url_of(good)), target("counted", url_of(counted)),
                             target("hanging", url_of(hanging), R"("timeout": 1500000000)")});
  REQUIRE(probe.sees_status("hanging", "timeout"));
  const int checks_before = checks;
  const auto rows_before = probe.rows_of("good");
  const auto hangs_before = hanging.connections();
  REQUIRE(wait_until(60s, [&] { return hanging.connections() >= hangs_before + 3; }));
  // In the time of two or three timeouts there were some 30 or 45 intervals.
  CHECK(checks - checks_before >= 10);
  CHECK(probe.rows_of("good") - rows_before >= 10);
  for (const auto& row : probe.rows()) {
    const bool hangs = row.tags.at("service") == "hanging";
    CHECK(row.text("status") == (hangs ? "timeout" : "up"));
  }
}

TEST_CASE("a target whose first check hangs keeps the rows of no other") {
  const RawServer good(answering(http(200, well)));
  const RawServer hanging(keep_silent);
  const ServicesProbe probe({target("good", url_of(good)), target("hanging", url_of(hanging))});
  REQUIRE(wait_until(15s, [&] { return probe.rows_of("good") >= 5; }));
  CHECK(probe.rows_of("hanging") == 0);
}

TEST_CASE("a service that goes and comes back is followed") {
  auto server = std::make_unique<RawServer>(answering(http(200, well)));
  const auto port = server->port();
  const ServicesProbe probe({target("it", url_of(*server))});
  REQUIRE(probe.sees_status("it", "up"));
  server.reset();
  REQUIRE(probe.sees_status("it", "refused"));
  CHECK(wait_until(20s, [&] { return says_nothing(probe.last()); }));
  server = std::make_unique<RawServer>(answering(http(200, well)), nullptr, port);
  CHECK(wait_until(20s, [&] { return probe.last().text("status") == "up"; }));
}

TEST_CASE("a service that stops answering is seen within two seconds, with the defaults") {
  std::atomic<bool> hangs = false;
  const RawServer server([&](RawPeer& peer) {
    while (!peer.read_request().empty()) {
      if (hangs) return keep_silent(peer);
      peer.send(http(200, well));
    }
  });
  const ServicesProbe probe({target("it", url_of(server), "")}, 0ms);
  REQUIRE(probe.sees_status("it", "up"));
  const auto stopped = std::chrono::steady_clock::now();
  hangs = true;
  REQUIRE(probe.sees_status("it", "timeout"));
  // 1.6 s by design; the machine may be busy with other things.
  CHECK(std::chrono::steady_clock::now() - stopped < 4s);
}

TEST_CASE("fifty targets are asked at once") {
  const RawServer server([](RawPeer& peer) {
    while (!peer.read_request().empty()) {
      std::this_thread::sleep_for(500ms);
      if (!peer.send(http(200, well))) return;
    }
  });
  std::vector<std::string> targets;
  for (int i = 0; i < 50; ++i) targets.push_back(target("t" + std::to_string(i), url_of(server)));
  const auto began = std::chrono::steady_clock::now();
  ServicesProbe probe(targets, 100ms, 60s);
  REQUIRE(probe.sees([](const ProbeRow&) { return true; }, 60s));
  CHECK(std::chrono::steady_clock::now() - began < 12s);  // one after the other: 25 s
  probe.cancel();
  const auto rows = probe.rows();
  REQUIRE(rows.size() >= 50);
  for (std::size_t i = 0; i < 50; ++i) {
    CHECK(rows[i].tags.at("service") == "t" + std::to_string(i));
    CHECK(rows[i].text("status") == "up");
  }
}

TEST_CASE("a single look has a row of every target, and ends in time though one hangs") {
  const RawServer good(answering(http(200, well)));
  const RawServer hanging(keep_silent);
  const ServicesProbe probe({target("good", url_of(good)), target("hanging", url_of(hanging))},
                            100ms, 2s);
  REQUIRE(probe.sees_status("hanging", "timeout"));
  const auto rows = probe.rows();
  REQUIRE(rows.size() >= 2);
  CHECK(rows[0].text("status") == "up");
  CHECK(contains(rows[1].text("error"), "no answer within 1"));
}

TEST_CASE("collect returns at once when it is cancelled, whatever hangs") {
  const RawServer hanging(keep_silent);
  ServicesProbe probe({target("a", url_of(hanging)), target("b", url_of(hanging))});
  REQUIRE(wait_until(20s, [&] { return hanging.connections() == 2; }));
  CHECK(probe.cancel() < 5s);
  CHECK(probe.rows().empty());
}
