#include "agent/journal/journal_rows.hpp"

#include <utility>

namespace livetap::journal {

namespace {

std::int64_t ms(WallTime time) {
  return time.time_since_epoch().count();
}

}  // namespace

JournalRows::JournalRows(Database& db, std::string agent)
    : db_(db),
      agent_(std::move(agent)),
      add_event_(db,
                 "insert into event (taken, time, probe, service, type, severity, message, "
                 "attributes) values (?, ?, ?, ?, ?, ?, ?, ?)"),
      add_sample_(db,
                  "insert into sample (taken, time, shape, row_count, rows) values "
                  "(?, ?, ?, ?, ?)"),
      put_running_(db,
                   "insert or replace into running (measurement, agent, taken, time, shape, "
                   "row_count, rows) values (?, ?, ?, ?, ?, ?, ?)"),
      end_running_(db, "delete from running where measurement = ?"),
      find_shape_(db, "select id from shape where measurement = ? and shape = ?"),
      add_shape_(db, "insert into shape (measurement, shape) values (?, ?)"),
      put_state_(db, "insert or replace into state (probe, key, value) values (?, ?, ?)") {}

void JournalRows::add(const JournalItem& item) {
  for (const auto& event : item.commit.events) {
    add(event, item.taken);
  }
  for (const auto& sample : item.samples) {
    add(sample, item.taken);
  }
  for (const auto& sample : item.running) {
    put_running(sample, item.taken);
  }
  for (const auto& [key, value] : item.commit.state) {
    put_state(item.owner, key, value);
  }
}

void JournalRows::add(const Event& event, WallTime taken) {
  add_event_.add(ms(taken)).add(ms(event.time));
  for (const auto* text : {&event.probe, &event.service, &event.type}) {
    add_event_.add(std::string_view(*text));
  }
  add_event_.add(static_cast<std::int64_t>(event.severity)).add(std::string_view(event.message));
  event.attributes.empty() ? add_event_.add_null()
                           : add_event_.add(std::string_view(event.attributes));
  add_event_.run();
}

void JournalRows::add(const Sample& sample, WallTime taken) {
  const auto shape = id_of(*sample.shape);
  add_sample_.add(ms(taken)).add(ms(sample.time)).add(shape);
  add_sample_.add(static_cast<std::int64_t>(sample.row_count)).add_blob(sample.rows).run();
  end_running_.add(std::string_view(sample.shape->measurement)).run();
}

void JournalRows::put_running(const Sample& sample, WallTime taken) {
  const auto shape = id_of(*sample.shape);
  put_running_.add(std::string_view(sample.shape->measurement)).add(std::string_view(agent_));
  put_running_.add(ms(taken)).add(ms(sample.time)).add(shape);
  put_running_.add(static_cast<std::int64_t>(sample.row_count)).add_blob(sample.rows).run();
}

std::int64_t JournalRows::id_of(const SampleShape& shape) {
  auto& id = shapes_[{shape.measurement, shape.text}];
  if (id == 0) {
    find_shape_.add(std::string_view(shape.measurement)).add(std::string_view(shape.text));
    while (find_shape_.next()) {
      id = find_shape_.number(0);
    }
  }
  if (id == 0) {
    add_shape_.add(std::string_view(shape.measurement)).add(std::string_view(shape.text)).run();
    id = db_.last_id();
  }
  return id;
}

void JournalRows::put_state(const std::string& owner, const std::string& key,
                            const std::string& value) {
  put_state_.add(std::string_view(owner)).add(std::string_view(key)).add_blob(value).run();
}

void JournalRows::put_batch(const std::string& id) {
  Statement(db_, "update batch set id = ?").add(std::string_view(id)).run();
}

void JournalRows::put_age_clock(const AgeClock::State& state) {
  Statement(db_, "update age_clock set time = ?, ahead = ?, waited = ?")
      .add(ms(state.time))
      .add(state.ahead.count())
      .add(state.waited.count())
      .run();
}

void JournalRows::put_shipped(const JournalPosition& position) {
  Statement(db_, "update shipped set sample = ?, event = ?")
      .add(position.sample)
      .add(position.event)
      .run();
}

}  // namespace livetap::journal
