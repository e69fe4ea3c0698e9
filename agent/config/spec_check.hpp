#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/config/environment.hpp"
#include "agent/config/mistake.hpp"
#include "agent/config/yaml_node.hpp"
#include "agent/model/secret_mask.hpp"
#include "agent/model/setting.hpp"

namespace livetap {

/// Turns YAML into settings as their specs type them, and says everything that does not fit:
/// unknown and doubled keys, missing required ones, wrong kinds and types, unset variables, secret
/// files that cannot be read. Goes on after each mistake; a value with a mistake is left out of the
/// tree.
///
/// Beyond the spec itself:
/// - a secret `x` may be given as `x_file`, whose text without one trailing newline is the value;
/// - for a url, `choices` are the schemes allowed (none: any);
/// - a `default_value` is read as YAML, so "{}" makes a section of its children's defaults. An
///   absent section without default is absent as a whole, its children's defaults too;
/// - an empty value (`queries:` and nothing) is an empty list, section or map, else a mistake; the
///   words null and ~ are a choice where the spec has that choice;
/// - a list without children is one of texts, and so is a map.
///
/// Every secret met is added to the mask: secret settings, passwords in URLs, and texts of settings
/// named like secrets (secret_name.hpp).
class SpecCheck {
 public:
  SpecCheck(const Environment& environment, std::vector<Mistake>& mistakes, SecretMask& secrets)
      : environment_(environment), mistakes_(mistakes), secrets_(secrets) {}

  /// `node`, a map or nothing, as a section with these keys. `path` names it in messages ("" for
  /// the top), `place` is where a missing key is complained about. The keys in `others` are known
  /// as well; their values are the caller's to check, and not in the result.
  Setting section(const YamlNode& node, const std::vector<SettingSpec>& keys,
                  const std::string& path, const Origin& place,
                  const std::vector<std::string>& others = {});

  /// Adds the texts below keys named like secrets to the mask, whatever a spec says of them.
  void remember_secrets(const YamlNode& node);

  /// Takes what came from variables out of mistakes that speak of such a value, whoever made them.
  void hide_variables(std::vector<Mistake>& mistakes) const;

 private:
  /// A value under check: its name in messages, and where to complain about what it lacks.
  struct Place {
    const std::string& path;
    const Origin& origin;
  };

  void check_keys(const YamlNode& node, const std::vector<SettingSpec>& keys,
                  const std::vector<std::string>& others, const std::string& path);
  void add_entry(Setting& section, const std::vector<SettingSpec>& keys, const SettingSpec& spec,
                 const YamlNode& node, const Place& parent);
  bool add_default(const SettingSpec& spec, const Place& parent, Setting& out);
  // Each gives false after a mistake that leaves no value.
  bool value(const SettingSpec& spec, const YamlNode& node, const Place& at, Setting& out);
  bool list(const SettingSpec& spec, const YamlNode& node, const Place& at, Setting& out);
  bool map(const SettingSpec& spec, const YamlNode& node, const Place& at, Setting& out);
  bool scalar(const SettingSpec& spec, const YamlNode& node, const Place& at, Setting& out);
  bool secret_file(const YamlNode& node, const Place& at, Setting& out);
  bool text_of(const YamlNode& node, const Place& at, std::string& text, bool& variable);
  void remember(const SettingSpec& spec, const std::string& text, const std::string& path);
  void mistake(const Origin& origin, std::string message, std::string hint = {});

  const Environment& environment_;
  std::vector<Mistake>& mistakes_;
  SecretMask& secrets_;
  std::vector<std::pair<Origin, std::string>> from_variables_;  // texts that hold a variable
};

}  // namespace livetap
