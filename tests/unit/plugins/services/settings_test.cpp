#include "plugins/services/settings.hpp"

#include <doctest/doctest.h>

#include "reference_settings.hpp"

using namespace livetap;
using namespace livetap::services;
using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

/// Settings with one target that has these members, and further ones of the probe.
std::string one(const std::string& target, const std::string& probe = "") {
  return R"({"targets": [{"name": "a", "url": "http://127.0.0.1:4400/health")" +
         (target.empty() ? "" : ", " + target) + "}]" + (probe.empty() ? "" : ", " + probe) + "}";
}

std::string field(const std::string& members) {
  return one("", R"("fields": {"f": {"pointers": ["/f"], )" + members + "}}");
}

/// The complaint about settings, as `setting: message`.
std::string complaint(const std::string& settings) {
  try {
    watched_by(settings);
  } catch (const sdk::ProbeError& error) {
    return error.setting() + ": " + error.what();
  }
  return "none";
}

bool has_header(const Target& target, const std::string& name, const std::string& value) {
  for (const auto& header : target.request.headers) {
    if (header.name == name) return header.value == value;
  }
  return false;
}

}  // namespace

TEST_CASE("a name and a url are enough") {
  const auto watched = watched_by(one(""));
  const Target& target = watched.targets.at(0);
  CHECK(target.request.method == "GET");
  CHECK(target.request.target == "/health");
  CHECK(target.expected_status == std::vector<int>{200});
  CHECK(target.timeout == 800ms);
  CHECK(target.interval == 0ms);
  CHECK(target.json);
  CHECK(target.fields.size() == 3);
  CHECK(target.where() == "http://127.0.0.1:4400/health");
  CHECK(watched.certificate_warn_days == 14);
}

TEST_CASE("what a target does not say is taken from beside the list") {
  const auto watched = watched_by(R"({
    "timeout": 300000000, "headers": {"X-API-Key": "all"}, "tls": {"ca_file": "all.pem"},
    "targets": [{"name": "a", "url": "http://h/x"},
                {"name": "b", "url": "https://h/x", "timeout": 50000000,
                 "headers": {"X-API-Key": "own"}, "tls": {"insecure_skip_verify": true}}]})");
  CHECK(watched.targets[0].timeout == 300ms);
  CHECK(has_header(watched.targets[0], "X-API-Key", "all"));
  CHECK(watched.targets[0].tls.ca_file == "all.pem");
  CHECK(watched.targets[1].timeout == 50ms);
  CHECK(has_header(watched.targets[1], "X-API-Key", "own"));
  CHECK(watched.targets[1].tls.insecure_skip_verify);
  CHECK(watched.targets[1].tls.ca_file.empty());
}

TEST_CASE("a request is sent as it is written") {
  const auto watched = watched_by(R"({"targets": [{"name": "a", "method": "POST", "body": "{}",
      "url": "http://user:word@h/x?q=1", "headers": {"Accept": "text/plain", "X-Empty": ""},
      "expect_status": [200, 204], "json": false, "interval": 5000000000}]})");
  const Target& target = watched.targets.at(0);
  CHECK(target.request.method == "POST");
  CHECK(target.request.body == "{}");
  CHECK(target.request.target == "/x?q=1");
  CHECK(has_header(target, "Authorization", "Basic dXNlcjp3b3Jk"));
  CHECK_FALSE(has_header(target, "X-Empty", ""));
  CHECK(target.expected_status == std::vector<int>{200, 204});
  CHECK_FALSE(target.json);
  CHECK(target.interval == 5s);
  CHECK_FALSE(watched_by(one(R"("method": "HEAD")")).targets[0].json);
}

