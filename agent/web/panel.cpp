#include "agent/web/panel.hpp"

#include <utility>

#include "agent/web/json_writer.hpp"

namespace livetap::web {

namespace {

std::string tags_as_json(const RowBlock& rows, std::size_t row) {
  std::string text;
  JsonWriter json(text);
  json.array();
  for (std::size_t i = 0; i < rows.tag_count(); ++i) {
    json.text(rows.tag(row, i));
  }
  json.end_array();
  return text;
}

/// Unlike the name of any channel.
std::string archive_name(const Measurement& shape) {
  return "page/" + shape.name;
}

}  // namespace

Panel::Panel(std::string probe, const Measurement& shape, Milliseconds interval)
    : probe_(std::move(probe)), shape_(shape), interval_(interval), busyness_(shape_) {
  if (!shape_.table) {
    window_.emplace(shape_, window_length, interval_, tags_as_json);
  }
}

void Panel::take(const Snapshot& snapshot) {
  newest_ = snapshot;
  newest_->measurement = nullptr;
  if (!window_) {
    return;
  }
  if (!snapshot.error) {
    busyness_.update(snapshot.rows, snapshot.at);
  }
  window_->take(snapshot, most_series, busyness_);
  if (chosen_ != window_->chosen()) {
    chosen_ = window_->chosen();
    ++choice_;
  }
}

void Panel::save(WindowArchive& archive) const {
  if (window_) {
    archive.put(archive_name(shape_), *window_);
  }
}

void Panel::restore(WindowArchive& archive) {
  if (window_) {
    archive.take(archive_name(shape_), *window_);
  }
}

}  // namespace livetap::web
