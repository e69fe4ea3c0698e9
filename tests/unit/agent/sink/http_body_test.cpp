#include "agent/sink/http_body.hpp"

#include <doctest/doctest.h>

using namespace livetap::sink;
using namespace std::chrono_literals;

namespace {

void push(LiveQueue& queue, const std::string& channel, std::string payload) {
  queue.push({channel, std::make_shared<const std::string>(std::move(payload)), 1});
}

/// So many messages of 10 kB each.
LiveQueue queue_of(int messages) {
  LiveQueue queue;
  for (int i = 0; i < messages; ++i) {
    push(queue, "c" + std::to_string(i), std::string(9'999, 'x') + "\n");
  }
  return queue;
}

std::size_t next_size(HttpBody& body) {
  auto queue = queue_of(200);
  return body.next(queue)->size();
}

}  // namespace

TEST_CASE("all that waits shares a body, a line below the other") {
  LiveQueue queue;
  push(queue, "a", "a v=1\n");
  push(queue, "b", "b v=2");
  push(queue, "c", "c v=3\n");
  HttpBody body;
  CHECK(*body.next(queue) == "a v=1\nb v=2\nc v=3\n");
  CHECK(queue.taken() == 3);
}

TEST_CASE("a message alone is not copied") {
  LiveQueue queue;
  const auto payload = std::make_shared<const std::string>("a v=1\n");
  queue.push({"a", payload, 1});
  HttpBody body;
  CHECK(body.next(queue) == payload);
}

TEST_CASE("bodies grow while the server is quick, to 900 KiB, and shrink when it is slow") {
  HttpBody body;
  CHECK(next_size(body) == 60'000);
  body.answered(100ms);
  CHECK(next_size(body) == 130'000);
  for (int i = 0; i < 10; ++i) body.answered(100ms);
  CHECK(next_size(body) == 920'000);
  body.answered(800ms);
  CHECK(next_size(body) == 920'000);
  body.answered(2s);
  CHECK(next_size(body) == 460'000);
}

TEST_CASE("64 KiB are taken from a slow server all the same, fewer from a link that is slow") {
  HttpBody body;
  for (int i = 0; i < 20; ++i) body.answered(2s);
  CHECK(next_size(body) == 60'000);
  body.answered(6s);
  CHECK(next_size(body) == 30'000);
  body.answered(2s);
  CHECK(next_size(body) == 30'000);
  for (int i = 0; i < 20; ++i) body.answered(6s);
  CHECK(next_size(body) == 10'000);
}

TEST_CASE("after a refusal its messages go one by one, then together again") {
  HttpBody body;
  auto queue = queue_of(10);
  body.next(queue);
  const auto refused = queue.taken();
  CHECK(refused == 6);
  body.refused(refused);
  queue.failed();
  for (std::size_t i = 0; i < refused; ++i) {
    body.next(queue);
    CHECK(queue.taken() == 1);
    queue.delivered();
  }
  body.next(queue);
  CHECK(queue.taken() == 4);
}

TEST_CASE("a refused message that was alone changes nothing for the others") {
  HttpBody body;
  body.refused(1);
  CHECK(next_size(body) == 60'000);
}
