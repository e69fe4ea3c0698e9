#include "agent/config/reference.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "agent/config/agent_spec.hpp"
#include "agent/config/quantity.hpp"

namespace livetap {

namespace {

using Row = std::array<std::string, 4>;

/// Lines of columns, each as wide as its widest text; the last is as long as it is.
std::string table(const std::vector<Row>& rows) {
  std::array<std::size_t, 4> widths{};
  for (const auto& row : rows) {
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      widths.at(i) = std::max(widths.at(i), row.at(i).size());
    }
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row.at(i);
      line += std::string(i + 1 < row.size() ? widths.at(i) - row.at(i).size() + 2 : 0, ' ');
    }
    out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return out;
}

std::string type_of(const SettingSpec& spec) {
  if (spec.type == SettingType::choice) {
    std::string choices;
    for (const auto& choice : spec.choices) {
      choices += (choices.empty() ? "" : "|") + choice;
    }
    return choices;
  }
  const bool holds = spec.type == SettingType::list || spec.type == SettingType::map;
  if (holds) {
    const auto inner = spec.children.empty() ? "text" : type_of(spec.children.front());
    return std::string(to_string(spec.type)) + " of " + inner;
  }
  return std::string(to_string(spec.type));
}

std::string default_of(const SettingSpec& spec) {
  if (spec.required) {
    return "required";
  }
  const bool section = spec.type == SettingType::section;
  if (!spec.default_value || section || spec.default_value->empty()) {
    return "-";
  }
  return *spec.default_value;
}

void add_rows(std::vector<Row>& rows, const SettingSpec& spec, const std::string& path);

/// What is below a setting; `path` is its own.
void add_children(std::vector<Row>& rows, const SettingSpec& spec, const std::string& path) {
  if (spec.type == SettingType::section) {
    for (const auto& child : spec.children) {
      add_rows(rows, child, path + "." + child.name);
    }
  } else if (!spec.children.empty()) {
    add_children(rows, spec.children.front(),
                 path + (spec.type == SettingType::list ? "[]" : ".<name>"));
  }
}

void add_rows(std::vector<Row>& rows, const SettingSpec& spec, const std::string& path) {
  rows.push_back({path, type_of(spec), default_of(spec), spec.doc});
  if (spec.type == SettingType::secret) {
    rows.push_back({path + "_file", "text", "-", "a file that holds " + spec.name});
  }
  add_children(rows, spec, path);
}

std::string settings_table(const std::vector<SettingSpec>& settings) {
  std::vector<Row> rows{{"setting", "type", "default", "what"}};
  for (const auto& spec : settings) {
    add_rows(rows, spec, spec.name);
  }
  return table(rows);
}

std::string title_of(const Measurement& measurement) {
  std::string tags;
  for (const auto& tag : measurement.tags) {
    tags += (tags.empty() ? "" : ", ") + tag;
  }
  std::string title = "measurement " + measurement.name;
  title += measurement.table ? " (table)" : "";
  title += tags.empty() ? "" : " by " + tags;
  title += measurement.doc.empty() ? "" : ": " + measurement.doc;
  return title + "\n";
}

std::string measurement_table(const Measurement& measurement) {
  std::vector<Row> rows{{"field", "type", "unit", "what"}};
  for (const auto& field : measurement.fields) {
    const auto type = std::string(to_string(field.type)) + " " + std::string(to_string(field.kind));
    rows.push_back({field.name, type, field.unit, field.doc});
  }
  return title_of(measurement) +
         (measurement.late ? "its fields come with its first rows\n" : table(rows));
}

std::string rhythm(const ProbeDescription& probe) {
  const auto text = [](Milliseconds time) {
    return format_duration(std::chrono::nanoseconds(time).count());
  };
  std::string out = probe.streaming ? "streaming" : "polled";
  out += probe.interval.count() == 0 ? "" : ", every " + text(probe.interval);
  out += probe.timeout.count() == 0 ? "" : ", for at most " + text(probe.timeout);
  return out + "\n";
}

}  // namespace

std::string reference(const ProbeDescription& probe, const Schema& measurements) {
  std::string out = probe.id + (probe.summary.empty() ? "" : ": " + probe.summary) + "\n";
  out += rhythm(probe) + "\n";
  out += probe.settings.empty() ? "no settings\n" : settings_table(probe.settings);
  for (const auto& measurement : measurements) {
    out += "\n" + measurement_table(measurement);
  }
  return out;
}

std::string agent_reference() {
  auto keys = agent_spec();
  SettingSpec probe;
  probe.type = SettingType::section;
  probe.children = probe_spec();
  SettingSpec probes;
  probes.type = SettingType::list;
  probes.name = "probes";
  probes.doc = "What is measured";
  probes.children = {std::move(probe)};
  keys.push_back(std::move(probes));
  return settings_table(keys);
}

}  // namespace livetap
