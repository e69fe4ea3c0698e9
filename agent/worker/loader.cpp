#include "agent/worker/loader.hpp"

#include <dlfcn.h>

#include "agent/worker/abi_copy.hpp"
#include "agent/worker/clean_text.hpp"
#include "agent/worker/limits.hpp"

namespace livetap::worker {

namespace {

Error refusal(std::string message, std::string hint) {
  return {ErrorKind::config, std::move(message), std::move(hint), ""};
}

std::string last_dl_error() {
  const char* text = ::dlerror();
  return text == nullptr ? "no reason given" : clean_line(text, max_log_bytes);
}

}  // namespace

Result<LoadedPlugin> load_plugin(const std::string& path) {
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    return refusal("cannot load " + path + ": " + last_dl_error(),
                   "a plugin is a shared library for this machine whose own libraries are "
                   "installed: see ldd " +
                       path);
  }
  const auto* entry = static_cast<const livetap_entry*>(::dlsym(library, "livetap_probe_entry"));
  if (entry == nullptr) {
    return refusal(path + " is no Livetap plugin: it exports no symbol livetap_probe_entry",
                   "build it with livetap_add_probe(), or mark the entry with LIVETAP_EXPORT");
  }
  auto description = check_entry(*entry, path);
  if (!description) {
    return description.error();
  }
  return LoadedPlugin{path, entry, *std::move(description)};
}

Result<livetap_probe_type> LoadedPlugin::type(std::string_view id) const {
  std::string offered;
  for (std::size_t i = 0; i < entry->type_count; ++i) {
    const auto type = abi_element(entry->types, i);
    if (abi_view(type.id) == id) {
      return type;
    }
    offered += (offered.empty() ? "" : ", ") + abi_text(type.id);
  }
  return refusal(path + " has no probe type " + std::string(id) + "; it offers " + offered,
                 "name one of these as plugin:, or install the plugin that has it");
}

}  // namespace livetap::worker
