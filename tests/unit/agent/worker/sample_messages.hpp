#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "agent/worker/wire.hpp"

namespace livetap::worker {

/// One message of each kind, with something in every part of it.
inline Gathered sample_gather() {
  Gathered sample;
  sample.gather.measurement = 3;
  sample.gather.took = Milliseconds(42);
  sample.gather.dropped_rows = 7;
  sample.gather.rows = RowBlock(1, 4);
  auto& rows = sample.gather.rows;
  rows.begin_row();
  rows.add_tag("orders");
  rows.add(-0.5);
  rows.add(std::numeric_limits<std::int64_t>::min());
  rows.add(true);
  rows.add(std::string_view("two\nlines"));
  rows.begin_row();
  rows.add_tag("");
  rows.add(std::nan(""));
  rows.add(std::int64_t{7});
  rows.add(false);
  rows.add(std::monostate{});
  sample.commit.events.push_back(
      {WallTime(Milliseconds(5)), Severity::warning, "order", "shop", "sold", "{}"});
  sample.commit.state.emplace_back("cursor", std::string("\0\xff", 2));
  sample.dropped_events = 5;
  return sample;
}

inline Measurement sample_measurement() {
  Measurement measurement;
  measurement.name = "queue";
  measurement.doc = "A queue.";
  measurement.tags = {"vhost", "queue"};
  Field field;
  field.name = "messages";
  field.type = FieldType::i64;
  field.unit = "short";
  field.warn_if_true = true;
  measurement.fields = {field};
  measurement.on_empty = OnEmpty::zero;
  measurement.interval = Milliseconds(250);
  return measurement;
}

inline Measurement sample_targets() {
  Measurement measurement;
  measurement.name = "service";
  measurement.tags = {"service"};
  measurement.targets = true;
  Field up;
  up.name = "up";
  up.type = FieldType::boolean;
  up.event_true = "service_up";
  up.event_false = "service_down";
  Field hint;
  hint.name = "hint";
  hint.type = FieldType::text;
  hint.hint = true;
  Field took;
  took.name = "took";
  took.unit = "ms";
  took.duration = true;
  measurement.fields = {up, hint, took};
  return measurement;
}

inline Start sample_start() {
  Start start;
  start.plugin_path = "/lib/x.so";
  start.type_id = "x";
  start.interval = Milliseconds(500);
  start.memory_bytes = 1u << 29;
  const Setting sql{SettingType::section,
                    Setting::Entries{{"sql", {SettingType::text, std::string("select 1"), {}}}},
                    {}};
  start.settings.value =
      Setting::Entries{{"password", {SettingType::secret, std::string("hunter2"), {}}},
                       {"port", {SettingType::integer, std::int64_t{-5}, {}}},
                       {"ratio", {SettingType::number, 0.1, {}}},
                       {"tls", {SettingType::boolean, true, {}}},
                       {"queries", {SettingType::list, Setting::List{sql}, {}}}};
  start.declared.emplace("queue", sample_measurement());
  start.remembered.emplace("other", sample_measurement());
  start.state.emplace("cursor", "17");
  return start;
}

inline Ready sample_ready() {
  return {{sample_measurement(), sample_targets()}};
}

inline Described sample_description() {
  SettingSpec every;
  every.type = SettingType::duration;
  every.name = "every";
  every.default_value = "5s";
  SettingSpec section;
  section.type = SettingType::section;
  section.name = "lag";
  section.required = true;
  section.children = {every};
  ProbeDescription type;
  type.id = "x";
  type.summary = "Measures x.";
  type.streaming = true;
  type.settings = {section};
  return {{"/lib/x.so", "1.2", 1, 0, {type}}};
}

inline std::vector<Message> sample_messages() {
  const Error error{ErrorKind::protocol, "message", "hint", "queries[2].sql"};
  return {Describe{"/lib/x.so"},
          sample_start(),
          Collect{17, Milliseconds(2000), true, {0, 2, 300}},
          Cancel{17},
          Stop{},
          sample_description(),
          sample_ready(),
          Failed{error},
          sample_gather(),
          Declared{2, sample_measurement()},
          Collected{17, error, sample_gather().commit},
          Status{"connected", error},
          Log{Severity::debug, "hello"},
          Alive{}};
}

}  // namespace livetap::worker
