#include <set>

#include "agent/worker/abi_copy.hpp"
#include "agent/worker/loader.hpp"
#include "agent/worker/mistake_list.hpp"
#include "agent/worker/setting_copy.hpp"

namespace livetap::worker {

namespace {

constexpr std::size_t least_entry = LIVETAP_SIZE_UP_TO(livetap_entry, types);
constexpr std::size_t least_type = LIVETAP_SIZE_UP_TO(livetap_probe_type, destroy);
constexpr std::uint32_t max_types = 64;

std::string version_text(std::uint32_t major, std::uint32_t minor) {
  return std::to_string(major) + "." + std::to_string(minor);
}

Error refusal(const std::string& message, const std::string& hint) {
  return {ErrorKind::config, message, hint, ""};
}

std::optional<Error> version_mistake(const livetap_entry& entry, const std::string& path) {
  const auto found = version_text(entry.abi_major, entry.abi_minor);
  const auto wanted = version_text(LIVETAP_ABI_MAJOR, LIVETAP_ABI_MINOR);
  if (entry.abi_major != LIVETAP_ABI_MAJOR) {
    return refusal(path + " was built for plugin ABI " + found + ", this agent speaks " + wanted,
                   "install the build of the plugin that goes with this agent");
  }
  if (entry.abi_minor > LIVETAP_ABI_MINOR) {
    return refusal(path + " wants plugin ABI " + found + ", this agent knows up to " + wanted,
                   "install a newer agent, or an older build of the plugin");
  }
  return std::nullopt;
}

void check_functions(const livetap_probe_type& type, MistakeList& mistakes) {
  const auto wanted = [&](bool there, const char* name) {
    if (!there) {
      mistakes.add(std::string("no function ") + name);
    }
  };
  wanted(type.create != nullptr, "create");
  wanted(type.schema != nullptr, "schema");
  wanted(type.collect != nullptr, "collect");
  wanted(type.destroy != nullptr, "destroy");
}

ProbeDescription copy_type(const livetap_probe_type& type, MistakeList& mistakes) {
  ProbeDescription copy;
  copy.id = mistakes.text(type.id, "id");
  copy.summary = mistakes.text(type.summary, "summary");
  copy.streaming = (type.flags & LIVETAP_PROBE_STREAMING) != 0;
  copy.interval = std::chrono::milliseconds(type.interval_ms);
  copy.timeout = std::chrono::milliseconds(type.timeout_ms);
  check_functions(type, mistakes);
  copy.settings = copy_settings(type.settings, type.setting_count, mistakes);
  return copy;
}

std::vector<ProbeDescription> copy_types(const livetap_entry& entry, MistakeList& mistakes) {
  std::vector<ProbeDescription> types;
  if (entry.types == nullptr || entry.type_count == 0 || entry.type_count > max_types) {
    mistakes.add("between 1 and 64 probe types are wanted, it has " +
                 std::to_string(entry.types == nullptr ? 0 : entry.type_count));
    return types;
  }
  if (entry.types->size < least_type) {
    mistakes.add("a probe type says it has " + std::to_string(entry.types->size) +
                 " bytes, at least " + std::to_string(least_type) + " are wanted");
    return types;
  }
  std::set<std::string> ids;
  for (std::size_t i = 0; i < entry.type_count; ++i) {
    const auto type = abi_element(entry.types, i);
    const auto inside = mistakes.inside("type " + (type.id.size < 64 ? abi_text(type.id) : "?"));
    types.push_back(copy_type(type, mistakes));
    mistakes.check_name(types.back().id, "id", ids);
  }
  return types;
}

}  // namespace

Result<PluginDescription> check_entry(const livetap_entry& entry, const std::string& path) {
  // The version first: it stands at the same place in every build, the rest may not.
  if (auto mistake = version_mistake(entry, path)) {
    return *mistake;
  }
  if (entry.size < least_entry) {
    return refusal(path + ": its entry says it has " + std::to_string(entry.size) +
                       " bytes, at least " + std::to_string(least_entry) + " are wanted",
                   "set size to sizeof(livetap_entry)");
  }
  MistakeList mistakes;
  PluginDescription plugin;
  plugin.path = path;
  plugin.version = mistakes.text(entry.version, "version");
  plugin.abi_major = entry.abi_major;
  plugin.abi_minor = entry.abi_minor;
  plugin.types = copy_types(entry, mistakes);
  if (!mistakes.empty()) {
    return refusal(path + " describes itself wrongly: " + mistakes.joined(),
                   "these are mistakes in the plugin: tell its author");
  }
  return plugin;
}

}  // namespace livetap::worker
