#include "agent/worker/schema_copy.hpp"

#include "agent/worker/abi_copy.hpp"
#include "agent/worker/limits.hpp"
#include "agent/worker/mistake_list.hpp"

namespace livetap::worker {

namespace {

constexpr std::size_t least_schema = LIVETAP_SIZE_UP_TO(livetap_schema, measurement_count);
constexpr std::size_t least_measurement = LIVETAP_SIZE_UP_TO(livetap_measurement, field_count);
constexpr std::size_t least_field = LIVETAP_SIZE_UP_TO(livetap_field, unit);

/// An array can be read: it is there, not absurdly long, and its elements have the least size.
template <class T>
bool readable(const T* first, std::size_t count, std::size_t max, std::size_t least,
              const char* what, MistakeList& mistakes) {
  if (count == 0) {
    return false;
  }
  if (first == nullptr || count > max) {
    mistakes.add(std::to_string(count) + " " + what +
                 (first == nullptr ? "s at no address" : "s are too many"));
    return false;
  }
  if (first->size < least) {
    mistakes.add(std::string("a ") + what + " says it has " + std::to_string(first->size) +
                 " bytes, at least " + std::to_string(least) + " are wanted");
    return false;
  }
  return true;
}

Field copy_field(const livetap_field& field, MistakeList& mistakes) {
  Field copy;
  copy.name = mistakes.text(field.name, "field name");
  const auto inside = mistakes.inside("field " + copy.name);
  if (field.type < LIVETAP_F64 || field.type > LIVETAP_TIME) {
    mistakes.add("type " + std::to_string(field.type) + " is not known");
  } else {
    copy.type = static_cast<FieldType>(field.type);
  }
  if (field.kind < LIVETAP_GAUGE || field.kind > LIVETAP_KIND_TEXT) {
    mistakes.add("kind " + std::to_string(field.kind) + " is not known");
  } else {
    copy.kind = static_cast<FieldKind>(field.kind);
  }
  copy.trend = (field.flags & LIVETAP_FIELD_TREND) != 0;
  copy.warn_if_true = (field.flags & LIVETAP_FIELD_WARN_IF_TRUE) != 0;
  copy.fail_if_false = (field.flags & LIVETAP_FIELD_FAIL_IF_FALSE) != 0;
  copy.reason = (field.flags & LIVETAP_FIELD_REASON) != 0;
  copy.hint = (field.flags & LIVETAP_FIELD_HINT) != 0;
  copy.duration = (field.flags & LIVETAP_FIELD_DURATION) != 0;
  copy.unit = mistakes.text(field.unit, "unit");
  copy.doc = mistakes.text(field.doc, "doc");
  copy.event_true = mistakes.text(field.event_true, "event_true");
  copy.event_false = mistakes.text(field.event_false, "event_false");
  return copy;
}

void copy_columns(const livetap_measurement& given, Measurement& copy, MistakeList& mistakes) {
  if (given.tag_count > max_columns || (given.tag_count > 0 && given.tags == nullptr)) {
    mistakes.add(std::to_string(given.tag_count) + " tags cannot be");
  } else {
    for (std::size_t i = 0; i < given.tag_count; ++i) {
      copy.tags.push_back(mistakes.text(given.tags[i], "tag"));
    }
  }
  if (readable(given.fields, given.field_count, max_columns, least_field, "field", mistakes)) {
    for (std::size_t i = 0; i < given.field_count; ++i) {
      copy.fields.push_back(copy_field(abi_element(given.fields, i), mistakes));
    }
  }
}

Measurement copy_measurement(const livetap_measurement& given, MistakeList& mistakes) {
  Measurement copy;
  copy.name = mistakes.text(given.name, "measurement name");
  const auto inside = mistakes.inside(copy.name);
  copy.doc = mistakes.text(given.doc, "doc");
  copy.table = (given.flags & LIVETAP_MEASUREMENT_TABLE) != 0;
  copy.late = (given.flags & LIVETAP_MEASUREMENT_LATE) != 0;
  copy.targets = (given.flags & LIVETAP_MEASUREMENT_TARGETS) != 0;
  copy.interval = Milliseconds(given.interval_ms);
  if (given.on_empty > LIVETAP_ON_EMPTY_NOTHING) {
    mistakes.add("on_empty " + std::to_string(given.on_empty) + " is not known");
  } else if (given.on_empty != 0) {
    copy.on_empty = static_cast<OnEmpty>(given.on_empty);
  }
  copy_columns(given, copy, mistakes);
  return copy;
}

std::optional<Error> as_error(MistakeList& mistakes, const Schema& schema) {
  if (mistakes.empty()) {
    for (const auto& mistake : schema_mistakes(schema)) {
      mistakes.add(mistake);
    }
  }
  if (mistakes.empty()) {
    return std::nullopt;
  }
  return Error{ErrorKind::config,
               "what the plugin wants to measure cannot be: " + mistakes.joined(), "", ""};
}

}  // namespace

Result<Schema> copy_schema(const livetap_schema* schema) {
  MistakeList mistakes;
  Schema copy;
  if (schema == nullptr || schema->size < least_schema) {
    mistakes.add("no schema");
  } else if (readable(schema->measurements, schema->measurement_count, max_measurements,
                      least_measurement, "measurement", mistakes)) {
    for (std::size_t i = 0; i < schema->measurement_count; ++i) {
      copy.push_back(copy_measurement(abi_element(schema->measurements, i), mistakes));
    }
  }
  if (auto error = as_error(mistakes, copy)) {
    return *error;
  }
  return copy;
}

Result<Measurement> copy_declared(const livetap_measurement* shape, const Measurement& planned) {
  MistakeList mistakes;
  Measurement copy = planned;
  copy.tags.clear();
  copy.fields.clear();
  copy.late = false;
  const auto inside = mistakes.inside(planned.name);
  if (readable(shape, 1, 1, least_measurement, "measurement", mistakes)) {
    copy_columns(abi_element(shape, 0), copy, mistakes);
  }
  if (auto error = as_error(mistakes, {copy})) {
    return *error;
  }
  return copy;
}

}  // namespace livetap::worker
