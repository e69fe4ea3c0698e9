#include "agent/worker/byte_writer.hpp"
#include "agent/worker/wire.hpp"

namespace livetap::worker {

namespace {

// Known to the templates below before they are used.
void write(ByteWriter& out, Milliseconds value);
void write(ByteWriter& out, const std::string& value);
void write(ByteWriter& out, const Error& error);
void write(ByteWriter& out, const Setting& setting);
void write(ByteWriter& out, const SettingSpec& spec);
void write(ByteWriter& out, const ProbeDescription& type);
void write(ByteWriter& out, const Field& field);
void write(ByteWriter& out, const Measurement& measurement);
void write(ByteWriter& out, const Event& event);

template <class T>
void write(ByteWriter& out, const std::optional<T>& value) {
  out.boolean(value.has_value());
  if (value) {
    write(out, *value);
  }
}

void write(ByteWriter& out, Milliseconds value) {
  out.signed_number(value.count());
}

void write(ByteWriter& out, const std::string& value) {
  out.text(value);
}

template <class T>
void write(ByteWriter& out, const std::vector<T>& values) {
  out.number(values.size());
  for (const auto& value : values) {
    write(out, value);
  }
}

template <class Pairs>
void write_pairs(ByteWriter& out, const Pairs& pairs) {
  out.number(pairs.size());
  for (const auto& [key, value] : pairs) {
    out.text(key);
    write(out, value);
  }
}

void write(ByteWriter& out, const Error& error) {
  out.byte(static_cast<std::uint8_t>(error.kind));
  out.text(error.message);
  out.text(error.hint);
  out.text(error.where);
}

void write(ByteWriter& out, const Setting& setting) {
  out.byte(static_cast<std::uint8_t>(setting.type));
  out.byte(static_cast<std::uint8_t>(setting.value.index()));
  if (const auto* boolean = std::get_if<bool>(&setting.value)) {
    out.boolean(*boolean);
  } else if (const auto* integer = std::get_if<std::int64_t>(&setting.value)) {
    out.signed_number(*integer);
  } else if (const auto* number = std::get_if<double>(&setting.value)) {
    out.f64(*number);
  } else if (const auto* text = std::get_if<std::string>(&setting.value)) {
    out.text(*text);
  } else if (const auto* list = std::get_if<Setting::List>(&setting.value)) {
    write(out, *list);
  } else if (const auto* entries = std::get_if<Setting::Entries>(&setting.value)) {
    write_pairs(out, *entries);
  }
}

void write(ByteWriter& out, const SettingSpec& spec) {
  out.byte(static_cast<std::uint8_t>(spec.type));
  out.text(spec.name);
  out.boolean(spec.required);
  write(out, spec.default_value);
  out.text(spec.doc);
  write(out, spec.choices);
  write(out, spec.children);
}

void write(ByteWriter& out, const ProbeDescription& type) {
  out.text(type.id);
  out.text(type.summary);
  out.boolean(type.streaming);
  write(out, type.interval);
  write(out, type.timeout);
  write(out, type.settings);
}

void write(ByteWriter& out, const Field& field) {
  out.text(field.name);
  out.byte(static_cast<std::uint8_t>(field.type));
  out.byte(static_cast<std::uint8_t>(field.kind));
  out.boolean(field.trend);
  out.boolean(field.warn_if_true);
  out.boolean(field.fail_if_false);
  out.boolean(field.reason);
  out.boolean(field.hint);
  out.boolean(field.duration);
  out.text(field.event_true);
  out.text(field.event_false);
  out.text(field.unit);
  out.text(field.doc);
}

void write(ByteWriter& out, const Measurement& measurement) {
  out.text(measurement.name);
  out.text(measurement.doc);
  write(out, measurement.tags);
  write(out, measurement.fields);
  out.byte(static_cast<std::uint8_t>(measurement.on_empty));
  write(out, measurement.interval);
  out.boolean(measurement.table);
  out.boolean(measurement.late);
  out.boolean(measurement.targets);
}

void write(ByteWriter& out, const Event& event) {
  out.signed_number(event.time.time_since_epoch().count());
  out.byte(static_cast<std::uint8_t>(event.severity));
  out.text(event.type);
  out.text(event.service);
  out.text(event.message);
  out.text(event.attributes);
}

void write(ByteWriter& out, const Commit& commit) {
  write(out, commit.events);
  write_pairs(out, commit.state);
}

void write(ByteWriter& out, const Value& value) {
  out.byte(static_cast<std::uint8_t>(value.index()));
  if (const auto* f64 = std::get_if<double>(&value)) {
    out.f64(*f64);
  } else if (const auto* i64 = std::get_if<std::int64_t>(&value)) {
    out.signed_number(*i64);
  } else if (const auto* boolean = std::get_if<bool>(&value)) {
    out.boolean(*boolean);
  } else if (const auto* text = std::get_if<std::string_view>(&value)) {
    out.text(*text);
  }
}

void write(ByteWriter& out, const RowBlock& rows) {
  out.number(rows.tag_count());
  out.number(rows.field_count());
  out.number(rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t i = 0; i < rows.tag_count(); ++i) {
      out.text(rows.tag(row, i));
    }
    for (std::size_t i = 0; i < rows.field_count(); ++i) {
      write(out, rows.field(row, i));
    }
  }
}

void write(ByteWriter& out, const Gather& gather) {
  out.number(gather.measurement);
  write(out, gather.took);
  out.number(gather.dropped_rows);
  write(out, gather.error);
  write(out, gather.rows);
}

struct Body {
  ByteWriter& out;

