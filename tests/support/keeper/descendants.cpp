#include "tests/support/keeper/descendants.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>
#include <unordered_map>
#include <utility>

namespace livetap::test::keeper {
namespace {

struct Process {
  pid_t parent = 0;
  char state = 'X';
};

// The name in /proc/PID/stat may hold spaces and brackets: fields start after its last ')'.
Process read_stat(const std::filesystem::path& folder) {
  std::ifstream file(folder / "stat");
  std::string line;
  std::getline(file, line);
  const auto end_of_name = line.rfind(')');
  Process process;
  if (end_of_name == std::string::npos) return process;
  std::istringstream rest(line.substr(end_of_name + 1));
  rest >> process.state >> process.parent;
  return process;
}

std::unordered_map<pid_t, Process> all_processes() {
  std::unordered_map<pid_t, Process> all;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
    const std::string name = entry.path().filename();
    pid_t pid = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (parsed.ec != std::errc() || parsed.ptr != name.data() + name.size()) continue;
    all.emplace(pid, read_stat(entry.path()));
  }
  return all;
}

bool descends(const std::unordered_map<pid_t, Process>& all, pid_t pid, pid_t ancestor) {
  for (auto at = all.find(pid); at != all.end(); at = all.find(at->second.parent)) {
    if (at->second.parent == ancestor) return true;
    if (at->second.parent <= 1) return false;
  }
  return false;
}

}  // namespace

std::vector<pid_t> descendants(pid_t ancestor) {
  const auto all = all_processes();
  std::vector<pid_t> found;
  for (const auto& [pid, process] : all) {
    if (process.state == 'Z' || process.state == 'X') continue;
    if (descends(all, pid, ancestor)) found.push_back(pid);
  }
  return found;
}

bool is_stopped(pid_t pid) {
  std::error_code ended;
  const auto tasks = std::filesystem::path("/proc") / std::to_string(pid) / "task";
  for (std::filesystem::directory_iterator task(tasks, ended), none; !ended && task != none;
       task.increment(ended)) {
    if (std::string("TtZX").find(read_stat(task->path()).state) == std::string::npos) return false;
  }
  return true;
}

}  // namespace livetap::test::keeper
