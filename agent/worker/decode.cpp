#include <algorithm>

#include "agent/worker/byte_reader.hpp"
#include "agent/worker/clean_text.hpp"
#include "agent/worker/limits.hpp"
#include "agent/worker/wire.hpp"

namespace livetap::worker {

namespace {

template <class T>
T read(ByteReader& in);

/// Lists of descriptions: small things, of which nobody has many.
constexpr std::size_t max_list = 100'000;

template <class T>
std::vector<T> read_list(ByteReader& in, std::size_t max = max_list) {
  std::vector<T> values;
  for (auto left = in.count(max); left > 0 && in.ok(); --left) {
    values.push_back(read<T>(in));
  }
  return values;
}

template <class T>
std::optional<T> read_optional(ByteReader& in) {
  return in.boolean() ? std::optional<T>(read<T>(in)) : std::nullopt;
}

template <>
std::string read(ByteReader& in) {
  return in.string();
}

template <>
Milliseconds read(ByteReader& in) {
  return Milliseconds(in.signed_number());
}

std::string read_line(ByteReader& in, std::size_t max) {
  return clean_line(in.text(), max);
}

template <>
Error read(ByteReader& in) {
  Error error;
  error.kind = in.enumerator(ErrorKind::config, ErrorKind::internal);
  error.message = read_line(in, max_log_bytes);
  error.hint = read_line(in, max_log_bytes);
  error.where = read_line(in, max_log_bytes);
  return error;
}

Setting read_setting(ByteReader& in, std::size_t depth);

void read_value(ByteReader& in, Setting& setting, std::size_t depth) {
  switch (in.byte()) {
    case 0:
      return;
    case 1:
      setting.value = in.boolean();
      return;
    case 2:
      setting.value = in.signed_number();
      return;
    case 3:
      setting.value = in.f64();
      return;
    case 4:
      setting.value = in.string();
      return;
    case 5: {
      Setting::List list;
      for (auto left = in.count(max_list); left > 0 && in.ok(); --left) {
        list.push_back(read_setting(in, depth + 1));
      }
      setting.value = std::move(list);
      return;
    }
    case 6: {
      Setting::Entries entries;
      for (auto left = in.count(max_list); left > 0 && in.ok(); --left) {
        auto key = in.string();
        entries.emplace_back(std::move(key), read_setting(in, depth + 1));
      }
      setting.value = std::move(entries);
      return;
    }
    default:
      in.fail();
  }
}

Setting read_setting(ByteReader& in, std::size_t depth) {
  Setting setting;
  if (depth > max_setting_depth) {
    in.fail();
    return setting;
  }
  setting.type = in.enumerator(SettingType::text, SettingType::size);
  read_value(in, setting, depth);
  return setting;
}

SettingSpec read_spec(ByteReader& in, std::size_t depth) {
  SettingSpec spec;
  if (depth > max_setting_depth) {
    in.fail();
    return spec;
  }
  spec.type = in.enumerator(SettingType::text, SettingType::size);
  spec.name = in.string();
  spec.required = in.boolean();
  spec.default_value = read_optional<std::string>(in);
  spec.doc = in.string();
  spec.choices = read_list<std::string>(in);
  for (auto left = in.count(max_list); left > 0 && in.ok(); --left) {
    spec.children.push_back(read_spec(in, depth + 1));
  }
  return spec;
}

template <>
SettingSpec read(ByteReader& in) {
  return read_spec(in, 0);
}

template <>
ProbeDescription read(ByteReader& in) {
  ProbeDescription type;
  type.id = in.string();
  type.summary = in.string();
  type.streaming = in.boolean();
  type.interval = read<Milliseconds>(in);
  type.timeout = read<Milliseconds>(in);
  type.settings = read_list<SettingSpec>(in);
  return type;
}

template <>
PluginDescription read(ByteReader& in) {
  PluginDescription plugin;
  plugin.path = in.string();
  plugin.version = read_line(in, max_log_bytes);
  plugin.abi_major = static_cast<unsigned>(in.count(1u << 30, 0));
  plugin.abi_minor = static_cast<unsigned>(in.count(1u << 30, 0));
  plugin.types = read_list<ProbeDescription>(in);
  return plugin;
}

template <>
Field read(ByteReader& in) {
  Field field;
  field.name = in.string();
  field.type = in.enumerator(FieldType::f64, FieldType::time);
  field.kind = in.enumerator(FieldKind::gauge, FieldKind::text);
  field.trend = in.boolean();
  field.warn_if_true = in.boolean();
  field.fail_if_false = in.boolean();
  field.reason = in.boolean();
  field.hint = in.boolean();
  field.duration = in.boolean();
  field.event_true = in.string();
  field.event_false = in.string();
  field.unit = in.string();
  field.doc = in.string();
  return field;
}

template <>
Measurement read(ByteReader& in) {
  Measurement measurement;
  measurement.name = in.string();
  measurement.doc = in.string();
  measurement.tags = read_list<std::string>(in, max_columns);
  measurement.fields = read_list<Field>(in, max_columns);
  measurement.on_empty = in.enumerator(OnEmpty::null, OnEmpty::nothing);
  measurement.interval = read<Milliseconds>(in);
  measurement.table = in.boolean();
  measurement.late = in.boolean();
  measurement.targets = in.boolean();
  return measurement;
}

template <>
Event read(ByteReader& in) {
  Event event;
  event.time = WallTime(read<Milliseconds>(in));
  event.severity = in.enumerator(Severity::debug, Severity::error);
  event.type = read_line(in, max_log_bytes);
  event.service = read_line(in, max_log_bytes);
  event.message = read_line(in, max_text_bytes);
  event.attributes = read_line(in, max_text_bytes);
  return event;
}

template <>
Commit read(ByteReader& in) {
  Commit commit;
  commit.events = read_list<Event>(in, max_events);
  for (auto left = in.count(max_state_keys); left > 0 && in.ok(); --left) {
    auto key = in.string();
    commit.state.emplace_back(std::move(key), in.string());
  }
  return commit;
}

void read_value(ByteReader& in, RowBlock& rows) {
  switch (in.byte()) {
    case 0:
      return rows.add(std::monostate{});
    case 1:
      return rows.add(in.f64());
    case 2:
      return rows.add(in.signed_number());
    case 3:
      return rows.add(in.boolean());
    case 4:
      return rows.add(in.text());
    default:
      return in.fail();
  }
}

template <>
RowBlock read(ByteReader& in) {
  const auto tags = in.count(max_columns, 0);
  const auto fields = in.count(max_columns, 0);
  const auto columns = tags + fields;
  const auto count = in.count(max_rows, columns);  // each cell takes a byte at least
  if (count * columns > max_cells) {
    in.fail();
  }
  RowBlock rows(tags, fields);
  for (std::size_t row = 0; row < count && in.ok(); ++row) {
    rows.begin_row();
    for (std::size_t i = 0; i < tags; ++i) {
      rows.add_tag(in.text());
    }
    for (std::size_t i = 0; i < fields; ++i) {
      read_value(in, rows);
    }
  }
  return rows;
}

template <>
Gather read(ByteReader& in) {
  Gather gather;
  gather.measurement = static_cast<std::uint32_t>(in.count(max_measurements, 0));
  gather.took = read<Milliseconds>(in);
  gather.dropped_rows = in.number();
  gather.error = read_optional<Error>(in);
  gather.rows = read<RowBlock>(in);
  return gather;
}

template <>
Describe read(ByteReader& in) {
  return {in.string()};
}

Shapes read_shapes(ByteReader& in) {
  Shapes shapes;
  for (auto left = in.count(max_measurements); left > 0 && in.ok(); --left) {
    auto name = in.string();
    shapes.insert_or_assign(std::move(name), read<Measurement>(in));
  }
  return shapes;
}

template <>
Start read(ByteReader& in) {
  Start start;
  start.plugin_path = in.string();
  start.type_id = in.string();
  start.interval = read<Milliseconds>(in);
  start.memory_bytes = in.number();
  start.settings = read_setting(in, 0);
  start.declared = read_shapes(in);
  start.remembered = read_shapes(in);
  for (auto left = in.count(max_state_keys); left > 0 && in.ok(); --left) {
    auto key = in.string();
    start.state.insert_or_assign(std::move(key), in.string());
  }
  return start;
}

template <>
Collect read(ByteReader& in) {
  Collect collect;
  collect.sequence = in.number();
  collect.timeout = read<Milliseconds>(in);
  collect.streaming = in.boolean();
  for (auto left = in.count(max_measurements); left > 0 && in.ok(); --left) {
    collect.due.push_back(static_cast<std::uint32_t>(in.count(max_measurements, 0)));
  }
  return collect;
}

template <>
Cancel read(ByteReader& in) {
  return {in.number()};
}

template <>
Stop read(ByteReader&) {
  return {};
}

template <>
Described read(ByteReader& in) {
  return {read<PluginDescription>(in)};
}

template <>
Ready read(ByteReader& in) {
  return {read_list<Measurement>(in, max_measurements)};
}

template <>
Failed read(ByteReader& in) {
  return {read<Error>(in)};
}

template <>
Gathered read(ByteReader& in) {
  auto gather = read<Gather>(in);
  auto commit = read<Commit>(in);
  return {std::move(gather), std::move(commit), in.number()};
}

template <>
Declared read(ByteReader& in) {
  const auto index = static_cast<std::uint32_t>(in.count(max_measurements, 0));
  return {index, read<Measurement>(in)};
}

template <>
Collected read(ByteReader& in) {
  Collected collected;
  collected.sequence = in.number();
  collected.error = read_optional<Error>(in);
  collected.commit = read<Commit>(in);
  return collected;
}

template <>
Status read(ByteReader& in) {
  auto text = read_line(in, max_log_bytes);
  return {std::move(text), read_optional<Error>(in)};
}

template <>
Log read(ByteReader& in) {
  const auto severity = in.enumerator(Severity::debug, Severity::error);
  return {severity, read_line(in, max_log_bytes)};
}

template <>
Alive read(ByteReader&) {
  return {};
}

template <>
Foreign read(ByteReader& in) {
  return {in.string()};
}

template <std::size_t... I>
Message read_message(ByteReader& in, std::size_t index, std::index_sequence<I...>) {
  Message message;
  const bool known =
      ((index == I &&
        (message.emplace<I>(read<std::variant_alternative_t<I, Message>>(in)), true)) ||
       ...);
  if (!known) {
    in.fail();
  }
  return message;
}

}  // namespace

Result<Message> decode(std::string_view body) {
  ByteReader in(body);
  const std::size_t index = in.byte();
  auto message = read_message(in, index, std::make_index_sequence<std::variant_size_v<Message>>());
  if (!in.finished()) {
    return Error{ErrorKind::internal,
                 "a message of kind " + std::to_string(index) + " and " +
                     std::to_string(body.size()) + " bytes makes no sense",
                 "", ""};
  }
  return message;
}

}  // namespace livetap::worker
