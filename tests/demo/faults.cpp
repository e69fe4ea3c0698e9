#include "tests/demo/faults.hpp"

#include <algorithm>

#include "tests/demo/services.hpp"

namespace livetap::standin {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace

Faults::Faults() {
  for (const auto& service : kServices) {
    parts_[std::string(service.name)].modes = {"ok", "unhealthy", "html", "hang", "down"};
  }
  parts_["queue"].modes = {"ok", "stall", "gone"};
  parts_["websocket"].modes = {"ok", "silent", "close", "refuse"};
  parts_["signals"].modes = {"ok", "stop"};
  parts_["shape"].modes = {"flat", "nested"};
  for (auto& [name, part] : parts_) part.now = part.modes.front();
}

std::string Faults::mode(std::string_view part) const {
  const std::lock_guard lock(mutex_);
  const auto found = parts_.find(part);
  return found == parts_.end() ? "ok" : found->second.now;
}

std::string Faults::set(std::string_view part, std::string_view mode) {
  const std::lock_guard lock(mutex_);
  const auto found = parts_.find(part);
  if (found == parts_.end()) {
    std::vector<std::string> names;
    for (const auto& [name, known] : parts_) names.push_back(name);
    return "no part \"" + std::string(part) + "\"; there are: " + joined(names);
  }
  const auto& modes = found->second.modes;
  if (std::find(modes.begin(), modes.end(), mode) == modes.end()) {
    return "no mode \"" + std::string(mode) + "\"; there are: " + joined(modes);
  }
  found->second.now = mode;
  return {};
}

std::map<std::string, std::string> Faults::all() const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, std::string> modes;
  for (const auto& [name, part] : parts_) modes[name] = part.now;
  return modes;
}

}  // namespace livetap::standin
