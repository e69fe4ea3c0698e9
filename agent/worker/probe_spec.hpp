#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "agent/model/schema.hpp"
#include "agent/model/setting.hpp"
#include "agent/model/time.hpp"

namespace livetap {

/// All that a worker needs to know to run one probe of the config.
struct ProbeSpec {
  std::string name;         ///< of the probe in the config; shows in the process list
  std::string plugin_path;  ///< the .so file, as the catalog found it
  std::string type_id;      ///< which of the plugin's probe types
  bool streaming = false;
  Milliseconds interval{1000};
  Milliseconds timeout{2000};
  std::string prefix;         ///< put before the name of each measurement, as written ("eu_")
  Setting settings;           ///< a section: checked, with defaults, resolved
  std::uint64_t attempt = 0;  ///< another one asks for another worker, though all else is the same

  /// Shapes of late measurements that their source has declared since the agent runs, by name with
  /// prefix: they stay. Not part of what replace() compares.
  Shapes declared;
  /// Those of an earlier run: each counts until its source declares one. Not part of what replace()
  /// compares.
  Shapes remembered;
  /// What the probe put into its state before (a cursor): grows with every commit of its worker.
  /// Not part of what replace() compares.
  std::map<std::string, std::string> state;
};

/// Whether two specs ask for the same worker: everything but declared, remembered, state and the
/// places in the files where the settings were written.
bool same_probe(const ProbeSpec& a, const ProbeSpec& b);

}  // namespace livetap
