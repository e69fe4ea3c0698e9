#include "plugins/services/check.hpp"

#include <doctest/doctest.h>

#include "reference_settings.hpp"

using namespace livetap;
using namespace livetap::services;
using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

constexpr int warn_days = 14;

const Target& gateway() {
  static const auto watched =
      watched_by("{" + std::string(reference_fields) + R"(,"targets": [{"name": "gw",
        "url": "http://user:word@127.0.0.1:4400/health?key=s3cret"}]})");
  return watched.targets.front();
}

/// What a check says when that answer came.
Check answered(int status, std::string_view body, std::vector<net::HttpHeader> headers = {},
               std::optional<int> certificate_days = {}, const Target& target = gateway()) {
  HealthBody health(target.fields);
  health.take(body);
  net::HttpResponse response;
  response.status = status;
  response.headers = std::move(headers);
  response.certificate_days = certificate_days;
  response.timing.total = 4200us;
  return judge(target, {response, {}, health.finish(WallTime()), 800ms}, warn_days);
}

Check failed(net::NetErrorKind kind, const std::string& message, const std::string& hint = "") {
  net::HttpTiming phases;
  phases.dns = 100us;
  phases.total = 800ms;
  const net::NetError error{kind, message, hint};
  return judge(gateway(), {error, phases, nothing_found(gateway().fields), 800ms}, warn_days);
}

const std::string well = R"({"status":"healthy","database_connected":true,"queue_connected":true})";

FieldValue value(const Check& check, const std::string& name) {
  for (std::size_t i = 0; i < gateway().fields.size(); ++i) {
    if (gateway().fields[i].name == name) return check.values.at(i);
  }
  return "no such field";
}

}  // namespace

TEST_CASE("the answer that is expected is up, and nothing is wrong") {
  const auto check = answered(200, well);
  CHECK(check.up);
  CHECK(check.status == "up");
  CHECK(check.status_code == 200);
  CHECK(check.latency_ms == 4.2);
  CHECK(check.error.empty());
  CHECK(check.hint.empty());
  CHECK(value(check, "database_connected") == FieldValue(true));
  CHECK_FALSE(check.certificate_days);
  CHECK_FALSE(check.certificate_expiring);
}

TEST_CASE("an unhealthy service is down, its fields are there, and the broken one is named") {
  const auto check =
      answered(503, R"({"status":"unhealthy","database_connected":false,"queue_connected":true})");
  CHECK_FALSE(check.up);
  CHECK(check.status == "unhealthy");
  CHECK(check.status_code == 503);
  CHECK(check.latency_ms);
  CHECK(check.error ==
        "http://127.0.0.1:4400/health answers 503 and calls itself unhealthy: its database "
        "connection is down");
  CHECK(check.hint == "is its database running, and does it take the service's login?");
  CHECK(value(check, "database_connected") == FieldValue(false));
  CHECK(value(check, "queue_connected") == FieldValue(true));

  const auto both = answered(
      500, R"({"database_connected":false,"queue_connected":false,"websocket_connected":false})");
  CHECK(both.error ==
        "http://127.0.0.1:4400/health answers 500: its database connection is down and its queue "
        "connection is down and its WebSocket is down");
  const auto silent = answered(503, R"({"status":"starting"})");
  CHECK(silent.error == "http://127.0.0.1:4400/health answers 503 and calls itself starting");
  CHECK(silent.hint == "see the log of the service");
}

TEST_CASE("a service that answers well with a connection down is degraded") {
  const auto check = answered(200, R"({"database_connected":true,"queue_connected":false})");
  CHECK(check.up);
  CHECK(check.status == "degraded");
  CHECK(check.error == "its queue connection is down");
  CHECK(check.hint == "is its message broker running, and does it take the service's login?");
  const auto stream = answered(200, R"({"websocket_state":{"status":"disconnected"}})");
  CHECK(stream.error == "its WebSocket is down");
  CHECK(stream.hint == "look at what the service is connected to");
}

TEST_CASE("a proxy's web page is named as such") {
  const auto instead = answered(200, "<!DOCTYPE html><h1>Welcome</h1>");
  CHECK_FALSE(instead.up);
  CHECK(instead.status == "not JSON");
  CHECK(instead.status_code == 200);
  CHECK(instead.error ==
        "http://127.0.0.1:4400/health answers with a web page instead of JSON, which begins with "
        "'<!DOCTYPE html><h1>Welcome</h1>'");
  CHECK(instead.hint == "a proxy answers in the service's place, or url leads elsewhere");

  const auto gateway_page =
      answered(502, "<h1>502 Bad Gateway</h1>", {{"Content-Type", "text/html"}});
  CHECK(gateway_page.status == "unexpected status");
  CHECK(gateway_page.error ==
        "http://127.0.0.1:4400/health answers 502, which begins with '<h1>502 Bad Gateway</h1>'");
  CHECK(gateway_page.hint == "a proxy answers in its place: is the service behind it running?");
}

