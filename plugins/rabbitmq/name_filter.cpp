#include "plugins/rabbitmq/name_filter.hpp"

#include <algorithm>
#include <utility>

namespace livetap::rabbitmq {
namespace {

bool any_matches(const std::vector<std::string>& patterns, std::string_view vhost,
                 std::string_view name) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    if (glob_matches(pattern, name)) return true;
    if (pattern.find('/') == std::string::npos) return false;
    return glob_matches(pattern, std::string(vhost) + '/' + std::string(name));
  });
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last star, and where its match may grow from
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

NameFilter::NameFilter(std::vector<std::string> include, std::vector<std::string> exclude)
    : include_(std::move(include)), exclude_(std::move(exclude)) {}

bool NameFilter::takes(std::string_view vhost, std::string_view name) const {
  if (any_matches(exclude_, vhost, name)) return false;
  return include_.empty() || any_matches(include_, vhost, name);
}

}  // namespace livetap::rabbitmq
