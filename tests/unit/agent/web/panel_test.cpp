#include "agent/web/panel.hpp"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>

#include "agent/web/panel_json.hpp"
#include "agent/web/panel_verdict.hpp"
#include "unit/agent/web/feed.hpp"

using namespace livetap;
using namespace std::chrono_literals;

namespace {

template <class Write>
boost::json::value written(Write write) {
  std::string text;
  web::JsonWriter json(text);
  write(json);
  return boost::json::parse(text);
}

boost::json::value series_of(const web::Panel& panel) {
  return written([&](auto& json) { web::write_series(json, panel); });
}

}  // namespace

TEST_CASE("A panel keeps 150 steps of two seconds of every trend field") {
  Feed feed;
  web::Panel panel("trading", feed.measurement, 1s);
  for (int i = 0; i < 120; ++i) {
    panel.take(feed.good(2));
  }
  const auto all = series_of(panel);
  CHECK(all.at("step_ms").as_int64() == 2000);
  CHECK(all.at("series_total").as_int64() == 2);
  const auto& second = all.at("series").at(1);
  CHECK(second.at("tags").at(0).as_string() == "q1");
  const auto& values = second.at("values");
  CHECK(values.as_object().size() == 4);  // note is worth no trend
  const auto& depths = values.at("depth").as_array();
  REQUIRE(depths.size() == 150);
  int known = 0;
  for (const auto& depth : depths) {
    known += depth.is_null() ? 0 : 1;
  }
  CHECK(known >= 60);
  CHECK(values.at("state").as_array().back().as_string() == "running");
  CHECK(values.at("up").as_array().back().as_int64() == 0);
  CHECK(all.at("rows").at(1).at(4).as_string() == "Late");
}

TEST_CASE("A gather tells the running step and the newest row of the series that are shown") {
  Feed feed;
  web::Panel panel("trading", feed.measurement, 1s);
  panel.take(feed.good(2));
  const auto event = written([&](auto& json) { web::write_gather(json, panel, ""); });
  CHECK(event.at("measurement").as_string() == "queue");
  CHECK(event.at("error").is_null());
  CHECK(event.at("points").as_array().size() == 2);
  CHECK(event.at("points").at(1).as_array().size() == 4);
  CHECK(event.at("rows").at(0).at(2).as_bool());
  CHECK(event.at("point_ms").as_int64() % 2000 == 0);
}

TEST_CASE("After a failure the rows are null and the reason is there; the good rows can be asked") {
  Feed feed;
  web::Panel panel("trading", feed.measurement, 1s);
  panel.take(feed.good(2));
  panel.take(feed.failed());
  const auto event = written([&](auto& json) { web::write_gather(json, panel, ""); });
  CHECK(event.at("error").at("message").as_string() == "no answer");
  CHECK(event.at("rows").at(1).at(0).is_null());
  const auto now = panel.newest()->at + 3s;
  const auto rows = written([&](auto& json) { web::write_rows(json, panel, {}, now); });
  CHECK(rows.at("total").as_int64() == 2);
  CHECK(rows.at("rows").at(1).at("values").at(4).as_string() == "Late");
  CHECK(rows.at("rows").at(1).at("age_s").to_number<double>() == doctest::Approx(4));
}

TEST_CASE("Of ten thousand series the busiest twenty are drawn and the others found by search") {
  Feed feed(20000);
  web::Panel panel("trading", feed.measurement, 1s);
  panel.take(feed.good(10000));
  panel.take(feed.good(10000));
  const auto all = series_of(panel);
  CHECK(all.at("series").as_array().size() == 20);
  CHECK(all.at("series_total").as_int64() == 10000);
  std::string event;
  web::JsonWriter json(event);
  web::write_gather(json, panel, "");
  CHECK(event.size() < 4096);
  web::RowsQuery query;
  query.search = "Q9998";
  const auto rows = written([&](auto& to) { web::write_rows(to, panel, query, SteadyTime{}); });
  CHECK(rows.at("matching").as_int64() == 1);
  query = {};
  query.offset = 9990;
  query.limit = 5000;
  CHECK(written([&](auto& to) { web::write_rows(to, panel, query, SteadyTime{}); })
            .at("rows")
            .as_array()
            .size() == 10);
}

TEST_CASE("Before the first gather there is a shape and nothing else") {
  Feed feed;
  const web::Panel panel("trading", feed.measurement, 1s);
  CHECK(series_of(panel).at("time_ms").is_null());
  const auto shape = written([&](auto& json) { web::write_shape(json, panel); });
  CHECK(shape.at("tags").at(0).as_string() == "queue");
  CHECK(shape.at("fields").at(1).at("kind").as_string() == "counter");
  CHECK(shape.at("fields").at(2).at("fail_if_false").as_bool());
}

TEST_CASE("The verdict of a panel is that of --once: an error, or what marked fields say") {
  Feed feed;
  web::Panel panel("trading", feed.measurement, 1s);
  CHECK_FALSE(web::judge(panel).verdict);
  panel.take(feed.good(1));
  CHECK(web::judge(panel).verdict == once::Verdict::ok);
  panel.take(feed.good(2));  // q1 is not up
  CHECK(web::judge(panel).verdict == once::Verdict::fail);
  CHECK(web::judge(panel).error->message.find("q1") != std::string::npos);
  panel.take(feed.failed());
  CHECK(web::judge(panel).error->message == "no answer");
}