  void operator()(const Describe& m) const { out.text(m.plugin_path); }
  void operator()(const Start& m) const {
    out.text(m.plugin_path);
    out.text(m.type_id);
    write(out, m.interval);
    out.number(m.memory_bytes);
    write(out, m.settings);
    write_pairs(out, m.declared);
    write_pairs(out, m.remembered);
    write_pairs(out, m.state);
  }
  void operator()(const Collect& m) const {
    out.number(m.sequence);
    write(out, m.timeout);
    out.boolean(m.streaming);
    out.number(m.due.size());
    for (const auto index : m.due) {
      out.number(index);
    }
  }
  void operator()(const Cancel& m) const { out.number(m.sequence); }
  void operator()(const Stop&) const {}
  void operator()(const Described& m) const {
    out.text(m.plugin.path);
    out.text(m.plugin.version);
    out.number(m.plugin.abi_major);
    out.number(m.plugin.abi_minor);
    write(out, m.plugin.types);
  }
  void operator()(const Ready& m) const { write(out, m.schema); }
  void operator()(const Failed& m) const { write(out, m.error); }
  void operator()(const Gathered& m) const {
    write(out, m.gather);
    write(out, m.commit);
    out.number(m.dropped_events);
  }
  void operator()(const Declared& m) const {
    out.number(m.measurement);
    write(out, m.shape);
  }
  void operator()(const Collected& m) const {
    out.number(m.sequence);
    write(out, m.error);
    write(out, m.commit);
  }
  void operator()(const Status& m) const {
    out.text(m.text);
    write(out, m.error);
  }
  void operator()(const Log& m) const {
    out.byte(static_cast<std::uint8_t>(m.severity));
    out.text(m.text);
  }
  void operator()(const Alive&) const {}
  void operator()(const Foreign& m) const { out.text(m.body); }
};

}  // namespace

std::string encode(const Message& message) {
  ByteWriter out;
  for (int i = 0; i < 4; ++i) {
    out.byte(0);
  }
  out.byte(static_cast<std::uint8_t>(message.index()));
  std::visit(Body{out}, message);
  std::string frame = out.take();
  const std::size_t size = frame.size() - 4;
  for (std::size_t i = 0; i < 4; ++i) {
    frame[i] = static_cast<char>(size >> (8 * i));
  }
  return frame;
}

}  // namespace livetap::worker
