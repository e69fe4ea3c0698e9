#include "agent/event/event_check.hpp"

#include <doctest/doctest.h>

#include "unit/agent/event/sample_event.hpp"

using namespace livetap;
using namespace std::chrono_literals;

namespace {

struct Mended {
  Event event;
  EventCounters counters;
};

Mended mended(Event event) {
  Mended result{std::move(event), {}};
  mend_event(result.event, sample_now.wall, result.counters);
  return result;
}

Mended with_attributes(std::string attributes) {
  auto event = sample_event("sold");
  event.attributes = std::move(attributes);
  return mended(std::move(event));
}

}  // namespace

TEST_CASE("a sound event stays as it is") {
  auto event = sample_event("sold 3 of BTC at 41 €");
  event.attributes = R"({"price": 41.5, "list": [1, null, true], "note": "a \"b\" ü"})";
  const auto result = mended(event);
  CHECK(result.event == event);
  CHECK(result.counters.bad_time + result.counters.bad_attributes == 0);
}

TEST_CASE("texts become UTF-8 of one line within their bounds") {
  Event event = sample_event("two\nlines \xFF " + std::string(5000, 'm'));
  event.type = "a\tb" + std::string(300, 't');
  event.service = std::string("nul\0inside", 10);
  const auto result = mended(event).event;
  CHECK(result.message.starts_with("two lines \uFFFD mmm"));
  CHECK(result.message.size() <= longest_event_message + 2);  // U+FFFD took the place of a byte
  CHECK(result.type.starts_with("a b"));
  CHECK(result.type.size() == longest_event_name);
  CHECK(result.service == "nul inside");
}

TEST_CASE("attributes are a JSON object or nothing, and what goes is counted") {
  for (const auto* bad : {"{not json", "[1, 2]", "17", "\"text\"", "{\"a\": 1} x", "{\"a\": NaN}",
                          "{\"a\": 1e999}", "{\"a\": \"\\u0000\"}", "{\"\\u0000\": [{}]}",
                          "{\"deep\": [[{\"a\": \"\\u0000\"}]]}", "{\"a\": \"\\ud800\"}"}) {
    CAPTURE(bad);
    const auto result = with_attributes(bad);
    CHECK(result.event.attributes.empty());
    CHECK(result.counters.bad_attributes == 1);
    CHECK(result.event.message == "sold");
  }
  CHECK(with_attributes(R"({"a": 1e-16383})").counters.bad_attributes == 0);
  for (const auto* beyond : {"{\"a\": 1e-20000}", "{\"a\": [0e-20000]}", "{\"a\": 1e200000}"}) {
    CAPTURE(beyond);
    CHECK(with_attributes(beyond).event.attributes.empty());
    CHECK(with_attributes(beyond).counters.bad_attributes == 1);
    CHECK(with_attributes(beyond).event.message == "sold");
  }
  CHECK(with_attributes("").counters.bad_attributes == 0);
  CHECK(with_attributes(R"({"path": "C:\\u0000"})").counters.bad_attributes == 0);
}

TEST_CASE("attributes that are too large, or too deep, go as a whole") {
  CHECK(with_attributes("{\"a\": \"" + std::string(longest_event_attributes, 'x') + "\"}")
            .event.attributes.empty());
  CHECK(with_attributes("{\"a\":" + std::string(10'000, '[')).event.attributes.empty());
  const auto largest = "{\"a\": \"" + std::string(longest_event_attributes - 9, 'x') + "\"}";
  CHECK(with_attributes(largest).event.attributes == largest);
}

TEST_CASE("a time outside 1990..2200 becomes the time of arrival, and is counted") {
  for (const auto time : {WallTime{}, WallTime::min(), WallTime::max(),
                          WallTime{std::chrono::sys_days{std::chrono::year{2201} / 1 / 1}}}) {
    const auto result = mended(sample_event("sold", time));
    CHECK(result.event.time == sample_now.wall);
    CHECK(result.counters.bad_time == 1);
  }
  const WallTime old{std::chrono::sys_days{std::chrono::year{1990} / 1 / 1}};
  CHECK(mended(sample_event("sold", old)).event.time == old);
}
