#include "agent/view/live_view.hpp"

#include <doctest/doctest.h>

#include "unit/agent/view/message_lines.hpp"
#include "unit/agent/view/source.hpp"

using namespace livetap;

TEST_CASE("a live message holds every row of the gather under one time") {
  Source source(queue_measurement());
  Busyness busyness(source.measurement);
  LiveView view(source.measurement, 900 * 1024);
  const auto message = view.message(source.good(queue_rows(3, 1)), busyness);
  REQUIRE(message.has_value());
  CHECK(message->channel == "queue");
  CHECK(message->rows == 3);
  CHECK(message->dropped_rows == 0);
  const auto lines = lines_of(*message->payload);
  REQUIRE(lines.size() == 3);
  CHECK(lines[1].labels == "queue=q1");
  CHECK(lines[1].fields.at("depth") == "2");
  CHECK(lines[1].fields.at("busy") == "1");
  CHECK(lines[1].fields.at("note") == "\"fine\"");
  for (const auto& line : lines) {
    CHECK(line.name == "queue");
    CHECK(line.time_ms == source.now.wall.time_since_epoch().count());
  }
}

TEST_CASE("a failure leaves a null row for each series, the first with every field") {
  Source source(queue_measurement());
  Busyness busyness(source.measurement);
  LiveView view(source.measurement, 900 * 1024);
  CHECK_FALSE(view.message(source.failed(), busyness).has_value());
  source.good(queue_rows(2, 1));
  const auto lines = lines_of(*view.message(source.failed(), busyness)->payload);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].fields.size() == 5);
  CHECK(lines[0].fields.at("depth") == "\"NaN\"");
  CHECK(lines[0].fields.at("note") == "\"\"");
  CHECK(lines[1].labels == "queue=q1");
  CHECK(lines[1].fields.size() == 1);
}

TEST_CASE("of a message over the limit the busiest series that fit go out, the others are named") {
  Source source(queue_measurement());
  Busyness busyness(source.measurement);
  LiveView view(source.measurement, 400);
  const auto still_but = [](int busy, int round) {
    return [=](RowBlock& rows) {
      RowBlock all(1, 5);
      queue_rows(20, 0)(all);
      for (std::size_t i = 0; i < all.size(); ++i) {
        rows.begin_row();
        rows.add_tag(all.tag(i, 0));
        const bool moves = static_cast<int>(i) >= busy;
        rows.add(std::int64_t{moves ? round * static_cast<int>(i) : 0});
        for (std::size_t field = 1; field < 5; ++field) {
          rows.add(all.field(i, field));
        }
      }
    };
  };
  busyness.update(source.good(still_but(17, 0)).rows, source.now.steady);
  const auto snapshot = source.good(still_but(17, 1));
  busyness.update(snapshot.rows, source.now.steady);
  const auto message = view.message(snapshot, busyness);
  REQUIRE(message.has_value());
  CHECK(message->payload->size() <= 400);
  const auto lines = lines_of(*message->payload);
  REQUIRE(lines.size() == message->rows);
  REQUIRE(lines.size() >= 3);
  CHECK(lines[lines.size() - 3].labels == "queue=q17");
  CHECK(lines.back().labels == "queue=q19");
  CHECK(message->dropped_rows == 20 - message->rows);
  REQUIRE(view.notice().has_value());
  CHECK(view.notice()->reason == ViewNotice::Reason::too_large);
  CHECK(view.notice()->count == message->dropped_rows);
  CHECK(view.notice()->names.size() == 5);
  CHECK(view.too_large_rows() == message->dropped_rows);
  LiveView roomy(source.measurement, 4000);
  roomy.message(snapshot, busyness);
  CHECK_FALSE(roomy.notice().has_value());
}
