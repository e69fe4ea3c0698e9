#include "agent/worker/open_gathers.hpp"

#include <algorithm>

#include "agent/worker/abi_copy.hpp"
#include "agent/worker/clean_text.hpp"
#include "agent/worker/limits.hpp"

namespace livetap::worker {

OpenGathers::OpenGathers(Schema schema) : schema_(std::move(schema)), open_(schema_.size()) {
  for (std::size_t i = 0; i < schema_.size(); ++i) {
    open_[i].rows = RowBlock(schema_[i].tags.size(), schema_[i].fields.size());
  }
}

void OpenGathers::set_shape(std::uint32_t measurement, Measurement shape) {
  open_[measurement].rows = RowBlock(shape.tags.size(), shape.fields.size());
  schema_[measurement] = std::move(shape);
}

void OpenGathers::begin(const std::vector<std::uint32_t>& due, bool streaming,
                        Clock::time_point now) {
  collecting_ = true;
  streaming_ = streaming;
  began_ = now;
  for (auto& gather : open_) {
    gather.due = streaming;
    gather.closed = false;
  }
  for (const auto index : due) {
    if (index < open_.size()) {
      open_[index].due = true;
    }
  }
}

void OpenGathers::end() {
  collecting_ = false;
  for (auto& gather : open_) {
    gather.rows.clear();
    gather.dropped = 0;
  }
}

namespace {

std::string_view bounded_text(livetap_str text) {
  return cut_utf8(abi_view(text), max_text_bytes);
}

bool known_types(const livetap_value* values, std::size_t count) {
  return std::all_of(values, values + count,
                     [](const livetap_value& value) { return value.type <= LIVETAP_TIME; });
}

/// At least what the row adds to RowBlock::bytes().
std::size_t row_bytes(const Measurement& shape, const livetap_str* tags,
                      const livetap_value* values) {
  constexpr std::size_t cell_bytes = 16;
  auto bytes = (shape.tags.size() + shape.fields.size()) * cell_bytes;
  for (std::size_t i = 0; i < shape.tags.size(); ++i) {
    bytes += std::min(tags[i].size, max_text_bytes);
  }
  for (std::size_t i = 0; i < shape.fields.size(); ++i) {
    bytes += values[i].type == LIVETAP_TEXT ? std::min(values[i].as.text.size, max_text_bytes) : 0;
  }
  return bytes;
}

Value as_value(const livetap_value& value) {
  switch (value.type) {
    case LIVETAP_F64:
      return value.as.f64;
    case LIVETAP_I64:
    case LIVETAP_TIME:
      return value.as.i64;
    case LIVETAP_BOOL:
      return value.as.boolean != 0;
    case LIVETAP_TEXT:
      return bounded_text(value.as.text);
    default:
      return std::monostate{};
  }
}

}  // namespace

bool OpenGathers::fits(const Open& gather, const Measurement& shape, const livetap_str* tags,
                       const livetap_value* values) const {
  const auto rows = gather.rows.size();
  const auto columns = shape.tags.size() + shape.fields.size();
  return rows < (shape.table ? max_table_rows : max_rows) && (rows + 1) * columns <= max_cells &&
         gather.rows.bytes() + row_bytes(shape, tags, values) <= max_gather_bytes;
}

livetap_result OpenGathers::add_row(std::uint32_t measurement, const livetap_str* tags,
                                    const livetap_value* values, Clock::time_point now) {
  if (measurement >= open_.size() || schema_[measurement].late) {
    return LIVETAP_BAD_SHAPE;
  }
  const auto& shape = schema_[measurement];
  if ((tags == nullptr && !shape.tags.empty()) || values == nullptr ||
      !known_types(values, shape.fields.size())) {
    return LIVETAP_BAD_SHAPE;
  }
  auto& gather = open_[measurement];
  if (!collecting_ || !gather.due || gather.closed) {
    return LIVETAP_DROPPED;
  }
  if (!fits(gather, shape, tags, values)) {
    ++gather.dropped;
    return LIVETAP_DROPPED;
  }
  if (gather.rows.empty()) {
    gather.since = now;
  }
  gather.rows.begin_row();
  for (std::size_t i = 0; i < shape.tags.size(); ++i) {
    gather.rows.add_tag(bounded_text(tags[i]));
  }
  for (std::size_t i = 0; i < shape.fields.size(); ++i) {
    gather.rows.add(as_value(values[i]));
  }
  return LIVETAP_OK;
}

Gathered OpenGathers::take(std::uint32_t measurement, Clock::time_point now) {
  auto& open = open_[measurement];
  Gathered closed;
  closed.gather.measurement = measurement;
  closed.gather.took = std::chrono::duration_cast<Milliseconds>(now - began_);
  closed.gather.dropped_rows = std::exchange(open.dropped, 0);
  closed.gather.rows = std::exchange(
      open.rows, RowBlock(schema_[measurement].tags.size(), schema_[measurement].fields.size()));
  closed.commit = take_commit();
  return closed;
}

livetap_result OpenGathers::close(std::uint32_t measurement, std::optional<Error> error,
                                  Clock::time_point now, std::optional<Gathered>& closed) {
  if (measurement >= open_.size()) {
    return LIVETAP_BAD_SHAPE;
  }
  auto& open = open_[measurement];
  if (!collecting_ || !open.due || open.closed) {
    return LIVETAP_DROPPED;
  }
  open.closed = !streaming_;
  closed = take(measurement, now);
  if (error) {
    closed->gather.rows.clear();
    closed->gather.error = std::move(error);
  } else if (schema_[measurement].late) {
    closed->gather.error =
        Error{ErrorKind::internal, "the measurement was closed before its fields were declared",
              "this is a mistake in the plugin: tell its author", ""};
  }
  return LIVETAP_OK;
}

std::vector<Gathered> OpenGathers::close_older(std::chrono::milliseconds age,
                                               Clock::time_point now) {
  std::vector<Gathered> closed;
  for (std::uint32_t i = 0; collecting_ && streaming_ && i < open_.size(); ++i) {
    if (!open_[i].rows.empty() && now - open_[i].since >= age) {
      closed.push_back(take(i, now));
    }
  }
  return closed;
}

livetap_result OpenGathers::add_event(Event event, const EventLoad& waiting) {
  auto load = events_;
  load.add(event);
  if (!collecting_ || !(load + waiting).fits()) {
    return LIVETAP_DROPPED;
  }
  events_ = load;
  commit_.events.push_back(std::move(event));
  return LIVETAP_OK;
}

void OpenGathers::put_state(const std::string& key, std::string value) {
  const auto known = std::find_if(commit_.state.begin(), commit_.state.end(),
                                  [&](const auto& entry) { return entry.first == key; });
  if (known != commit_.state.end()) {
    known->second = std::move(value);
  } else {
    commit_.state.emplace_back(key, std::move(value));
  }
}

Commit OpenGathers::take_commit() {
  events_ = {};
  return std::exchange(commit_, {});
}

}  // namespace livetap::worker
