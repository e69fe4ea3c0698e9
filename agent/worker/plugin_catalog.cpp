#include "agent/worker/plugin_catalog.hpp"

#include <algorithm>
#include <set>
#include <system_error>

#include "agent/worker/probe_check.hpp"

namespace livetap {

namespace fs = std::filesystem;

namespace {

std::string listed(const std::vector<fs::path>& folders) {
  std::string all;
  for (const auto& folder : folders) {
    all += (all.empty() ? "" : ", ") + folder.string();
  }
  return all.empty() ? "no folder at all" : all;
}

Error refusal(std::string message, std::string hint) {
  return {ErrorKind::config, std::move(message), std::move(hint), ""};
}

}  // namespace

std::vector<fs::path> program_folders() {
  std::error_code error;
  const auto program = fs::read_symlink("/proc/self/exe", error);
  if (error) {
    return {};
  }
  return {(program.parent_path() / "../lib/livetap").lexically_normal()};
}

PluginFolders::PluginFolders(std::vector<fs::path> own, std::stop_token stop)
    : own_(std::move(own)), stop_(std::move(stop)) {}

void PluginFolders::search_also(const std::vector<fs::path>& plugin_dirs) {
  more_ = plugin_dirs;
}

std::vector<fs::path> PluginFolders::folders() {
  auto all = more_;
  all.insert(all.end(), own_.begin(), own_.end());
  return all;
}

std::vector<std::string> PluginFolders::names() {
  std::set<std::string> found;
  for (const auto& folder : folders()) {
    std::error_code error;
    for (const auto& file : fs::directory_iterator(folder, error)) {
      if (file.path().extension() == ".so") {
        found.insert(file.path().stem().string());
      }
    }
  }
  return {found.begin(), found.end()};
}

Result<fs::path> PluginFolders::locate(const std::string& name) {
  if (name.find('/') == std::string::npos) {
    for (const auto& folder : folders()) {
      std::error_code error;
      auto file = folder / (name + ".so");
      if (fs::exists(file, error)) {
        return file;
      }
    }
  }
  std::string there;
  for (const auto& other : names()) {
    there += (there.empty() ? "" : ", ") + other;
  }
  return refusal("no plugin " + name + ": looked for " + name + ".so in " + listed(folders()) +
                     "; found there: " + (there.empty() ? "no plugin" : there),
                 "install the plugin, or name its folder in plugin_dirs");
}

Result<PluginDescription> PluginFolders::plugin(const std::string& name) {
  auto file = locate(name);
  if (!file) {
    return file.error();
  }
  if (auto danger = plugin_file_danger(*file)) {
    return *danger;
  }
  std::error_code error;
  const auto time = fs::last_write_time(*file, error);
  const auto size = fs::file_size(*file, error);
  if (error) {
    return refusal("cannot read " + file->string() + ": " + error.message(), "");
  }
  const auto known = known_.find(*file);
  if (known != known_.end() && known->second.time == time && known->second.size == size) {
    return known->second.description;
  }
  auto description = describe_plugin(file->string(), describe_limit, {}, stop_);
  known_.insert_or_assign(*file, Known{time, size, description});
  return description;
}

Result<ProbeDescription> PluginFolders::describe(const std::string& name) {
  auto found = plugin(name);
  if (!found) {
    return found.error();
  }
  std::string offered;
  for (const auto& type : found->types) {
    if (type.id == name) {
      return type;
    }
    offered += (offered.empty() ? "" : ", ") + type.id;
  }
  return refusal(found->path + " has no probe type " + name + "; it offers " + offered,
                 "name the file after its probe type");
}

}  // namespace livetap
