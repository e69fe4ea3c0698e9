#include "agent/config/expand.hpp"
#include "agent/config/secret_name.hpp"
#include "agent/config/spec_check.hpp"
#include "agent/config/url_check.hpp"

namespace livetap {

namespace {

constexpr std::size_t max_secret_bytes = 64U << 10U;

/// A text of several lines often goes out without its last line end.
void add_to(SecretMask& secrets, std::string_view text) {
  secrets.add(text);
  secrets.add(text.substr(0, text.find_last_not_of(" \t\r\n") + 1));
}

}  // namespace

bool SpecCheck::secret_file(const YamlNode& node, const Place& at, Setting& out) {
  if (node.kind != YamlNode::Kind::scalar) {
    mistake(node.origin, "'" + at.path + "' must be the path of a file");
    return false;
  }
  std::string path;
  bool variable = false;
  if (!text_of(node, at, path, variable)) {
    return false;
  }
  auto text = environment_.read_file(beside(node.origin.file, path), max_secret_bytes);
  if (!text) {
    mistake(node.origin, "'" + at.path + "': " + text.error().message,
            "the file must exist and be readable by the user that runs the agent");
    return false;
  }
  if (text->ends_with('\n')) {
    text->pop_back();
    if (text->ends_with('\r')) {
      text->pop_back();
    }
  }
  if (text->empty()) {
    mistake(node.origin, "'" + at.path + "': the file is empty");
    return false;
  }
  add_to(secrets_, *text);
  out = {SettingType::secret, std::move(*text), node.origin};
  return true;
}

void SpecCheck::remember(const SettingSpec& spec, const std::string& text,
                         const std::string& path) {
  const bool named = spec.type == SettingType::text && is_secret_name(last_key(path));
  if (spec.type == SettingType::secret || named) {
    add_to(secrets_, text);
  }
  for (const auto& password : url_passwords(text)) {
    add_to(secrets_, password);
  }
}

namespace {

void collect(const YamlNode& node, bool below_secret, const Environment& environment,
             SecretMask& secrets) {
  if (node.kind == YamlNode::Kind::scalar) {
    const auto text = expand(node.text, environment).text;
    if (below_secret) {
      add_to(secrets, text);
    }
    for (const auto& password : url_passwords(text)) {
      add_to(secrets, password);
    }
  }
  for (const auto& item : node.items) {
    collect(item, below_secret, environment, secrets);
  }
  for (const auto& entry : node.entries) {
    collect(entry.value, below_secret || is_secret_name(entry.key), environment, secrets);
  }
}

}  // namespace

void SpecCheck::remember_secrets(const YamlNode& node) {
  collect(node, false, environment_, secrets_);
}

void SpecCheck::hide_variables(std::vector<Mistake>& mistakes) const {
  for (const auto& [origin, text] : from_variables_) {
    SecretMask values;
    add_to(values, text);
    const auto as_shown = for_message(text);
    values.add(std::string_view(as_shown).substr(1, as_shown.size() - 2));
    for (auto& mistake : mistakes) {
      if (mistake.origin == origin) {
        mistake.message = values.mask(mistake.message);
        mistake.hint = values.mask(mistake.hint);
      }
    }
  }
}

}  // namespace livetap
