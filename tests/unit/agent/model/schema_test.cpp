#include "agent/model/schema.hpp"

#include <doctest/doctest.h>

using namespace livetap;

namespace {

Field field(std::string name, FieldType type = FieldType::i64, std::string unit = "none") {
  Field field;
  field.name = std::move(name);
  field.type = type;
  field.unit = std::move(unit);
  return field;
}

Measurement queue() {
  Measurement queue;
  queue.name = "queue";
  queue.tags = {"vhost", "queue"};
  queue.fields = {field("messages"), field("state", FieldType::text, "")};
  return queue;
}

}  // namespace

TEST_CASE("names are lower case, begin with a letter and have up to 40 characters") {
  CHECK(is_name("a"));
  CHECK(is_name("rabbitmq_queue_5"));
  CHECK(is_name(std::string(40, 'a')));
  for (const auto& name :
       {std::string(), std::string(41, 'a'), std::string("5a"), std::string("_a"), std::string("A"),
        std::string("a-b"), std::string("é")}) {
    CAPTURE(name);
    CHECK_FALSE(is_name(name));
  }
}

TEST_CASE("a sound schema has no mistakes") {
  CHECK(schema_mistakes({queue()}).empty());
  Measurement late;
  late.name = "rows";
  late.late = true;
  late.table = true;
  CHECK(schema_mistakes({queue(), late}).empty());
}

TEST_CASE("every mistake of a schema is told with the name it speaks of") {
  auto bad = queue();
  bad.tags = {"time", "queue"};
  bad.fields = {field("queue"), field("Bad"), field("n", FieldType::f64, ""), field("agent")};
  CHECK(schema_mistakes({bad}) ==
        std::vector<std::string>{
            "queue: tag 'time' is reserved", "queue: field 'queue' is there twice",
            "queue: field 'Bad' is no name: [a-z][a-z0-9_]{0,39} is wanted",
            "queue: field 'n' is a number without a unit: write none if it has "
            "none",
            "queue: field 'agent' is reserved"});
  CHECK(schema_mistakes({queue(), queue()}) ==
        std::vector<std::string>{"measurement 'queue' is there twice"});
  auto table = queue();
  table.table = true;
  CHECK(schema_mistakes({table}).size() == 1);
  auto empty = queue();
  empty.fields.clear();
  CHECK(schema_mistakes({empty}) == std::vector<std::string>{"queue: no fields"});
  auto unnamed = queue();
  unnamed.name = "Queue!";
  CHECK(schema_mistakes({unnamed}).size() == 1);
}

TEST_CASE("a column that the history adds to a gauge cannot be a field or tag beside it") {
  auto prices = queue();
  prices.name = "prices";
  prices.tags = {"spread_max"};
  prices.fields = {field("price", FieldType::f64), field("price_max", FieldType::f64),
                   field("spread"), field("low_min"), field("price_min", FieldType::text)};
  CHECK(schema_mistakes({prices}) ==
        std::vector<std::string>{
            "prices: tag 'spread_max' clashes with a history column of gauge 'spread'",
            "prices: field 'price_max' clashes with a history column of gauge 'price'",
            "prices: field 'price_min' clashes with a history column of gauge 'price'"});
  auto table = prices;
  table.tags.clear();
  table.table = true;
  CHECK(schema_mistakes({table}).empty());
  prices.tags.clear();
  prices.fields[0].kind = FieldKind::counter;
  prices.fields.pop_back();
  CHECK(schema_mistakes({prices}).empty());
  prices.fields = {field("price", FieldType::time), field("price_max", FieldType::time)};
  CHECK(schema_mistakes({prices}).empty());
}

TEST_CASE("PostgreSQL's system columns are reserved") {
  for (const std::string name : {"xmin", "xmax", "cmin", "cmax", "ctid", "tableoid"}) {
    auto tagged = queue();
    tagged.tags = {name};
    CHECK(schema_mistakes({tagged}) ==
          std::vector<std::string>{"queue: tag '" + name + "' is reserved"});
    auto fielded = queue();
    fielded.fields = {field(name)};
    CHECK(schema_mistakes({fielded}) ==
          std::vector<std::string>{"queue: field '" + name + "' is reserved"});
  }
}

TEST_CASE("events stand on a bool of a series, under a name, one direction or both") {
  auto service = queue();
  service.fields = {field("up", FieldType::boolean)};
  auto& up = service.fields[0];
  up.event_false = "service_down";
  CHECK(schema_mistakes({service}).empty());
  up.event_true = "Service up";
  CHECK(schema_mistakes({service}) ==
        std::vector<std::string>{"queue: field 'up': event 'Service up' is no name: "
                                 "[a-z][a-z0-9_]{0,39} is wanted"});
  up.event_true = "service_up";
  up.type = FieldType::text;
  CHECK(schema_mistakes({service}) ==
        std::vector<std::string>{"queue: field 'up' has events and is no bool"});
  up.type = FieldType::boolean;
  service.tags.clear();
  service.table = true;
  CHECK(
      schema_mistakes({service}) ==
      std::vector<std::string>{"queue: field 'up' has events, and a table has no series to watch"});
}

TEST_CASE("a hint is a text, a duration a number, and targets have a tag") {
  auto service = queue();
  service.targets = true;
  service.fields = {field("cure", FieldType::text), field("took", FieldType::f64)};
  service.fields[0].hint = true;
  service.fields[1].duration = true;
  CHECK(schema_mistakes({service}).empty());
  std::swap(service.fields[0].type, service.fields[1].type);
  service.tags.clear();
  CHECK(schema_mistakes({service}) ==
        std::vector<std::string>{"queue: field 'cure' is a hint and no text",
                                 "queue: field 'took' is a duration and no number",
                                 "queue: targets have no name without a tag"});
  service.fields.clear();
  service.late = true;
  CHECK(schema_mistakes({service}).empty());
}

TEST_CASE("the first difference between two shapes is told in words") {
  const auto was = queue();
  CHECK_FALSE(shape_difference(was, was).has_value());
  auto is = was;
  is.tags.pop_back();
  CHECK(shape_difference(was, is) == "the tags differ");
  is = was;
  is.table = true;
  CHECK(shape_difference(was, is) == "is a table now");
  CHECK(shape_difference(is, was) == "was a table");
  is = was;
  is.fields[0].type = FieldType::f64;
  CHECK(shape_difference(was, is) == "field messages was int, is double");
  is = was;
  is.fields.push_back(field("more"));
  CHECK(shape_difference(was, is) == "field more is new");
  CHECK(shape_difference(is, was) == "field more is gone");
  auto moved = is;
  std::swap(moved.fields.front(), moved.fields.back());
  CHECK(shape_difference(is, moved) ==
        "field " + is.fields.front().name + " stands in another place");
}

TEST_CASE("docs, units and events are no part of the shape") {
  auto is = queue();
  is.fields[0].unit = "short";
  is.fields[0].doc = "other";
  is.fields[0].event_true = "queue_up";
  CHECK_FALSE(shape_difference(queue(), is).has_value());
}

TEST_CASE("types, kinds and on_empty have the names that the config writes") {
  CHECK(to_string(FieldType::f64) == "double");
  CHECK(to_string(FieldType::time) == "time");
  CHECK(to_string(FieldKind::counter) == "counter");
  CHECK(to_string(OnEmpty::zero) == "zero");
}
