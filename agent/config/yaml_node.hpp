#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/model/setting.hpp"

namespace livetap {

struct YamlEntry;

/// One node of a YAML document, with the place where it was written. Nothing is interpreted yet:
/// a scalar is its text, duplicate keys are all there. What an alias stands for is a copy that
/// keeps the place of its anchor; merged keys (<<) come after the map's own, which win.
struct YamlNode {
  enum class Kind {
    null,    ///< `key:` alone, or null, ~ : then `text` is what was written
    scalar,  ///< `text`
    list,    ///< `items`
    map,     ///< `entries`
  };

  Kind kind = Kind::null;
  std::string text;
  bool quoted = false;  ///< a scalar in quotes or as a block (|, >)
  Origin origin;        ///< of an empty value: its key, or the list that it is in
  std::vector<YamlNode> items;
  std::vector<YamlEntry> entries;

  /// The first entry `key` of a map, or nullptr.
  const YamlEntry* find(std::string_view key) const;
};

struct YamlEntry {
  std::string key;
  Origin key_origin;
  YamlNode value;
};

/// "nothing", "a single value", "a list" or "a map": for messages.
std::string_view to_string(YamlNode::Kind kind);

}  // namespace livetap
