// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <livetap/probe.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace livetap::sdk {

class SettingSpec;
using SettingList = std::vector<SettingSpec>;

/// Describes one setting. Made by the functions below, refined by its methods:
///
///   integer("sides").default_value("6").doc("Sides of each die.")
///   list("queries", section({text("sql").required(), duration("timeout")}))
///   map("headers", secret())
///
/// The agent parses and checks the YAML by it, and writes --describe and the reference from it.
class SettingSpec {
 public:
  explicit SettingSpec(livetap_setting_type type, std::string_view name)
      : type_(type), name_(name) {}

  /// A config without this setting is refused.
  SettingSpec required() && {
    required_ = true;
    return std::move(*this);
  }
  /// As it would be written in YAML: "5s", "true", "[a, b]".
  SettingSpec default_value(std::string_view yaml) && {
    default_ = yaml;
    has_default_ = true;
    return std::move(*this);
  }
  /// One sentence for people.
  SettingSpec doc(std::string_view sentence) && {
    doc_ = sentence;
    return std::move(*this);
  }
  SettingSpec choices(std::vector<std::string> allowed) && {
    choices_ = std::move(allowed);
    return std::move(*this);
  }
  SettingSpec children(SettingList specs) && {
    children_ = std::move(specs);
    return std::move(*this);
  }

 private:
  friend class SettingTable;

  livetap_setting_type type_;
  bool required_ = false;
  bool has_default_ = false;
  std::string name_;
  std::string default_;
  std::string doc_;
  std::vector<std::string> choices_;
  std::vector<SettingSpec> children_;
};

// The name is left out where the spec describes the elements of a list or the values of a map.
inline SettingSpec text(std::string_view name = {}) {
  return SettingSpec(LIVETAP_SETTING_TEXT, name);
}
/// Text that the agent masks wherever text goes out.
inline SettingSpec secret(std::string_view name = {}) {
  return SettingSpec(LIVETAP_SETTING_SECRET, name);
}
inline SettingSpec integer(std::string_view name = {}) {
  return SettingSpec(LIVETAP_SETTING_INT, name);
}
inline SettingSpec number(std::string_view name = {}) {
  return SettingSpec(LIVETAP_SETTING_NUMBER, name);
}
inline SettingSpec boolean(std::string_view name = {}) {
  return SettingSpec(LIVETAP_SETTING_BOOL, name);
}
inline SettingSpec duration(std::string_view name = {}) {
  return SettingSpec(LIVETAP_SETTING_DURATION, name);
}
/// Absolute; its user:password part is masked.
inline SettingSpec url(std::string_view name = {}) {
  return SettingSpec(LIVETAP_SETTING_URL, name);
}
inline SettingSpec choice(std::string_view name, std::vector<std::string> allowed) {
  return SettingSpec(LIVETAP_SETTING_CHOICE, name).choices(std::move(allowed));
}
inline SettingSpec list(std::string_view name, SettingSpec element) {
  return SettingSpec(LIVETAP_SETTING_LIST, name).children({std::move(element)});
}
/// A mapping with the keys that `keys` names.
inline SettingSpec section(std::string_view name, SettingList keys) {
  return SettingSpec(LIVETAP_SETTING_SECTION, name).children(std::move(keys));
}
inline SettingSpec section(SettingList keys) {
  return section(std::string_view(), std::move(keys));
}
/// A mapping with keys that the user chooses.
inline SettingSpec map(std::string_view name, SettingSpec value) {
  return SettingSpec(LIVETAP_SETTING_MAP, name).children({std::move(value)});
}

}  // namespace livetap::sdk
