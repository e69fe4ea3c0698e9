#include "agent/config/load.hpp"

#include "agent/config/loader.hpp"

namespace livetap {

LoadResult load_config(const std::filesystem::path& file, PluginCatalog& catalog,
                       const Environment& environment) {
  auto text = environment.read_file(file, YamlLimits{}.bytes);
  if (!text) {
    LoadResult result;
    result.mistakes.push_back({{file.string(), 0, 0},
                               text.error().message,
                               "name the config with --config FILE or $LIVETAP_CONFIG"});
    return result;
  }
  return load_config_text(std::move(*text), file, catalog, environment);
}

LoadResult load_config_text(std::string text, const std::filesystem::path& file,
                            PluginCatalog& catalog, const Environment& environment) {
  return Loader(catalog, environment).run(std::move(text), file);
}

Mistake mistake_at(const ProbeConfig& probe, const Error& error) {
  const auto& place = probe.settings.locate(error.where).origin;
  return {place.line == 0 ? probe.origin : place, "probe '" + probe.name + "': " + error.message,
          error.hint};
}

}  // namespace livetap
