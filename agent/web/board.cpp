#include "agent/web/board.hpp"

#include <algorithm>

#include "agent/web/panel_json.hpp"

namespace livetap::web {

void append_server_sent(std::string& out, std::string_view name, std::string_view data) {
  out += "event: ";
  out += name;
  out += "\ndata: ";
  out += data;
  out += "\n\n";
}

std::size_t Board::index_of(std::string_view measurement) const {
  const auto at = std::find_if(panels_.begin(), panels_.end(), [&](const auto& panel) {
    return panel->shape().name == measurement;
  });
  return static_cast<std::size_t>(at - panels_.begin());
}

const Panel* Board::find(std::string_view measurement) const {
  const auto index = index_of(measurement);
  return index < panels_.size() ? panels_[index].get() : nullptr;
}

void Board::set(const std::string& probe, const Measurement& shape, Milliseconds interval) {
  const auto index = index_of(shape.name);
  if (index == panels_.size()) {
    panels_.emplace_back();
    pending_.emplace_back();
  } else if (const auto& there = *panels_[index];
             there.probe() == probe && there.shape() == shape && there.interval() == interval) {
    return;
  }
  panels_[index] = std::make_unique<Panel>(probe, shape, interval);
  if (earlier_ != nullptr) {
    panels_[index]->restore(*earlier_);
  }
  pending_[index] = {};
  ++generation_;
  tell();
}

bool Board::save(WindowArchive& archive, std::size_t part) const {
  if (part >= panels_.size()) {
    return false;
  }
  panels_[part]->save(archive);
  return true;
}

void Board::remove_if(const std::function<bool(const Panel&)>& gone) {
  const auto before = generation_;
  for (std::size_t i = panels_.size(); i-- > 0;) {
    if (gone(*panels_[i])) {
      panels_.erase(panels_.begin() + static_cast<std::ptrdiff_t>(i));
      pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(i));
      ++generation_;
    }
  }
  if (generation_ != before) {
    tell();
  }
}

void Board::take(std::string_view measurement, const Snapshot& snapshot) {
  const auto index = index_of(measurement);
  if (index == panels_.size()) {
    return;
  }
  panels_[index]->take(snapshot);
  pending_[index].gather = true;
  tell();
}

void Board::add(const Event& event) {
  events_.add(event);
  tell();
}

void Board::tell() {
  if (changed_) {
    changed_();
  }
}

void Board::append_gather(std::string& out, std::size_t index) {
  auto table = table_rows(*panels_[index]);
  const auto hash = std::hash<std::string>{}(table);
  if (hash == std::exchange(pending_[index].table_hash, hash)) {
    table.clear();
  }
  std::string data;
  JsonWriter json(data);
  write_gather(json, *panels_[index], table);
  append_server_sent(out, "gather", data);
}

std::string Board::take_changes() {
  std::string out;
  if (std::exchange(told_generation_, generation_) != generation_) {
    append_server_sent(out, "schema", "{\"generation\":" + std::to_string(generation_) + "}");
  }
  for (std::size_t i = 0; i < panels_.size(); ++i) {
    if (std::exchange(pending_[i].gather, false)) {
      append_gather(out, i);
    }
  }
  for (const auto& entry : events_.entries()) {
    if (entry.id > told_event_) {
      std::string data;
      JsonWriter json(data);
      EventList::write(json, entry);
      append_server_sent(out, "event", data);
    }
  }
  told_event_ = events_.last_id();
  return out;
}

void Board::forget_changes() {
  told_generation_ = generation_;
  told_event_ = events_.last_id();
  for (auto& pending : pending_) {
    pending.gather = false;
  }
}

}  // namespace livetap::web
