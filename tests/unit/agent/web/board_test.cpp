#include "agent/web/board.hpp"

#include <doctest/doctest.h>

#include "unit/agent/web/feed.hpp"

using namespace livetap;
using namespace std::chrono_literals;

namespace {

std::size_t count(const std::string& text, std::string_view wanted) {
  std::size_t found = 0;
  for (auto at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1)) {
    ++found;
  }
  return found;
}

}  // namespace

TEST_CASE("However many gathers came, each measurement is told once, and then no more") {
  web::Board board;
  Feed feed;
  board.set("trading", feed.measurement, 1s);
  board.take("queue", feed.good(2));
  board.take("queue", feed.good(2));
  const auto changes = board.take_changes();
  CHECK(count(changes, "event: gather\n") == 1);
  CHECK(count(changes, "event: schema\n") == 1);
  CHECK(changes.ends_with("\n\n"));
  CHECK(board.take_changes().empty());
}

TEST_CASE("Who comes later is not told of what was before") {
  web::Board board;
  Feed feed;
  board.set("trading", feed.measurement, 1s);
  board.take("queue", feed.good(2));
  board.add(Event{});
  board.forget_changes();
  CHECK(board.take_changes().empty());
  board.add(Event{});
  CHECK(count(board.take_changes(), "event: event\n") == 1);
}

TEST_CASE("The rows of a table are sent again only when they are others") {
  web::Board board;
  const auto shape = table_shape();
  SeriesCap cap;
  Route route(shape, cap);
  board.set("trading", shape, 1s);
  std::int64_t second = 0;
  const auto take = [&](double price) {
    Gather gather;
    gather.time = WallTime(std::chrono::seconds(1'700'000'000 + ++second));
    gather.rows = RowBlock(0, 2);
    gather.rows.begin_row();
    gather.rows.add(std::string_view("BTC"));
    gather.rows.add(price);
    board.take("recent", route.accept(gather, SteadyTime(std::chrono::seconds(second))));
    return board.take_changes();
  };
  CHECK(take(1.5).find("\"rows\":[[\"BTC\",1.5]]") != std::string::npos);
  CHECK(take(1.5).find("\"rows\"") == std::string::npos);
  CHECK(take(2.5).find("\"rows\":[[\"BTC\",2.5]]") != std::string::npos);
}

TEST_CASE("Another shape or probe begins the panel anew and is told; the same one is not") {
  web::Board board;
  Feed feed;
  board.set("trading", feed.measurement, 1s);
  const auto generation = board.generation();
  board.take("queue", feed.good(1));
  board.set("trading", feed.measurement, 1s);
  CHECK(board.generation() == generation);
  CHECK(board.find("queue")->newest());
  auto wider = feed.measurement;
  wider.doc = "other words";
  board.set("trading", wider, 1s);
  CHECK(board.generation() != generation);
  CHECK_FALSE(board.find("queue")->newest());
  board.remove_if([](const web::Panel& panel) { return panel.probe() == "trading"; });
  CHECK(board.find("queue") == nullptr);
}

TEST_CASE("Each change wakes who waits; a measurement that nobody set is ignored") {
  web::Board board;
  Feed feed;
  int woken = 0;
  board.on_change([&] { ++woken; });
  board.take("queue", feed.good(1));
  CHECK(woken == 0);
  board.set("trading", feed.measurement, 1s);
  board.take("queue", feed.good(1));
  board.add(Event{});
  CHECK(woken == 3);
}

TEST_CASE("A chart goes on after a restart with the points that it had") {
  WindowArchive archive;
  Feed feed;
  {
    web::Board board;
    board.set("trading", feed.measurement, 1s);
    board.set("trading", table_shape(), 1s);
    for (int second = 0; second < 100; ++second) {
      board.take("queue", feed.good(2));
    }
    CHECK(board.save(archive, 0));
    CHECK(board.save(archive, 1));
    CHECK_FALSE(board.save(archive, 2));
  }
  CHECK(archive.size() == 1);
  web::Board board;
  board.begin_with(archive);
  board.set("trading", feed.measurement, 1s);
  CHECK(archive.empty());
  board.take("queue", feed.good(2));
  const auto* window = board.find("queue")->window();
  std::size_t points = 0;
  for (std::size_t point = 0; point < WindowRings::points; ++point) {
    points += is_null(window->value(0, window->columns()[0], point)) ? 0 : 1;
  }
  CHECK(points == 51);
}