TEST_CASE("fields are columns of the row, described as they are declared") {
  const auto watched = watched_by("{" + std::string(reference_fields) +
                                  R"(,"targets": [{"name": "a", "url": "http://h/x"}]})");
  REQUIRE(watched.columns.size() == 13);
  CHECK(watched.columns[0].name == "database_connected");
  CHECK(watched.columns[0].event_false == "database_connection_lost");
  CHECK(watched.columns[1].event_true == "queue_connection_restored");
  const auto& connected = watched.columns[3];
  CHECK(connected.name == "websocket_connected");
  CHECK(connected.type == sdk::Type::boolean);
  CHECK(connected.kind == sdk::Kind::state);
  CHECK((connected.flags & LIVETAP_FIELD_FAIL_IF_FALSE) != 0);
  CHECK(connected.event_true == "websocket_connected");
  CHECK(connected.event_false == "websocket_disconnected");
  const auto& age = watched.columns[7];
  CHECK(age.name == "heartbeat_age");
  CHECK(age.type == sdk::Type::f64);
  CHECK(age.unit == "s");
  CHECK(watched.columns[8].kind == sdk::Kind::counter);
}

TEST_CASE("a target may have a field elsewhere") {
  const auto watched = watched_by(R"({"targets": [
      {"name": "a", "url": "http://h/x"},
      {"name": "b", "url": "http://h/x", "pointers": {"version": ["/build/tag", "/version"]}}]})");
  CHECK(watched.targets[0].fields[2].pointers == std::vector<std::string>{"/version"});
  CHECK(watched.targets[1].fields[2].pointers ==
        std::vector<std::string>{"/build/tag", "/version"});
}

TEST_CASE("a mistake in a target names the setting") {
  CHECK(complaint(R"({"targets": []})") == "targets: it names no target");
  CHECK(complaint(R"({"targets": [{"name": "a", "url": "http://h/"},
                                  {"name": "a", "url": "http://h/"}]})") ==
        "targets[1].name: another target is called a too");
  CHECK(complaint(R"({"targets": [{"name": "", "url": "http://h/"}]})") ==
        "targets[0].name: it is empty");
  CHECK(complaint(R"({"targets": [{"name": "a", "url": "ws://h/"}]})") ==
        "targets[0].url: it begins with ws://; only http:// or https:// can be used here");
  CHECK(complaint(one(R"("headers": {"X-A": "a\nb"})")) ==
        "targets[0].headers.X-A: this header holds a line break or another control character");
  CHECK(complaint(one(R"("headers": {"X A": "b"})")) ==
        "targets[0].headers.X A: this header has a name with a character that no name may hold");
  CHECK(complaint(one(R"("body": "x")")) == "targets[0].body: a GET carries no body");
  CHECK(complaint(one(R"("expect_status": [99])")) ==
        "targets[0].expect_status[0]: a status of HTTP lies between 100 and 599");
  CHECK(complaint(one(R"("expect_status": [])")) == "targets[0].expect_status: it names no status");
  CHECK(complaint(one(R"("timeout": 1000)")) ==
        "targets[0].timeout: it is not between 10ms and 1m");
  CHECK(complaint(one("", R"("timeout": 99000000000)")) ==
        "timeout: it is not between 10ms and 1m");
  CHECK(complaint(one(R"("method": "HEAD", "json": true)")) ==
        "targets[0].json: an answer to HEAD has no body");
  CHECK(complaint(one(R"("pointers": {"versoin": ["/v"]})")) ==
        "targets[0].pointers.versoin: there is no field versoin");
  CHECK(complaint(one(R"("pointers": {"version": ["v"]})")) ==
        "targets[0].pointers.version[0]: it is no JSON pointer");
  CHECK(complaint(one("", R"("certificate_warn": -1)")) ==
        "certificate_warn: it is not between 0s and 3650d");
}

TEST_CASE("a mistake in a field names the setting") {
  const auto named = [](const std::string& name) {
    return complaint(
        one("", R"("fields": {")" + name + R"(": {"type": "int", "pointers": ["/f"]}})"));
  };
  CHECK(named("f") == "none");
  CHECK(named("F") == "fields.F: a field cannot be called F");
  for (const std::string taken : {"service", "up", "hint", "version", "time"}) {
    CHECK(named(taken) == "fields." + taken + ": the name " + taken + " is taken");
  }
  CHECK(complaint(one("", R"("fields": {"f": {"type": "int", "pointers": []}})")) ==
        "fields.f.pointers: it names no JSON pointer");
  CHECK(complaint(field(R"("type": "text", "true_if": ["a"])")) ==
        "fields.f.true_if: it is for fields of type bool");
  CHECK(complaint(field(R"("type": "int", "events": ["a", "b"])")) ==
        "fields.f.events: it is for fields of type bool");
  CHECK(complaint(field(R"("type": "bool", "events": ["a"])")) ==
        "fields.f.events: it is not two names");
  CHECK(complaint(field(R"("type": "bool", "events": ["a", "B c"])")) ==
        "fields.f.events[1]: an event cannot be called so");
  CHECK(complaint(field(R"("type": "bool", "fail_if_false": true, "warn_if_true": true)")) ==
        "fields.f.warn_if_true: a field speaks when it is true or when false, not both");
}
