#include "net/safe_location.hpp"

namespace livetap::net {

std::string safe_location(std::string_view location) {
  constexpr std::size_t limit = 200;
  std::string text(location.substr(0, location.find_first_of("?#")));
  if (const auto scheme = text.find("://"); scheme != std::string::npos) {
    const auto path = text.find('/', scheme + 3);
    const auto at = text.rfind('@', path);
    if (at != std::string::npos && at > scheme) text.erase(scheme + 3, at - scheme - 2);
  }
  for (auto& c : text) {
    if (c <= ' ' || c > '~') c = '?';
  }
  if (text.size() > limit) text.resize(limit);
  return text.empty() ? "another address" : text;
}

}  // namespace livetap::net
