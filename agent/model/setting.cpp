#include "agent/model/setting.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <type_traits>

namespace livetap {

std::string_view to_string(SettingType type) {
  constexpr std::array<std::string_view, 13> names{
      "",    "text",   "secret", "int",     "number", "bool", "duration",
      "url", "choice", "list",   "section", "map",    "size"};
  return names.at(static_cast<std::size_t>(type));
}

const Setting* Setting::find(std::string_view key) const {
  if (const auto* entries = std::get_if<Entries>(&value)) {
    for (const auto& [name, setting] : *entries) {
      if (name == key) {
        return &setting;
      }
    }
  }
  return nullptr;
}

namespace {

/// Cuts the next step off a key path: a key, or an index in brackets.
std::string_view next_step(std::string_view& path) {
  while (!path.empty() && path.front() == '.') {
    path.remove_prefix(1);
  }
  const auto from = path.starts_with('[') ? std::size_t{1} : std::size_t{0};
  auto end = path.find_first_of(".[", from);
  end = end == std::string_view::npos ? path.size() : end;
  const auto step = path.substr(0, end);
  path.remove_prefix(end);
  return step;
}

const Setting* descend(const Setting& node, std::string_view step) {
  if (!step.starts_with('[')) {
    return node.find(step);
  }
  std::size_t index = 0;
  std::from_chars(step.data() + 1, step.data() + step.size(), index);
  const auto* list = std::get_if<Setting::List>(&node.value);
  return list != nullptr && index < list->size() ? &(*list)[index] : nullptr;
}

template <class T>
T get(const Setting& section, std::string_view key) {
  const auto* entry = section.find(key);
  const auto* value = entry == nullptr ? nullptr : std::get_if<T>(&entry->value);
  return value == nullptr ? T{} : *value;
}

}  // namespace

const Setting& Setting::locate(std::string_view path) const {
  const Setting* node = this;
  while (!path.empty()) {
    const auto* next = descend(*node, next_step(path));
    if (next == nullptr || next->origin.line == 0) {
      break;
    }
    node = next;
  }
  return *node;
}

std::string Setting::text(std::string_view key) const {
  return get<std::string>(*this, key);
}
std::int64_t Setting::integer(std::string_view key) const {
  return get<std::int64_t>(*this, key);
}
double Setting::number(std::string_view key) const {
  return get<double>(*this, key);
}
bool Setting::boolean(std::string_view key) const {
  return get<bool>(*this, key);
}

std::chrono::milliseconds Setting::duration(std::string_view key) const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::nanoseconds(get<std::int64_t>(*this, key)));
}

bool same_value(const Setting& a, const Setting& b) {
  if (a.type != b.type || a.value.index() != b.value.index()) {
    return false;
  }
  const auto same_entry = [](const Setting::Entry& x, const Setting::Entry& y) {
    return x.key == y.key && same_value(x.setting, y.setting);
  };
  return std::visit(
      [&](const auto& value) {
        using T = std::decay_t<decltype(value)>;
        const auto& other = std::get<T>(b.value);
        if constexpr (std::is_same_v<T, Setting::List>) {
          return std::equal(value.begin(), value.end(), other.begin(), other.end(), same_value);
        } else if constexpr (std::is_same_v<T, Setting::Entries>) {
          return std::equal(value.begin(), value.end(), other.begin(), other.end(), same_entry);
        } else {
          return value == other;
        }
      },
      a.value);
}

}  // namespace livetap
