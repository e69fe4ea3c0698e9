#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/config/catalog.hpp"
#include "agent/config/config.hpp"
#include "agent/config/environment.hpp"
#include "agent/config/mistake.hpp"
#include "agent/model/error.hpp"

namespace livetap {

/// A config, or every mistake in its files. The sources and secrets are there either way.
struct LoadResult {
  std::optional<Config> config;
  std::vector<Mistake> mistakes;  ///< sorted; empty exactly when there is a config
  Sources sources;
  SecretMask secrets;

  /// The mistakes as the user reads them; ends in a line end, or is empty.
  std::string text() const { return render(mistakes, sources, secrets); }
};

/// Reads, resolves and checks a config with all that it includes, against the descriptions of its
/// plugins. Changes nothing anywhere, so it also serves --check-config and the first half of a
/// reload. Blocks for files and for the catalog.
///
///   auto loaded = load_config("agent.yaml", catalog, Environment::of_process());
///   if (!loaded.config) {
///     std::cerr << loaded.text();
///     return 78;
///   }
LoadResult load_config(const std::filesystem::path& file, PluginCatalog& catalog,
                       const Environment& environment);

/// The same for a text that stands for `file`; for tests and fuzzers.
LoadResult load_config_text(std::string text, const std::filesystem::path& file,
                            PluginCatalog& catalog, const Environment& environment);

/// A plugin's own complaint about its settings, at the place that its key path (`error.where`)
/// leads to; at the probe when it leads nowhere.
Mistake mistake_at(const ProbeConfig& probe, const Error& error);

}  // namespace livetap
