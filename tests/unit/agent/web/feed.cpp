#include "unit/agent/web/feed.hpp"

#include <utility>

namespace livetap {

namespace {

Field field(std::string name, FieldType type, FieldKind kind) {
  Field made;
  made.name = std::move(name);
  made.type = type;
  made.kind = kind;
  made.unit = "short";
  return made;
}

}  // namespace

Feed::Feed(std::size_t series_cap) : cap_(series_cap) {}

Measurement Feed::shape() {
  Measurement shape;
  shape.name = "queue";
  shape.tags = {"queue"};
  shape.fields = {field("depth", FieldType::i64, FieldKind::gauge),
                  field("total", FieldType::i64, FieldKind::counter),
                  field("up", FieldType::boolean, FieldKind::state),
                  field("state", FieldType::text, FieldKind::state),
                  field("note", FieldType::text, FieldKind::text)};
  shape.fields[2].fail_if_false = true;
  shape.fields[4].trend = false;
  return shape;
}

Snapshot Feed::good(int queues) {
  Gather gather;
  gather.rows = RowBlock(1, 5);
  for (int i = 0; i < queues; ++i) {
    gather.rows.begin_row();
    gather.rows.add_tag("q" + std::to_string(i));
    gather.rows.add(std::int64_t{second_ * i});
    gather.rows.add(std::int64_t{second_ * 10});
    gather.rows.add(i != 1);
    gather.rows.add(std::string_view("running"));
    gather.rows.add(i == 0 ? Value{} : Value{std::string_view("Late")});
  }
  return take(std::move(gather));
}

Snapshot Feed::failed() {
  Gather gather;
  gather.rows = RowBlock(1, 5);
  gather.error = Error{ErrorKind::timeout, "no answer", "is it up?", ""};
  return take(std::move(gather));
}

Snapshot Feed::take(Gather gather) {
  ++second_;
  gather.time = WallTime(std::chrono::seconds(1'700'000'000 + second_));
  return route_.accept(gather, SteadyTime(std::chrono::hours(1) + std::chrono::seconds(second_)));
}

Measurement table_shape() {
  Measurement shape;
  shape.name = "recent";
  shape.table = true;
  shape.fields = {field("asset", FieldType::text, FieldKind::text),
                  field("price", FieldType::f64, FieldKind::gauge)};
  return shape;
}

}  // namespace livetap
