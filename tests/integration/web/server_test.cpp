#include <doctest/doctest.h>
#include <sys/resource.h>

#include <thread>
#include <vector>

#include "integration/web/fed_web.hpp"
#include "integration/web/raw_client.hpp"
#include "support/child_process.hpp"
#include "support/http_request.hpp"
#include "support/temp_folder.hpp"

using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

std::string get(const FedWeb& web, std::string_view target, std::string_view more = {}) {
  std::string text = "GET ";
  text.append(target).append(" HTTP/1.1\r\nHost: localhost:");
  return text.append(std::to_string(web.port())).append("\r\n").append(more).append("\r\n");
}

bool answers(const FedWeb& web) {
  try {
    return http_request(web.url() + "-/healthy").status == 200;
  } catch (const std::exception&) {
    return false;
  }
}

FedWeb::Options impatient() {
  FedWeb::Options options;
  options.web.limits.request = 700ms;
  options.web.limits.write = 700ms;
  return options;
}

}  // namespace

TEST_CASE("Requests follow each other on one connection, HEAD without its body") {
  FedWeb web;
  RawClient client(web.port());
  REQUIRE(client.send(get(web, "/-/healthy") + get(web, "/-/ready")));
  const auto both = client.read_until("Ready:", 10s);
  CHECK(both.find("The agent runs.") < both.find("Ready:"));
  auto head = get(web, "/api/status");
  head.replace(0, 3, "HEAD");
  REQUIRE(client.send(head + get(web, "/nothing", "Connection: close\r\n")));
  const auto rest = client.read_until("no such page", 10s);
  CHECK(rest.find("\"agent\"") == std::string::npos);
  CHECK(rest.find("404 Not Found") != std::string::npos);
  CHECK(client.closed_within(10s));
}

TEST_CASE("What is no request is told so and hung up on") {
  FedWeb web;
  for (const auto* text :
       {"HELO there\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\x01\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"}) {
    RawClient client(web.port());
    REQUIRE(client.send(text));
    CHECK(client.read_until("\r\n\r\n", 10s).find("400 Bad Request") != std::string::npos);
    CHECK(client.closed_within(10s));
  }
  CHECK(answers(web));
}

TEST_CASE("A header without end costs no memory: after 8 KiB it is refused") {
  FedWeb web;
  rusage before{};
  getrusage(RUSAGE_SELF, &before);
  RawClient client(web.port());
  REQUIRE(client.send("GET / HTTP/1.1\r\nHost: localhost\r\nX: "));
  const std::string chunk(1U << 20U, 'x');
  std::size_t sent = 0;
  while (sent < 1024 && client.send(chunk, 2s)) {
    ++sent;
  }
  CHECK(sent < 64);
  rusage after{};
  getrusage(RUSAGE_SELF, &after);
  CHECK(after.ru_maxrss - before.ru_maxrss < 16 * 1024);  // KiB
  RawClient polite(web.port());
  REQUIRE(polite.send("GET / HTTP/1.1\r\nX: " + std::string(9000, 'x') + "\r\n\r\n"));
  CHECK(polite.read_until("\r\n\r\n", 10s).find("431 ") != std::string::npos);
  CHECK(answers(web));
}

TEST_CASE("A body that nobody wants is refused") {
  FedWeb web;
  RawClient client(web.port());
  REQUIRE(client.send("POST /-/reload HTTP/1.1\r\nHost: localhost:" + std::to_string(web.port()) +
                      "\r\nContent-Length: 1000000\r\n\r\n"));
  CHECK(client.read_until("\r\n\r\n", 10s).find("413 ") != std::string::npos);
  CHECK(client.closed_within(10s));
}

TEST_CASE("Who says nothing, or a byte now and then, is hung up on in time") {
  FedWeb web(impatient());
  RawClient silent(web.port());
  RawClient slow(web.port());
  slow.send("GET / HT");
  std::this_thread::sleep_for(400ms);
  slow.send("TP/1.1\r\n");
  CHECK(silent.closed_within(10s));
  CHECK(slow.closed_within(10s));
}

TEST_CASE("When all connections wait for a request, the next client is served all the same") {
  FedWeb web;
  std::vector<RawClient> waiting;
  for (int i = 0; i < 300; ++i) {
    waiting.emplace_back(web.port());
  }
  CHECK(answers(web));
  const auto metrics = http_request(web.url() + "metrics").body;
  CHECK(metrics.find("livetap_http_connections_refused_total 17") != std::string::npos);
  CHECK(metrics.find("livetap_http_connections 12") != std::string::npos);
}

TEST_CASE("Another host or a page from elsewhere gets no answer, least of all a reload") {
  FedWeb web;
  int reloads = 0;
  web.set_reload([&](const auto& answer) {
    ++reloads;
    answer({livetap::web::ReloadOutcome::Kind::done, "done\n"});
  });
  const auto port = std::to_string(web.port());
  const auto ask = [&](const std::string& host, const std::string& more) {
    RawClient client(web.port());
    client.send("POST /-/reload HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\n" + more +
                "\r\n");
    return client.read_until("\r\n\r\n", 10s);
  };
  CHECK(ask("evil.example:" + port, "").find(" 421 ") != std::string::npos);
  CHECK(ask("localhost:" + port, "Origin: http://evil.example\r\n").find(" 403 ") !=
        std::string::npos);
  CHECK(reloads == 0);
  CHECK(ask("localhost:" + port, "Origin: http://localhost:" + port + "\r\n").find(" 200 ") !=
        std::string::npos);
  CHECK(ask("localhost:" + port, "").find(" 200 ") != std::string::npos);
  CHECK(reloads == 2);
}

TEST_CASE("promtool finds nothing to say about the metrics") {
  FedWeb web;
  TempFolder folder;
  const auto file = folder.write("metrics", http_request(web.url() + "metrics").body);
  ChildProcess check({.command = {"sh", "-c", "promtool check metrics < " + file.string()}});
  const auto exit = check.wait(30s);
  REQUIRE(exit);
  INFO(check.out() << check.err());
  CHECK(exit->code == 0);
  CHECK((check.out() + check.err()).empty());
}

TEST_CASE("slowhttptest cannot keep anybody from the page") {
  FedWeb web;
  for (const auto* attack : {"-H", "-B", "-X"}) {
    CAPTURE(attack);
    ChildProcess slow({.command = {"slowhttptest", attack, "-c", "300", "-r", "150", "-i", "1",
                                   "-l", "6", "-p", "2", "-u", web.url() + "api/schema"}});
    int served = 0;
    int asked = 0;
    while (slow.running() && asked < 200) {
      ++asked;
      served += answers(web) ? 1 : 0;
      std::this_thread::sleep_for(50ms);
    }
    slow.stop(5s);
    CHECK(asked > 20);
    CHECK(served == asked);
  }
}

TEST_CASE("An address beyond this machine asks for a password, and a taken port says so") {
  livetap::web::WebOptions options;
  options.host = "0.0.0.0";
  REQUIRE(livetap::web::mistake_in(options));
  CHECK(livetap::web::mistake_in(options)->hint.find("token") != std::string::npos);
  options.token = "t0ken";
  CHECK_FALSE(livetap::web::mistake_in(options));
  options.host = "status.example";
  CHECK(livetap::web::mistake_in(options));
  FedWeb web;
  FedWeb::Options same;
  same.web.port = web.port();
  CHECK_THROWS_WITH(FedWeb{same}, doctest::Contains("cannot listen"));
}
