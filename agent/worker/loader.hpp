#pragma once

#include <string>
#include <string_view>

#include "agent/model/error.hpp"
#include "agent/model/setting.hpp"
#include "livetap/probe.h"

namespace livetap::worker {

/// A library in this process. Never unloaded.
struct LoadedPlugin {
  std::string path;
  const livetap_entry* entry = nullptr;
  PluginDescription description;

  /// The probe type of that id, with absent members zero.
  Result<livetap_probe_type> type(std::string_view id) const;
};

/// Loads a plugin file and checks all that it says of itself. Runs the library's constructors:
/// worker processes only. An error names every mistake found, and what to do.
Result<LoadedPlugin> load_plugin(const std::string& path);

/// The check alone, for an entry that is already here. `path` is for the error.
Result<PluginDescription> check_entry(const livetap_entry& entry, const std::string& path);

}  // namespace livetap::worker
