#include "agent/web/site.hpp"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

#include "unit/agent/web/feed.hpp"
#include "unit/agent/web/statuses.hpp"

using namespace livetap;
using namespace livetap::web;
using namespace std::chrono_literals;

namespace {

struct Fixture {
  Board board;
  Feed feed;
  Status status = half_broken();
  ReloadOutcome outcome;
  Site site{board,
            {[this] { return status; }, [] { return WebCounters{}; },
             [this](const auto& answer) { answer(outcome); }}};

  Fixture() {
    board.set("rabbitmq", feed.measurement, 1s);
    board.take("queue", feed.good(3));
    AccessRules rules;
    rules.host = "127.0.0.1";
    rules.port = 4780;
    site.admit(rules);
  }

  HttpReply ask(std::string target, std::string method = "GET") {
    HttpRequest request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.host = "localhost:4780";
    HttpReply got;
    site.handle(request, [&](HttpReply reply) { got = std::move(reply); });
    return got;
  }
};

}  // namespace

TEST_CASE("Every part of the API answers with JSON that can be parsed") {
  Fixture fixture;
  for (const auto* target : {"/api/status", "/api/schema", "/api/series?measurement=queue",
                             "/api/rows?measurement=queue&sort=depth&order=desc", "/api/events"}) {
    CAPTURE(target);
    const auto reply = fixture.ask(target);
    CHECK(reply.status == 200);
    CHECK(reply.content_type == "application/json");
    CHECK(boost::json::parse(*reply.body).is_object());
  }
  CHECK(fixture.ask("/api/stream").stream);
}

TEST_CASE("What is not there is 404, and says what is") {
  Fixture fixture;
  CHECK(fixture.ask("/api/nothing").status == 404);
  CHECK(fixture.ask("/../etc/passwd").status == 404);
  const auto reply = fixture.ask("/api/series?measurement=nothing");
  CHECK(reply.status == 404);
  CHECK(reply.body->find("/api/schema") != std::string::npos);
}

TEST_CASE("Only a reload is posted, and it only that way") {
  Fixture fixture;
  CHECK(fixture.ask("/", "POST").status == 405);
  CHECK(fixture.ask("/api/status", "DELETE").status == 405);
  CHECK(fixture.ask("/-/reload").status == 405);
  CHECK(fixture.ask("/-/reload", "POST").status == 200);
  fixture.outcome = {ReloadOutcome::Kind::bad_config, "agent.yaml:3:1: unknown key\n"};
  const auto bad = fixture.ask("/-/reload", "POST");
  CHECK(bad.status == 422);
  CHECK(*bad.body == "agent.yaml:3:1: unknown key\n");
  fixture.outcome.kind = ReloadOutcome::Kind::busy;
  CHECK(fixture.ask("/-/reload", "POST").status == 409);
}

TEST_CASE("The agent is healthy while it answers, and ready when every sink delivers") {
  Fixture fixture;
  CHECK(fixture.ask("/-/healthy").status == 200);
  const auto missing = fixture.ask("/-/ready");
  CHECK(missing.status == 503);
  CHECK(missing.body->find("grafana: refuses connections") != std::string::npos);
  fixture.status.sinks[0].delivers = true;
  CHECK(fixture.ask("/-/ready").status == 200);
}

TEST_CASE("A new reader of the stream hears the generation and the status first") {
  Fixture fixture;
  const auto greeting = fixture.site.greeting();
  CHECK(greeting.starts_with("event: hello\ndata: {\"generation\":"));
  CHECK(greeting.find("\n\nevent: status\ndata: {\"agent\"") != std::string::npos);
}
