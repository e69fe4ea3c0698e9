#include "agent/sink/live_queue.hpp"

#include <doctest/doctest.h>

using namespace livetap::sink;

namespace {

LiveMessage message(std::string channel, std::string payload, std::uint32_t rows = 1) {
  return {std::move(channel), std::make_shared<const std::string>(std::move(payload)), rows};
}

LiveMessage appending(std::string payload) {
  auto made = message("event", std::move(payload));
  made.appends = true;
  return made;
}

std::string send_next(LiveQueue& queue) {
  const auto* next = queue.take();
  if (next == nullptr) return "";
  std::string sent = next->channel + ":" + *next->payload;
  queue.delivered();
  return sent;
}

}  // namespace

TEST_CASE("channels take turns in the order they came") {
  LiveQueue queue;
  CHECK_FALSE(queue.next_size().has_value());
  queue.push(message("a", "1"));
  queue.push(message("b", "22"));
  CHECK(queue.next_size() == 1);
  CHECK(send_next(queue) == "a:1");
  CHECK(queue.next_size() == 2);
  CHECK(send_next(queue) == "b:22");
  CHECK(queue.take() == nullptr);
}

TEST_CASE("a newer message takes the place of a waiting one, in its turn") {
  LiveQueue queue;
  queue.push(message("a", "old", 3));
  queue.push(message("b", "1"));
  queue.push(message("a", "new", 4));
  CHECK(send_next(queue) == "a:new");
  CHECK(send_next(queue) == "b:1");
  CHECK(queue.counters().dropped_for(LiveDrop::superseded) == LiveAmount{1, 3, 3});
  CHECK(queue.counters().delivered == LiveAmount{2, 5, 4});
  CHECK(queue.counters().collected == LiveAmount{3, 8, 7});
  CHECK(queue.counters().balanced());
}

TEST_CASE("a message whose write failed goes first when the connection is back") {
  LiveQueue queue;
  queue.push(message("a", "1"));
  queue.push(message("b", "1"));
  REQUIRE(queue.take() != nullptr);
  CHECK_FALSE(queue.next_size().has_value());
  queue.failed();
  CHECK(queue.counters().queued.messages == 2);
  CHECK(send_next(queue) == "a:1");
}

TEST_CASE("a message whose write failed gives way to a newer one") {
  LiveQueue queue;
  queue.push(message("a", "old"));
  REQUIRE(queue.take() != nullptr);
  queue.push(message("a", "new"));
  CHECK(queue.counters().queued.messages == 2);
  queue.failed();
  CHECK(queue.counters().queued.messages == 1);
  CHECK(queue.counters().dropped_for(LiveDrop::superseded).messages == 1);
  CHECK(send_next(queue) == "a:new");
  CHECK(queue.counters().balanced());
}

TEST_CASE("messages that append become one while they wait, none of them dropped") {
  LiveQueue queue;
  queue.push(appending("1"));
  queue.push(message("a", "1"));
  queue.push(appending("22"));
  queue.push(appending("333"));
  CHECK(queue.next_size() == 6);
  CHECK(queue.counters().queued == LiveAmount{4, 4, 7});
  CHECK(send_next(queue) == "event:122333");
  CHECK(queue.counters().delivered == LiveAmount{3, 3, 6});
  CHECK(send_next(queue) == "a:1");
  CHECK(queue.counters().dropped_for(LiveDrop::superseded) == LiveAmount{});
  CHECK(queue.counters().balanced());
}

TEST_CASE("what appends and was delivered is not repeated, but after a reconnect") {
  LiveQueue queue;
  queue.push(appending("1"));
  CHECK(send_next(queue) == "event:1");
  queue.push(appending("2"));
  CHECK(send_next(queue) == "event:2");
  queue.resend_kept();
  queue.push(appending("3"));
  CHECK(send_next(queue) == "event:3");
  CHECK(queue.counters().balanced());
}

TEST_CASE("what appends and was not written goes before what came since") {
  LiveQueue queue;
  queue.push(appending("1"));
  REQUIRE(queue.take() != nullptr);
  queue.push(appending("2"));
  queue.failed();
  CHECK(send_next(queue) == "event:12");
  CHECK(queue.counters().delivered.messages == 2);
  CHECK(queue.counters().balanced());
}

TEST_CASE("messages that append begin anew when one message does not hold them") {
  LiveQueue queue({.channels = 10, .bytes = 100, .message_bytes = 10});
  queue.push(appending("123456"));
  queue.push(appending("1234"));
  queue.push(appending("new"));
  CHECK(queue.counters().dropped_for(LiveDrop::superseded) == LiveAmount{2, 2, 10});
  CHECK(send_next(queue) == "event:new");
  CHECK(queue.counters().balanced());
}

