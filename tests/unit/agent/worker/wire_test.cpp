#include "agent/worker/wire.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "agent/worker/limits.hpp"
#include "fuzz/target.hpp"
#include "sample_messages.hpp"

using namespace livetap;
using namespace livetap::worker;

namespace {

std::string_view body(const std::string& frame) {
  return std::string_view(frame).substr(4);
}

template <class T>
T through(const T& message) {
  auto decoded = decode(body(encode(message)));
  REQUIRE(decoded.has_value());
  REQUIRE(std::holds_alternative<T>(*decoded));
  return std::get<T>(*decoded);
}

}  // namespace

TEST_CASE("a gather comes out of the wire as it went in") {
  const auto gathered = through(sample_gather());
  CHECK(gathered.gather.measurement == 3);
  CHECK(gathered.gather.took == Milliseconds(42));
  CHECK(gathered.gather.dropped_rows == 7);
  REQUIRE(gathered.gather.rows.size() == 2);
  CHECK(gathered.gather.rows.tag(0, 0) == "orders");
  CHECK(std::get<double>(gathered.gather.rows.field(0, 0)) == -0.5);
  CHECK(std::get<std::int64_t>(gathered.gather.rows.field(0, 1)) ==
        std::numeric_limits<std::int64_t>::min());
  CHECK(std::get<bool>(gathered.gather.rows.field(0, 2)));
  CHECK(std::get<std::string_view>(gathered.gather.rows.field(0, 3)) == "two\nlines");
  CHECK(is_null(gathered.gather.rows.field(1, 3)));
  CHECK(std::isnan(std::get<double>(gathered.gather.rows.field(1, 0))));
  REQUIRE(gathered.commit.events.size() == 1);
  CHECK(gathered.commit.events[0].message == "sold");
  CHECK(gathered.commit.state == sample_gather().commit.state);
  CHECK(gathered.dropped_events == 5);
}

TEST_CASE("a start carries settings of every type, shapes and state") {
  const auto start = through(sample_start());
  CHECK(start.plugin_path == "/lib/x.so");
  CHECK(start.settings.text("password") == "hunter2");
  CHECK(start.settings.integer("port") == -5);
  CHECK(start.settings.number("ratio") == 0.1);
  CHECK(start.settings.boolean("tls"));
  const auto* list = start.settings.find("queries");
  REQUIRE(list != nullptr);
  CHECK(std::get<Setting::List>(list->value).at(0).text("sql") == "select 1");
  CHECK(start.declared == sample_start().declared);
  CHECK(start.remembered == sample_start().remembered);
  CHECK(start.state == sample_start().state);
}

TEST_CASE("a schema and a description come out of the wire as they went in") {
  CHECK(through(sample_ready()).schema == sample_ready().schema);
  const auto described = through(sample_description()).plugin;
  CHECK(described.version == "1.2");
  REQUIRE(described.types.size() == 1);
  CHECK(described.types[0].streaming);
  CHECK(described.types[0].settings[0].children[0].default_value == "5s");
}

TEST_CASE("texts that people read come out as one line of valid UTF-8") {
  CHECK(through(Log{Severity::error, "a\nb\xff"}).text == "a b\uFFFD");
  CHECK(through(Failed{{ErrorKind::auth, "x\r\ny", "", ""}}).error.message == "x  y");
}

TEST_CASE("every message cut at every byte is an error, never a crash") {
  for (const auto& message : sample_messages()) {
    const auto frame = encode(message);
    CHECK(decode(body(frame)).has_value());
    for (std::size_t size = 0; size < frame.size() - 4; ++size) {
      CHECK(!decode(body(frame).substr(0, size)).has_value());
    }
  }
}

TEST_CASE("a body with something behind it is an error") {
  for (const auto& message : sample_messages()) {
    CHECK(!decode(std::string(body(encode(message))) + 'x').has_value());
  }
}

TEST_CASE("changed bytes never crash the decoder") {
  std::minstd_rand random(7);
  const auto messages = sample_messages();
  for (int i = 0; i < 20'000; ++i) {
    auto frame = encode(messages[random() % messages.size()]);
    for (int changes = 0; changes < 3; ++changes) {
      frame[random() % frame.size()] = static_cast<char>(random());
    }
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(frame.data()), frame.size());
  }
}

TEST_CASE("counts that the bytes do not back allocate nothing") {
  // A gather of 5,000 rows with 1,000 fields in a body of 20 bytes.
  std::string absurd{static_cast<char>(Message(Gathered{}).index())};
  absurd += std::string("\0\0\0\0\0\xe8\x07\x88\x27", 9);
  CHECK(!decode(absurd).has_value());
}

TEST_CASE("settings nested without end are an error") {
  Start start;
  Setting nested{SettingType::text, std::string("x"), {}};
  for (std::size_t i = 0; i < 2 * max_setting_depth; ++i) {
    nested = Setting{SettingType::list, Setting::List{nested}, {}};
  }
  start.settings = nested;
  CHECK(!decode(body(encode(start))).has_value());
}

TEST_CASE("a stream is cut into frames wherever it is torn") {
  const auto frame = encode(Cancel{300});
  FrameBuffer buffer;
  int found = 0;
  for (const char byte : frame + frame + frame) {
    buffer.append({&byte, 1});
    auto next = buffer.next();
    REQUIRE(next.has_value());
    if (*next) {
      CHECK(std::get<Cancel>(*decode(**next)).sequence == 300);
      ++found;
    }
  }
  CHECK(found == 3);
}

TEST_CASE("a frame that is too long or empty is no frame") {
  FrameBuffer huge;
  huge.append("\xff\xff\xff\xff");
  CHECK(!huge.next().has_value());
  FrameBuffer empty;
  empty.append(std::string_view("\0\0\0\0", 4));
  CHECK(!empty.next().has_value());
}
