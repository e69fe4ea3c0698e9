#include "plugins/postgres/name.hpp"

#include <algorithm>
#include <cstddef>

namespace livetap::postgres {
namespace {

constexpr std::size_t longest_name = 40;

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

char plain(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return is_lower(c) || is_digit(c) ? c : '_';
}

std::string plain_name(std::string_view column) {
  std::string name;
  for (char c : column) name += plain(c);
  name.erase(0, std::min(name.find_first_not_of('_'), name.size()));
  while (!name.empty() && name.back() == '_') name.pop_back();
  if (name.empty()) return "column";
  if (is_digit(name.front())) name.insert(0, "c_");
  if (name.size() > longest_name) name.resize(longest_name);
  if (name == "time") return "at";
  if (is_reserved(name)) name += '_';
  return name;
}

std::string numbered(const std::string& name, int number) {
  const std::string tail = "_" + std::to_string(number);
  return name.substr(0, longest_name - tail.size()) + tail;
}

}  // namespace

std::vector<std::string> column_names(const std::vector<std::string_view>& columns) {
  std::vector<std::string> names;
  const auto taken = [&names](const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (std::string_view column : columns) {
    const std::string wanted = plain_name(column);
    std::string name = wanted;
    for (int number = 2; taken(name); ++number) name = numbered(wanted, number);
    names.push_back(name);
  }
  return names;
}

}  // namespace livetap::postgres
