#include "agent/run/commands.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <iostream>

#include "agent/config/json_schema.hpp"
#include "agent/config/load.hpp"
#include "agent/config/reference.hpp"
#include "agent/run/checked_config.hpp"
#include "agent/run/log.hpp"
#include "agent/run/running_agent.hpp"
#include "plugins/sdk/include/livetap/probe.h"

namespace livetap {

namespace {

/// The config when it is good; otherwise its mistakes are on stderr and the status is 78.
std::variant<CheckedConfig, int> checked_or_status(const CommandLine& line,
                                                   PluginFolders& plugins) {
  auto read = read_config(line.config, plugins);
  if (const auto* mistakes = std::get_if<std::string>(&read)) {
    std::cerr << *mistakes;
    return exit_config;
  }
  return std::move(std::get<CheckedConfig>(read));
}

/// Commands about plugins look into the folders of the config too, where there is one that loads.
void search_folders_of_config(const CommandLine& line, PluginFolders& plugins) {
  if (std::error_code ignored; std::filesystem::exists(line.config, ignored)) {
    load_config(line.config, plugins, Environment::of_process());
  }
}

int list_plugins(PluginFolders& plugins) {
  for (const auto& name : plugins.names()) {
    const auto library = plugins.plugin(name);
    if (!library) {
      std::cout << fmt::format("{:<16} -  {}\n", name, library.error().message);
      continue;
    }
    for (const auto& type : library->types) {
      std::cout << fmt::format("{:<16} {}  {}  {}\n", type.id, library->version, library->path,
                               type.summary);
    }
  }
  return exit_ok;
}

int describe(const CommandLine& line, PluginFolders& plugins) {
  const auto type = plugins.describe(line.plugin);
  if (!type) {
    return complain(type.error(), exit_fail);
  }
  std::cout << reference(*type);
  return exit_ok;
}

int print_schema(PluginFolders& plugins) {
  std::vector<ProbeDescription> types;
  for (const auto& name : plugins.names()) {
    if (auto type = plugins.describe(name)) {
      types.push_back(std::move(*type));
    }
  }
  std::cout << json_schema(types) << '\n';
  return exit_ok;
}

int print_version() {
  std::cout << fmt::format("livetap {} (plugin ABI {}.{})\n", LIVETAP_VERSION, LIVETAP_ABI_MAJOR,
                           LIVETAP_ABI_MINOR);
  return exit_ok;
}

int check_config(const CommandLine& line, const CheckedConfig& checked) {
  std::cout << fmt::format("{}: good; {} probes\n", line.config.string(),
                           checked.config.probes.size());
  return exit_ok;
}

int run(CheckedConfig checked, bool watch_config) {
  auto state = StateDir::open(checked.config.agent.state_dir);
  if (!state) {
    return complain(state.error(), exit_fail);
  }
  return run_until_signal(std::move(checked), std::move(*state), watch_config);
}

int carry_out_on_config(const CommandLine& line, CheckedConfig checked) {
  const auto& log = checked.config.agent.log;
  set_up_log(log.format == "json" ? LogFormat::json : LogFormat::text, log.level,
             checked.config.secrets);
  switch (line.command) {
    case Command::check_config:
      return check_config(line, checked);
    case Command::once:
      return run_once(line, checked);
    case Command::history:
      return print_history(line, checked);
    case Command::dashboard:
      return print_dashboard(checked);
    case Command::check_dashboards:
      return check_dashboards(line, checked);
    default:
      return run(std::move(checked), line.watch_config);
  }
}

}  // namespace

int complain(const Error& error, int status) {
  std::cerr << error.message << '\n';
  if (!error.hint.empty()) {
    std::cerr << "  hint: " << error.hint << '\n';
  }
  return status;
}

int carry_out(const CommandLine& line) {
  set_up_log(LogFormat::text, "info", {});
  PluginFolders plugins(program_folders());
  switch (line.command) {
    case Command::version:
      return print_version();
    case Command::list_plugins:
      search_folders_of_config(line, plugins);
      return list_plugins(plugins);
    case Command::describe:
      search_folders_of_config(line, plugins);
      return describe(line, plugins);
    case Command::schema:
      search_folders_of_config(line, plugins);
      return print_schema(plugins);
    default:
      break;
  }
  auto checked = checked_or_status(line, plugins);
  if (const auto* status = std::get_if<int>(&checked)) {
    return *status;
  }
  return carry_out_on_config(line, std::move(std::get<CheckedConfig>(checked)));
}

}  // namespace livetap
