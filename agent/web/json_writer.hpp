#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "agent/model/error.hpp"
#include "agent/model/rows.hpp"
#include "agent/model/time.hpp"

namespace livetap::web {

/// Appends JSON to a text, value by value, without a tree in between: what the stream sends is
/// written several times a second. Commas come by themselves. Bytes that are no UTF-8 become
/// U+FFFD, numbers that JSON cannot say become null.
///
///   std::string out;
///   JsonWriter json(out);
///   json.object().key("name").text("signals").key("rows").array().number(5).end_array().end_object();
///   out;  // {"name":"signals","rows":[5]}
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& object();
  JsonWriter& end_object();
  JsonWriter& array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);

  JsonWriter& text(std::string_view text);
  JsonWriter& number(double value);
  JsonWriter& integer(std::int64_t value);
  JsonWriter& count(std::uint64_t value) { return integer(static_cast<std::int64_t>(value)); }
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  /// Milliseconds since 1970.
  JsonWriter& time(WallTime time) { return integer(time.time_since_epoch().count()); }
  JsonWriter& time(const std::optional<WallTime>& time) {
    return time ? this->time(*time) : null();
  }
  JsonWriter& value(const Value& value);
  /// null, or {"kind", "message", "hint"}.
  JsonWriter& error(const std::optional<Error>& error);
  /// A value that is JSON already.
  JsonWriter& raw(std::string_view json);

 private:
  void separate();
  void open(char bracket);
  void close(char bracket);

  std::string& out_;
  bool comma_ = false;
};

}  // namespace livetap::web
