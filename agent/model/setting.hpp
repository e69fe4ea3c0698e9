#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace livetap {

/// Values are those of livetap_setting_type; size is the agent's own (bytes, written with a unit).
enum class SettingType : std::uint8_t {
  text = 1,
  secret = 2,
  integer = 3,
  number = 4,
  boolean = 5,
  duration = 6,
  url = 7,
  choice = 8,
  list = 9,
  section = 10,
  map = 11,
  size = 12,
};

std::string_view to_string(SettingType type);

/// The description of one setting: the single source of config checking, --describe, the JSON
/// Schema and the reference docs. Plugins bring theirs; the agent's own keys are described alike.
struct SettingSpec {
  SettingType type = SettingType::text;
  std::string name;
  bool required = false;
  std::optional<std::string> default_value;  ///< as written in YAML
  std::string doc;
  std::vector<std::string> choices;  ///< for choice
  std::vector<SettingSpec>
      children;  ///< for section: its keys; for list and map: one, their values
  /// For a section: the key that a single value stands for, when one is given in place of the map.
  std::string short_for;
};

/// Where in which file a value was written; line and column count from 1. Line 0: a default.
struct Origin {
  std::string file;
  int line = 0;
  int column = 0;

  bool operator==(const Origin&) const = default;
};

/// A checked and resolved value: a tree as typed by its SettingSpec. Durations are nanoseconds,
/// sizes bytes. A setting without value and default is absent from its section.
struct Setting {
  struct Entry;  ///< of a section or map
  using List = std::vector<Setting>;
  using Entries = std::vector<Entry>;

  SettingType type = SettingType::section;
  std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Entries> value;
  Origin origin;

  /// The entry of a section or map, or nullptr.
  const Setting* find(std::string_view key) const;
  /// Follows a key path such as queries[2].sql as far as it leads and returns the last node found:
  /// the place to show for a complaint about that path.
  const Setting& locate(std::string_view path) const;

  /// The value of entry `key`, which the spec says is there; the type's zero when it is absent.
  std::string text(std::string_view key) const;
  std::int64_t integer(std::string_view key) const;
  double number(std::string_view key) const;
  bool boolean(std::string_view key) const;
  std::chrono::milliseconds duration(std::string_view key) const;
};

struct Setting::Entry {
  std::string key;
  Setting setting;
};

/// The same values, wherever they were written.
bool same_value(const Setting& a, const Setting& b);

/// One probe type of a plugin, as it describes itself.
struct ProbeDescription {
  std::string id;
  std::string summary;
  bool streaming = false;
  std::chrono::milliseconds interval{0};  ///< 0: the agent's default
  std::chrono::milliseconds timeout{0};   ///< 0: the agent's default
  std::vector<SettingSpec> settings;
};

/// A plugin file as a describe worker read it.
struct PluginDescription {
  std::string path;
  std::string version;
  unsigned abi_major = 0;
  unsigned abi_minor = 0;
  std::vector<ProbeDescription> types;
};

}  // namespace livetap
