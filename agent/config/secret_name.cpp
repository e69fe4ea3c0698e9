#include "agent/config/secret_name.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "agent/config/nearest_name.hpp"

namespace livetap {

namespace {

/// Lower case, with - and blanks as _.
std::string plain(std::string_view key) {
  std::string text(key.substr(0, 256));
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    if (c == '-' || c == ' ') {
      return '_';
    }
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

constexpr std::array<std::string_view, 8> endings{
    "password", "passwd", "passphrase", "token", "secret", "api_key", "apikey", "authorization"};

}  // namespace

bool is_secret_name(std::string_view key) {
  const auto name = plain(key);
  return std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

bool looks_like_secret_name(std::string_view key) {
  const auto name = plain(key);
  if (name.ends_with("_file")) {
    return false;
  }
  constexpr std::array<std::string_view, 8> parts{"pass",   "token", "secret", "api_key",
                                                  "apikey", "pwd",   "auth",   "credential"};
  const auto holds = [&](std::string_view part) { return name.find(part) != std::string::npos; };
  const auto near = [&](std::string_view ending) { return edit_distance(name, ending) <= 2; };
  return std::any_of(parts.begin(), parts.end(), holds) ||
         std::any_of(endings.begin(), endings.end(), near);
}

std::string_view last_key(std::string_view path) {
  path = path.substr(0, path.find_last_not_of("[]0123456789") + 1);
  return path.substr(path.find_last_of('.') + 1);
}

}  // namespace livetap