TEST_CASE("after a reconnect every channel's newest state goes out, counted apart") {
  LiveQueue queue;
  queue.push(message("a", "1"));
  queue.push(message("b", "1"));
  send_next(queue);
  send_next(queue);
  queue.push(message("b", "2"));
  queue.resend_kept();
  CHECK(send_next(queue) == "b:2");
  CHECK(send_next(queue) == "a:1");
  CHECK(queue.take() == nullptr);
  CHECK(queue.counters().resent == LiveAmount{1, 1, 1});
  CHECK(queue.counters().delivered.messages == 3);
  CHECK(queue.counters().queued == LiveAmount{});
  CHECK(queue.counters().balanced());
}

TEST_CASE("what waits to be sent again gives way silently: it was delivered") {
  LiveQueue queue;
  queue.push(message("a", "1"));
  send_next(queue);
  queue.resend_kept();
  queue.push(message("a", "2"));
  CHECK(send_next(queue) == "a:2");
  CHECK(queue.take() == nullptr);
  CHECK(queue.counters().dropped_for(LiveDrop::superseded).messages == 0);
  CHECK(queue.counters().balanced());
}

TEST_CASE("a message beyond Grafana's limit is never sent") {
  LiveQueue queue;
  queue.push(message("a", std::string(1024 * 1024 + 1, 'x'), 7));
  CHECK(queue.take() == nullptr);
  CHECK(queue.counters().dropped_for(LiveDrop::too_large).rows == 7);
  queue.push(message("a", std::string(1024 * 1024, 'x')));
  CHECK(queue.take() != nullptr);
}

TEST_CASE("kept messages give way to new channels, waiting ones do not") {
  LiveQueue queue({.channels = 2, .bytes = 1000, .message_bytes = 1000});
  queue.push(message("a", "1"));
  send_next(queue);
  queue.push(message("b", "1"));
  queue.push(message("c", "1"));
  queue.push(message("d", "1"));
  CHECK(queue.counters().dropped_for(LiveDrop::queue_full).messages == 1);
  CHECK(send_next(queue) == "b:1");
  CHECK(send_next(queue) == "c:1");
  queue.resend_kept();
  CHECK(send_next(queue) == "b:1");
  CHECK(send_next(queue) == "c:1");
  CHECK(queue.take() == nullptr);
}

TEST_CASE("bytes are bounded, what is kept included") {
  LiveQueue queue({.channels = 10, .bytes = 10, .message_bytes = 10});
  queue.push(message("a", "12345"));
  send_next(queue);
  queue.push(message("b", "1234567"));
  CHECK(queue.counters().queued.bytes == 7);
  queue.push(message("c", "1234"));
  CHECK(queue.counters().dropped_for(LiveDrop::queue_full).bytes == 4);
  queue.push(message("b", "1234567890"));
  CHECK(send_next(queue) == "b:1234567890");
  queue.push(message("b", "0987654321"));
  CHECK(send_next(queue) == "b:0987654321");
}

TEST_CASE("messages taken together share their fate") {
  LiveQueue queue;
  for (const char* channel : {"a", "b", "c", "d"}) queue.push(message(channel, "12345"));
  CHECK(queue.take_more(100) != nullptr);
  CHECK(queue.take_more(10)->channel == "b");
  CHECK(queue.take_more(14) == nullptr);
  CHECK(queue.take_more(15)->channel == "c");
  CHECK(queue.taken() == 3);
  CHECK(queue.take() == nullptr);
  CHECK(queue.counters().queued.messages == 4);
  queue.delivered();
  CHECK(queue.taken() == 0);
  CHECK(queue.counters().delivered.messages == 3);
  CHECK(send_next(queue) == "d:12345");
}

TEST_CASE("messages that failed together wait in their old order, but for newer ones") {
  LiveQueue queue;
  for (const char* channel : {"a", "b", "c"}) queue.push(message(channel, "old"));
  while (queue.take_more(100) != nullptr) {
  }
  queue.push(message("d", "new"));
  queue.push(message("b", "new"));
  queue.failed();
  CHECK(queue.counters().dropped_for(LiveDrop::superseded).messages == 1);
  CHECK(send_next(queue) == "a:old");
  CHECK(send_next(queue) == "c:old");
  CHECK(send_next(queue) == "d:new");
  CHECK(send_next(queue) == "b:new");
  CHECK(queue.counters().balanced());
}

TEST_CASE("what the server refuses is dropped, and not sent again after a reconnect") {
  LiveQueue queue;
  queue.push(message("a", "bad", 2));
  REQUIRE(queue.take() != nullptr);
  queue.refused();
  CHECK(queue.counters().dropped_for(LiveDrop::refused) == LiveAmount{1, 2, 3});
  CHECK(queue.counters().balanced());
  queue.resend_kept();
  CHECK(queue.take() == nullptr);
}
