#include "history_fixture.hpp"

#include <stdexcept>

#include "agent/history/history_columns.hpp"

namespace livetap::test {

namespace {

constexpr const char* password_text = "history-pass";

Field field(const char* name, FieldType type, FieldKind kind) {
  Field made;
  made.name = name;
  made.type = type;
  made.kind = kind;
  made.unit = "short";
  made.doc = name;
  return made;
}

}  // namespace

HistoryDatabase::HistoryDatabase(std::map<std::string, std::string> environment)
    : server_({.environment = std::move(environment)}) {
  server_.create_role("livetap", password_text);
  server_.create_database("livetap");
  server_.exec("alter database livetap owner to livetap");
}

shipper::Session HistoryDatabase::session(std::string_view role) {
  auto target = net::postgres::Target::parse(server_.url(role, "livetap"), server_.password(role));
  shipper::Session session(target.value(), [] {});
  if (const auto failure = session.open()) {
    throw std::runtime_error(failure->error.message);
  }
  return session;
}

std::vector<std::string> HistoryDatabase::rows(std::string_view sql) {
  std::vector<std::string> texts;
  for (const auto& row : server_.exec(sql, "livetap")) {
    std::string text;
    for (const auto& column : row) {
      text += (text.empty() ? "" : "|") + column.value_or("-");
    }
    texts.push_back(std::move(text));
  }
  return texts;
}

std::string HistoryDatabase::value(std::string_view sql) {
  return rows(sql).at(0);
}

Measurement queue_shape() {
  Measurement shape;
  shape.name = "queue";
  shape.doc = "Queues.";
  shape.tags = {"name"};
  shape.fields = {field("messages", FieldType::i64, FieldKind::gauge),
                  field("published", FieldType::i64, FieldKind::counter),
                  field("up", FieldType::boolean, FieldKind::state),
                  field("state", FieldType::text, FieldKind::text)};
  shape.fields[2].fail_if_false = true;
  return shape;
}

journal::SampleRow queue_sample(std::int64_t id, WallTime time, const std::vector<QueueRow>& rows) {
  journal::SampleRow sample;
  sample.id = id;
  sample.taken = sample.time = time;
  sample.shape = std::make_shared<const Measurement>(history_columns(queue_shape()));
  sample.rows = RowBlock(1, sample.shape->fields.size());
  for (const auto& row : rows) {
    sample.rows.begin_row();
    sample.rows.add_tag(row.queue);
    for (const auto& value : {row.messages, row.lowest, row.highest, row.published, row.up,
                              row.state, Value(row.batches)}) {
      sample.rows.add(value);
    }
  }
  return sample;
}

journal::SampleRow other_sample(std::int64_t id, WallTime time, Measurement shape,
                                const std::vector<Value>& values) {
  journal::SampleRow sample;
  sample.id = id;
  sample.taken = sample.time = time;
  sample.shape = std::make_shared<const Measurement>(history_columns(shape));
  sample.rows = RowBlock(shape.tags.size(), sample.shape->fields.size());
  sample.rows.begin_row();
  for (std::size_t i = 0; i < shape.tags.size(); ++i) {
    sample.rows.add_tag("a");
  }
  for (const auto& value : values) {
    sample.rows.add(value);
  }
  sample.rows.add(std::int64_t{1});
  return sample;
}

shipper::Batch batch_of(std::vector<journal::SampleRow> samples, std::int64_t from,
                        std::vector<journal::EventRow> events, std::int64_t from_event,
                        const std::string& agent) {
  shipper::BatchSource source;
  source.run = agent == "desk" ? "r" : agent;
  source.from = {from, from_event};
  source.samples.last = samples.empty() ? from : samples.back().id;
  source.samples.rows = std::move(samples);
  source.events.last = events.empty() ? from_event : events.back().id;
  source.events.rows = std::move(events);
  return shipper::make_batch(agent, std::move(source), {});
}

}  // namespace livetap::test
