#include "plugins/websocket/change_event.hpp"

#include <doctest/doctest.h>

using namespace livetap;
using namespace livetap::websocket;
using namespace std::chrono_literals;

TEST_CASE("a lost connection is an error event with reason, code and how long it had lasted") {
  const Failure reason{FailureKind::closed, "h:1 closed the connection (1012)", "cure", 1012};
  const auto event =
      event_of({LinkState::connected, LinkState::disconnected, 192'004ms, reason}, "market");
  CHECK(event.type == "websocket_disconnected");
  CHECK(event.severity == sdk::Severity::error);
  CHECK(event.message ==
        "disconnected after 3 min 12 s connected: h:1 closed the connection (1012)");
  CHECK(
      event.attributes ==
      R"json({"endpoint":"market","from":"connected","duration_s":1.92004E2,"close_code":1012,)json"
      R"json("reason":"h:1 closed the connection (1012)"})json");
}

TEST_CASE("each state that begins has an event type and a severity") {
  const auto type_of = [](LinkState to) {
    const auto event = event_of({LinkState::connected, to, 1s, std::nullopt}, "x");
    return event.type + " " + std::to_string(static_cast<int>(event.severity));
  };
  CHECK(type_of(LinkState::connected) == "websocket_connected 2");
  CHECK(type_of(LinkState::silent) == "websocket_silent 3");
  CHECK(type_of(LinkState::reconnecting) == "websocket_reconnecting 3");
  CHECK(type_of(LinkState::disconnected) == "websocket_disconnected 4");
}

TEST_CASE("the end of a silence says so") {
  const auto event = event_of({LinkState::silent, LinkState::connected, 45s, std::nullopt}, "x");
  CHECK(event.message == "messages come again after 45.0 s silent");
  CHECK(event.attributes.find(R"("reason":null)") != std::string::npos);
}

TEST_CASE("a server's words cannot forge attributes") {
  const Failure reason{FailureKind::closed, "bye\"}\n{\"endpoint\":\"other\"", "", 1000};
  const auto event = event_of({LinkState::connected, LinkState::disconnected, 1s, reason}, "a\"b");
  CHECK(event.attributes ==
        R"({"endpoint":"a\"b","from":"connected","duration_s":1E0,"close_code":1000,)"
        R"("reason":"bye\"}\n{\"endpoint\":\"other\""})");
}
