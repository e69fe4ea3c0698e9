#include "agent/worker/setting_copy.hpp"

#include "agent/worker/abi_copy.hpp"
#include "agent/worker/limits.hpp"

namespace livetap::worker {

namespace {

constexpr std::size_t least_setting = LIVETAP_SIZE_UP_TO(livetap_setting, doc);
constexpr std::size_t max_settings = 500;  // of one section, and choices of one setting
constexpr std::size_t max_depth = 16;

std::vector<SettingSpec> copy_level(const livetap_setting* settings, std::size_t count, bool named,
                                    std::size_t depth, MistakeList& mistakes);

void copy_choices(const livetap_setting& setting, SettingSpec& spec, MistakeList& mistakes) {
  if (setting.type != LIVETAP_SETTING_CHOICE) {
    return;
  }
  if (setting.choices == nullptr || setting.choice_count == 0 ||
      setting.choice_count > max_settings) {
    mistakes.add("a choice without choices");
    return;
  }
  for (std::size_t i = 0; i < setting.choice_count; ++i) {
    spec.choices.push_back(mistakes.text(setting.choices[i], "choice"));
  }
}

void copy_children(const livetap_setting& setting, SettingSpec& spec, std::size_t depth,
                   MistakeList& mistakes) {
  const bool section = setting.type == LIVETAP_SETTING_SECTION;
  const bool elements = setting.type == LIVETAP_SETTING_LIST || setting.type == LIVETAP_SETTING_MAP;
  if (elements && setting.child_count != 1) {
    mistakes.add("a list or map describes its values by one child, it has " +
                 std::to_string(setting.child_count));
    return;
  }
  if (section || elements) {
    spec.children = copy_level(setting.children, setting.child_count, section, depth + 1, mistakes);
  }
}

SettingSpec copy_setting(const livetap_setting& setting, std::size_t depth, MistakeList& mistakes) {
  SettingSpec spec;
  if (setting.type < LIVETAP_SETTING_TEXT || setting.type > LIVETAP_SETTING_MAP) {
    mistakes.add("type " + std::to_string(setting.type) + " is not known");
    return spec;
  }
  spec.type = static_cast<SettingType>(setting.type);
  spec.name = mistakes.text(setting.name, "name");
  spec.required = (setting.flags & LIVETAP_SETTING_REQUIRED) != 0;
  if (setting.default_value.data != nullptr) {
    spec.default_value = mistakes.text(setting.default_value, "default");
  }
  spec.doc = mistakes.text(setting.doc, "doc");
  copy_choices(setting, spec, mistakes);
  copy_children(setting, spec, depth, mistakes);
  return spec;
}

std::vector<SettingSpec> copy_level(const livetap_setting* settings, std::size_t count, bool named,
                                    std::size_t depth, MistakeList& mistakes) {
  std::vector<SettingSpec> specs;
  if (count == 0) {
    return specs;
  }
  if (settings == nullptr || count > max_settings || depth > max_depth) {
    mistakes.add(std::to_string(count) + " settings at depth " + std::to_string(depth) +
                 (settings == nullptr ? " at no address" : " are too many"));
    return specs;
  }
  if (settings->size < least_setting) {
    mistakes.add("a setting says it has " + std::to_string(settings->size) + " bytes, at least " +
                 std::to_string(least_setting) + " are wanted");
    return specs;
  }
  std::set<std::string> names;
  for (std::size_t i = 0; i < count; ++i) {
    const auto setting = abi_element(settings, i);
    const auto inside =
        mistakes.inside("setting " + (setting.name.size < 64 ? abi_text(setting.name) : "?"));
    specs.push_back(copy_setting(setting, depth, mistakes));
    if (named) {
      mistakes.check_name(specs.back().name, "name", names);
    }
  }
  return specs;
}

}  // namespace

std::vector<SettingSpec> copy_settings(const livetap_setting* settings, std::size_t count,
                                       MistakeList& mistakes) {
  return copy_level(settings, count, true, 0, mistakes);
}

}  // namespace livetap::worker
