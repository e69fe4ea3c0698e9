#include "agent/run/cli.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "agent/config/quantity.hpp"

namespace livetap {

namespace {

struct Flags {
  bool once = false;
  bool check_config = false;
  bool list_plugins = false;
  bool schema = false;
  bool dashboard = false;
  bool version = false;
};

Command chosen(const Flags& flags, const CommandLine& line) {
  if (flags.once) {
    return Command::once;
  }
  if (!line.history.empty()) {
    return Command::history;
  }
  if (flags.check_config) {
    return Command::check_config;
  }
  if (flags.list_plugins) {
    return Command::list_plugins;
  }
  if (!line.plugin.empty()) {
    return Command::describe;
  }
  if (flags.schema) {
    return Command::schema;
  }
  if (flags.dashboard) {
    return Command::dashboard;
  }
  if (!line.dashboards.empty()) {
    return Command::check_dashboards;
  }
  return flags.version ? Command::version : Command::run;
}

void add_options(CLI::App& app, CommandLine& line, Flags& flags) {
  app.add_option("--config", line.config, "The config file")
      ->envname("LIVETAP_CONFIG")
      ->default_str("/etc/livetap/agent.yaml")
      ->type_name("FILE");
  auto* command = app.add_option_group("commands", "One of these; none: run");
  auto* once = command->add_flag("--once", flags.once,
                                 "Try every probe and sink once, say what is wrong, and end");
  auto* history = command->add_option("--history", line.history,
                                      "Print what the journal has of a measurement, or of event");
  history->type_name("MEASUREMENT");
  command->add_flag("--check-config", flags.check_config, "Name every mistake in the config");
  command->add_flag("--list-plugins", flags.list_plugins, "List the plugins that are found");
  command->add_option("--describe", line.plugin, "Describe a plugin's settings and measurements")
      ->type_name("PLUGIN");
  command->add_flag("--schema", flags.schema, "Print a JSON Schema of the config, for editors");
  command->add_flag("--dashboard", flags.dashboard,
                    "Print a Grafana dashboard of all that the config measures");
  command
      ->add_option("--check-dashboards", line.dashboards,
                   "Name each live panel of these dashboards that does not fit the config")
      ->type_name("FILE")
      ->expected(1, -1);
  command->add_flag("--version", flags.version, "Print the version");
  command->require_option(0, 1);
  app.add_flag("--watch-config", line.watch_config, "Reload by itself when the config changes");
  app.add_option("--probe", line.probes, "With --once: only this probe; may be repeated")
      ->type_name("NAME")
      ->needs(once);
  app.add_option("--format", line.format,
                 "table or json; with --once also influx, with --history also csv")
      ->check(CLI::IsMember({"table", "json", "influx", "csv"}))
      ->type_name("FORMAT");
  app.add_option_function<std::string>(
         "--since",
         [&line](const std::string& text) {
           const auto span = parse_duration(text);
           if (!span || *span <= 0) {
             throw CLI::ValidationError("--since", "'" + text + "' is no span: 90s, 1h, 7d");
           }
           line.since = std::chrono::duration_cast<Milliseconds>(std::chrono::nanoseconds(*span));
         },
         "With --history: how far back (default 1h)")
      ->type_name("SPAN")
      ->needs(history);
}

/// What is wrong with --format, in words.
std::string wrong_format(const CLI::App& app, const CommandLine& line) {
  const bool once = line.command == Command::once;
  const bool history = line.command == Command::history;
  if (app.count("--format") > 0 && !once && !history) {
    return "--format requires --once or --history";
  }
  if (line.format == "influx" && !once) {
    return "--format influx is for --once";
  }
  return line.format == "csv" && !history ? "--format csv is for --history" : "";
}

}  // namespace

std::variant<CommandLine, int> parse_command_line(int argc, const char* const* argv) {
  CommandLine line;
  line.config = "/etc/livetap/agent.yaml";
  Flags flags;
  CLI::App app("Makes Grafana panels live: loads probe plugins and pushes their measurements.",
               "agent");
  add_options(app, line, flags);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_ok : exit_usage;
  }
  line.command = chosen(flags, line);
  if (line.watch_config && line.command != Command::run) {
    std::cerr << "--watch-config is for a run, and not for a command that ends\n";
    return exit_usage;
  }
  if (const auto wrong = wrong_format(app, line); !wrong.empty()) {
    std::cerr << wrong << '\n';
    return exit_usage;
  }
  return line;
}

}  // namespace livetap
