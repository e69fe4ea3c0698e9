#include "agent/web/json_writer.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace livetap;
using web::JsonWriter;

TEST_CASE("Commas stand between the members of objects and arrays, and nowhere else") {
  std::string out;
  JsonWriter json(out);
  json.object().key("a").integer(1).key("b").array().text("x").null().boolean(true);
  json.object().end_object().array().end_array().end_array().key("c").number(0.5).end_object();
  CHECK(out == R"({"a":1,"b":["x",null,true,{},[]],"c":0.5})");
}

TEST_CASE("What could end a script, a line or the text is escaped; broken UTF-8 is replaced") {
  std::string out;
  JsonWriter(out).text(
      "\"\\</script>\n\x01\x7f"
      "ä\xff");
  CHECK(out == "\"\\\"\\\\\\u003c/script>\\u000a\\u0001\\u007fä\xEF\xBF\xBD\"");
}

TEST_CASE("What JSON has no number for is null") {
  std::string out;
  JsonWriter json(out);
  json.array().number(std::numeric_limits<double>::quiet_NaN());
  json.number(std::numeric_limits<double>::infinity()).value(Value{}).end_array();
  CHECK(out == "[null,null,null]");
}

TEST_CASE("An error is its kind, message and hint, or null") {
  std::string out;
  JsonWriter json(out);
  json.array().error(std::nullopt).error(Error{ErrorKind::auth, "refused", "ask", ""}).end_array();
  CHECK(out == R"([null,{"kind":"auth","message":"refused","hint":"ask"}])");
}
