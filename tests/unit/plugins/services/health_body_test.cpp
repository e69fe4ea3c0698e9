#include "plugins/services/health_body.hpp"

#include <doctest/doctest.h>

#include <map>

#include "reference_settings.hpp"

using namespace livetap::services;
using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

const WallTime noon{1709208000s};  // 2024-02-29T12:00:00Z
using Values = std::map<std::string, FieldValue>;

const std::vector<Field>& reference() {
  static const auto watched =
      watched_by("{" + std::string(reference_fields) +
                 R"(,"targets": [{"name": "a", "url": "http://127.0.0.1/health"}]})");
  return watched.targets.front().fields;
}

Findings read(std::string_view body, std::size_t part = 1000) {
  HealthBody health(reference());
  for (std::size_t at = 0; at < body.size(); at += part) health.take(body.substr(at, part));
  return health.finish(noon);
}

/// The fields that have a value.
Values known_in(std::string_view body) {
  const auto findings = read(body);
  CHECK_FALSE(findings.fault);
  Values values;
  for (std::size_t i = 0; i < reference().size(); ++i) {
    if (findings.values[i].index() != 0) values[reference()[i].name] = findings.values[i];
  }
  return values;
}

const FieldValue yes = true;
const FieldValue no = false;
FieldValue word(const char* text) {
  return std::string(text);
}
FieldValue whole(std::int64_t number) {
  return number;
}

}  // namespace

TEST_CASE("a plain service says whether its database and queue are connected") {
  CHECK(known_in(R"({"status":"healthy","service":"order-manager","database_connected":true,
                     "queue_connected":false,"timestamp":"2024-02-29T12:00:00Z"})") ==
        Values{{"database_connected", yes}, {"queue_connected", no}});
}

TEST_CASE("flat and nested, a gateway's WebSocket gives the same fields") {
  CHECK(known_in(R"({"status":"healthy","service":"ws-gateway","database_connected":true,
                     "queue_connected":true,"websocket_connected":true,
                     "websocket_status":"connected","active_subscriptions":12,
                     "reconnection_count":3})") == Values{{"database_connected", yes},
                                                          {"queue_connected", yes},
                                                          {"websocket_connected", yes},
                                                          {"websocket_status", word("connected")},
                                                          {"active_subscriptions", whole(12)},
                                                          {"reconnection_count", whole(3)}});
  CHECK(known_in(R"({"status":"healthy","service":"ws-gateway","database_connected":true,
                     "queue_connected":true,"active_subscriptions":12,"websocket_state":{
                     "status":"connected","environment":"testnet",
                     "connected_at":"2024-02-29T12:00:00Z",
                     "last_heartbeat":"2024-02-29T11:59:58Z","reconnection_count":3,
                     "last_error":null}})") == Values{{"database_connected", yes},
                                                      {"queue_connected", yes},
                                                      {"websocket_connected", yes},
                                                      {"websocket_status", word("connected")},
                                                      {"environment", word("testnet")},
                                                      {"connected_at", noon},
                                                      {"heartbeat_age", 2.0},
                                                      {"active_subscriptions", whole(12)},
                                                      {"reconnection_count", whole(3)}});
  CHECK(known_in(R"({"websocket_state":{"status":"disconnected","last_error":"gone"}})") ==
        Values{{"websocket_connected", no},
               {"websocket_status", word("disconnected")},
               {"last_error", word("gone")}});
}

TEST_CASE("a model service adds what it is at") {
  CHECK(known_in(R"({"active_model_version":"v1.2","training_status":"idle"})") ==
        Values{{"active_model_version", word("v1.2")}, {"training_status", word("idle")}});
}

TEST_CASE("null, absent and of another type are missing, never 0") {
  CHECK(known_in("{}").empty());
  CHECK(known_in("[]").empty());
  CHECK(known_in("5").empty());
  CHECK(known_in(R"({"database_connected":null,"queue_connected":"yes","reconnection_count":"3",
                     "active_subscriptions":{"n":1},"websocket_state":[]})")
            .empty());
}

TEST_CASE("the first place that has such a value counts") {
  CHECK(known_in(R"({"reconnection_count":null,"websocket_state":{"reconnection_count":4}})") ==
        Values{{"reconnection_count", whole(4)}});
  CHECK(known_in(R"({"websocket_state":{"reconnection_count":4},"reconnection_count":5})") ==
        Values{{"reconnection_count", whole(5)}});
}

TEST_CASE("a body in parts is read as a whole one") {
  const std::string body = R"({"status":"degraded","database_connected":true,"version":"v9"})";
  for (std::size_t part = 1; part < 20; ++part) {
    const auto findings = read(body, part);
    CHECK_FALSE(findings.fault);
    CHECK(findings.own_words == "degraded");
    CHECK(findings.values[0] == yes);
    CHECK(findings.values[2] == word("v9"));
    CHECK(findings.beginning == body);
  }
}

TEST_CASE("what is no JSON gives no value, its fault, and its first bytes on one line") {
  const auto truncated = read(R"({"database_connected":true,"queue_conn)");
  CHECK(truncated.fault == "incomplete JSON at byte 38");
  CHECK(truncated.values[0] == FieldValue());
  CHECK(read("").fault == "incomplete JSON at byte 0");
  CHECK(read(R"({"database_connected":true,"load":NaN})").fault);
  CHECK(read(std::string(1'000'000, '[')).fault);
  const auto page = read("<html>\n<body>\xff" + std::string(1000, 'x'));
  CHECK(page.beginning.starts_with("<html>.<body>.xxx"));
  CHECK(page.beginning.size() == 120);
}

TEST_CASE("a required field that is missing is named") {
  std::vector<Field> fields = reference();
  for (auto& field : fields)
    field.required = field.name == "version" || field.name == "environment";
  HealthBody health(fields);
  health.take(R"({"version":null})");
  CHECK(health.finish(noon).missing == "version");
  HealthBody complete(fields);
  complete.take(R"({"version":"1","environment":"testnet"})");
  CHECK(complete.finish(noon).missing.empty());
}

TEST_CASE("of a long text the beginning is kept") {
  const auto findings = read(R"({"version":")" + std::string(1'000'000, 'v') + "\"}");
  CHECK(findings.values[2] == FieldValue(std::string(4096, 'v')));
}
