#include "agent/dashboard/dashboard_check.hpp"

#include <doctest/doctest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "unit/agent/dashboard/sample_plan.hpp"

using namespace livetap;
using namespace livetap::test;
using dashboard::check_dashboard;
namespace json = boost::json;

namespace {

/// A right panel of the window queue_5m, and one of the table queue_table.
json::value window() {
  return json::parse(R"({"id": 12, "title": "Depth", "type": "timeseries", "maxDataPoints": 150,
    "timeFrom": "5m", "datasource": {"type": "datasource", "uid": "grafana"},
    "targets": [{"refId": "A", "queryType": "measurements", "channel": "stream/livetap/queue_5m",
                 "filter": {"fields": ["time", "messages"]}}]})");
}
json::value table() {
  return json::parse(R"({"id": 13, "title": "Queues", "type": "table",
    "targets": [{"queryType": "measurements", "channel": "stream/livetap/queue_table",
                 "buffer": 500}]})");
}

dashboard::DashboardCheck check(const std::vector<json::value>& panels) {
  const dashboard::ChannelBook book(sample_plan());
  const json::object whole{{"panels", json::array(panels.begin(), panels.end())}};
  return check_dashboard(json::serialize(whole), book);
}

/// All that is found wrong with one panel, a line each.
std::string wrong(const json::value& panel) {
  std::string text;
  for (const auto& finding : check({panel}).findings) {
    text += finding.text() + "\n";
  }
  return text;
}

std::string wrong_with(json::value panel, std::string_view pointer, const char* value) {
  const auto cut = pointer.rfind('/');
  const auto parent = pointer.substr(0, cut);
  const auto key = pointer.substr(cut + 1);
  panel.at_pointer({parent.data(), parent.size()}).as_object()[{key.data(), key.size()}] =
      json::parse(value);
  return wrong(panel);
}

std::string wrong_without(json::value panel, const char* key) {
  panel.as_object().erase(key);
  return wrong(panel);
}

}  // namespace

TEST_CASE("what --dashboard makes passes") {
  const dashboard::ChannelBook book(sample_plan());
  const auto result = check_dashboard(dashboard::json_text(sample_plan()), book);
  CHECK(result.live_panels > 8);
  CHECK(result.findings.empty());
}

TEST_CASE("right panels pass and are counted") {
  const auto result = check({window(), table()});
  CHECK(result.live_panels == 2);
  CHECK(result.findings.empty());
}

TEST_CASE("a channel that is not there is named with the one that was meant") {
  const auto with_channel = [](const char* name) {
    return wrong_with(window(), "/targets/0/channel", name);
  };
  CHECK(with_channel("\"stream/livetap/queu_5m\"") ==
        "panel 'Depth' (id 12): channel 'queu_5m' is none of the config's -> "
        "did you mean 'queue_5m'?\n");
  CHECK(with_channel("\"stream/livetap/signals_table\"")
            .find("did you mean 'recent_signals_table'") != std::string::npos);
  CHECK(with_channel("\"stream/livetap/recent_signals\"")
            .find("'recent_signals_table'? It is a table") != std::string::npos);
  CHECK(with_channel("\"stream/livetap/queue_15m\"")
            .find("its windows are 1h, 5m: add to grafana.windows") != std::string::npos);
  CHECK(with_channel("\"stream/livetap/recent_signals_5m\"").find("known here: ") !=
        std::string::npos);
}

TEST_CASE("a field that the channel does not have is named, with where it is") {
  CHECK(wrong_with(window(), "/targets/0/filter/fields", R"(["time", "mesages"])") ==
        "panel 'Depth' (id 12): channel queue_5m has no field 'mesages' -> "
        "did you mean 'messages'?\n");
  CHECK(wrong_with(window(), "/targets/0/filter/fields", R"(["time", "reason"])") ==
        "panel 'Depth' (id 12): channel queue_5m has no field 'reason' -> "
        "there it is: queue, queue_table\n");
  CHECK(wrong_with(window(), "/targets/0/filter/fields", R"(["messages"])") ==
        "panel 'Depth' (id 12): filter.fields leaves out time, and nothing can be drawn -> "
        "put time first in it\n");
  CHECK(wrong_with(table(), "/targets/0/filter", R"({"fields": ["queue", "age_s"]})").empty());
}

TEST_CASE("a window wants as many points as it sends") {
  CHECK(wrong_without(window(), "maxDataPoints") ==
        "panel 'Depth' (id 12): maxDataPoints is missing, and each message of channel queue_5m has "
        "150 points -> set maxDataPoints to 150\n");
  CHECK(wrong_with(window(), "/maxDataPoints", "100").find("maxDataPoints is 100") !=
        std::string::npos);
  CHECK(wrong_with(window(), "/targets/0/buffer", "500").find("take buffer out") !=
        std::string::npos);
}