TEST_CASE("what is no JSON is told with the place of the fault and the first bytes") {
  const auto check = answered(200, "OK\n");
  CHECK(check.status == "not JSON");
  CHECK(check.error ==
        "http://127.0.0.1:4400/health does not answer in JSON: syntax error at byte 0; it begins "
        "with 'OK.'");
  CHECK(check.hint == "does url lead to the health endpoint? json: false takes any answer");
  CHECK(answered(200, "").error ==
        "http://127.0.0.1:4400/health does not answer in JSON: incomplete JSON at byte 0; it "
        "begins with nothing");
  CHECK(value(check, "database_connected") == FieldValue());
}

TEST_CASE("a redirect says where to, without query, and what to do") {
  const auto check = answered(302, "", {{"Location", "https://u:p@host/login?next=s3cret#top"}});
  CHECK_FALSE(check.up);
  CHECK(check.status == "redirect");
  CHECK(check.error == "http://127.0.0.1:4400/health redirects to https://host/login (302)");
  CHECK(check.hint == "redirects are not followed: put the final address into url");
}

TEST_CASE("other statuses have their cures, and an expected one is fine") {
  CHECK(answered(401, "").status == "not authorized");
  CHECK(answered(403, "{}").hint == "check the API key in headers, or user and password in url");
  CHECK(answered(404, "").hint == "check the path in url");
  CHECK(answered(429, "").hint == "it is asked too often: raise interval");
  CHECK(answered(500, "").hint == "see the log of the service");
  CHECK(answered(418, "").error == "http://127.0.0.1:4400/health answers 418");
  Target lenient = gateway();
  lenient.expected_status = {200, 503};
  CHECK(answered(503, well, {}, {}, lenient).up);
  lenient.expected_status = {204};
  CHECK_FALSE(answered(200, well, {}, {}, lenient).up);
}

TEST_CASE("a required field that is missing is a failure") {
  Target strict = gateway();
  strict.fields[2].required = true;
  const auto check = answered(200, well, {}, {}, strict);
  CHECK_FALSE(check.up);
  CHECK(check.status == "field missing");
  CHECK(check.error == "the answer of http://127.0.0.1:4400/health has no version");
  CHECK(check.hint == "another version of the service may name it otherwise: check its pointers");
  CHECK(value(check, "database_connected") == FieldValue(true));
}

TEST_CASE("a certificate that ends soon warns, and a worse matter comes first") {
  const auto soon = answered(200, well, {}, 5);
  CHECK(soon.up);
  CHECK(soon.status == "up");
  CHECK(soon.certificate_days == 5);
  CHECK(soon.certificate_expiring == true);
  CHECK(soon.error == "its certificate ends in 5 days");
  CHECK(soon.hint == "renew it in time");
  CHECK(answered(200, well, {}, 1).error == "its certificate ends in 1 day");
  CHECK(answered(200, well, {}, -2).error == "its certificate ended 2 days ago");
  CHECK(answered(200, well, {}, 14).certificate_expiring == false);
  CHECK(answered(404, "", {}, 5).error == "http://127.0.0.1:4400/health answers 404");
}

TEST_CASE("without an answer every value is missing, and the phases that ended are kept") {
  const auto check = failed(net::NetErrorKind::timeout,
                            "timed out while connecting to 127.0.0.1:4400", "is the host up?");
  CHECK_FALSE(check.up);
  CHECK(check.status == "timeout");
  CHECK(check.error == "no answer within 800 ms: timed out while connecting to 127.0.0.1:4400");
  CHECK(check.hint == "is the host up?");
  CHECK_FALSE(check.status_code);
  CHECK_FALSE(check.latency_ms);
  CHECK(check.phases.dns);
  for (const auto& each : check.values) CHECK(each == FieldValue());
}

TEST_CASE("each failure of the network has a status of its own") {
  using net::NetErrorKind;
  CHECK(failed(NetErrorKind::refused, "x").status == "refused");
  CHECK(failed(NetErrorKind::dns, "x").status == "unknown host");
  CHECK(failed(NetErrorKind::tls, "x").status == "TLS failed");
  CHECK(failed(NetErrorKind::reset, "x").status == "connection lost");
  CHECK(failed(NetErrorKind::protocol, "x").status == "bad answer");
  const auto large = failed(NetErrorKind::too_large, "the answer of h:1 is larger than allowed");
  CHECK(large.status == "too large");
  CHECK(large.error == "the answer of h:1 is larger than allowed (8 MiB)");
  CHECK(large.hint == "does url lead to the service's health endpoint?");
}

TEST_CASE("neither credentials nor a query are ever repeated") {
  for (const int status : {200, 302, 401, 404, 503}) {
    const auto check = answered(status, "x", {{"Location", "/login?token=s3cret"}});
    const auto text = check.error + check.hint + check.status;
    CHECK(text.find("s3cret") == std::string::npos);
    CHECK(text.find("word") ==
          (status == 401 ? text.find("password in url") + 4 : std::string::npos));
  }
}