TEST_CASE("a window wants its own time range") {
  CHECK(wrong_without(window(), "timeFrom") ==
        "panel 'Depth' (id 12): timeFrom is missing, so what is shown follows the dashboard's time "
        "range -> set timeFrom to \"5m\", as the channel's window\n");
  CHECK(wrong_with(window(), "/timeFrom", "\"1m\"").find("the oldest points are cut off") !=
        std::string::npos);
  CHECK(wrong_with(window(), "/timeFrom", "\"1h\"").find("never full") != std::string::npos);
  CHECK(wrong_with(window(), "/timeFrom", "\"now-5m\"").empty());
  CHECK(wrong_with(window(), "/timeFrom", "\"300s\"").empty());
}

TEST_CASE("a table wants a buffer that keeps one table") {
  auto bare = table();
  bare.at("targets").at(0).as_object().erase("buffer");
  CHECK(wrong(bare) ==
        "panel 'Queues' (id 13): buffer is missing in the query of channel queue_table, so the "
        "panel does not show the newest table alone -> set \"buffer\": 500 in the query\n");
  CHECK_FALSE(wrong_with(table(), "/targets/0/buffer", "449").empty());
  CHECK(wrong_with(table(), "/targets/0/buffer", "450").empty());
  CHECK(wrong_with(table(), "/targets/0/buffer", "999").empty());
  CHECK_FALSE(wrong_with(table(), "/targets/0/buffer", "1000").empty());
}

TEST_CASE("a live channel in a mixed panel stays empty, whichever way the source is written") {
  CHECK(wrong_with(window(), "/datasource/uid", "\"-- Mixed --\"").find("-- Mixed --") !=
        std::string::npos);
  CHECK(wrong_with(window(), "/datasource", "\"-- Mixed --\"").find("-- Grafana --") !=
        std::string::npos);
}

TEST_CASE("the stream is the config's, or a variable") {
  CHECK(wrong_with(window(), "/targets/0/channel", "\"stream/other/queue_5m\"")
            .find("is of stream 'other' -> grafana.stream of the config is 'livetap'") !=
        std::string::npos);
  CHECK(wrong_with(window(), "/targets/0/channel", "\"stream/$agent/queue_5m\"").empty());
  CHECK(wrong_with(window(), "/targets/0/channel", "\"stream/${agent}/queue_5m\"").empty());
  CHECK_FALSE(wrong_with(window(), "/targets/0/channel", "\"stream/${agent}/queu_5m\"").empty());
  CHECK(wrong_with(window(), "/targets/0/channel", "\"stream/livetap/${what}_5m\"").empty());
}

TEST_CASE("panels in rows are looked into, however deep they lie") {
  auto bad = window();
  bad.at("maxDataPoints") = 10;
  const json::value row = json::object{
      {"type", "row"}, {"panels", json::array{json::object{{"panels", json::array{bad}}}}}};
  CHECK(wrong(row).find("'Depth'") != std::string::npos);
}

TEST_CASE("what is not ours is left alone") {
  const char* const others[] = {
      R"({"type": "text"})",
      R"({"type": "table", "targets": [{"rawSql": "select 1", "datasource": {"uid": "x"}}]})",
      R"({"libraryPanel": {"uid": "x"}})",
      R"({"targets": [{"queryType": "randomWalk", "channel": "stream/livetap/no"}]})",
      R"({"targets": [{"queryType": "measurements", "channel": "plugin/x/y"}]})",
      R"({"targets": [{"queryType": "measurements", "channel": "stream/livetap/no", "hide": true}]})",
      R"({"targets": ["text", 5, null]})",
      R"({"targets": {"a": 1}})",
      R"({"panels": "none"})",
      R"("no panel at all")"};
  for (const auto* other : others) {
    CAPTURE(other);
    const auto result = check({json::parse(other)});
    CHECK(result.findings.empty());
    CHECK(result.live_panels == 0);
  }
}

TEST_CASE("what is no dashboard is said to be none; the API's envelope is opened") {
  const dashboard::ChannelBook book(sample_plan());
  CHECK(check_dashboard("{", book).findings.at(0).text().starts_with("it is no JSON: "));
  CHECK(check_dashboard("[]", book).findings.at(0).text().starts_with("it is no dashboard"));
  CHECK(check_dashboard("{}", book).findings.size() == 1);
  const json::object envelope{{"meta", json::object{}},
                              {"dashboard", {{"panels", json::array{window()}}}}};
  CHECK(check_dashboard(json::serialize(envelope), book).live_panels == 1);
}
