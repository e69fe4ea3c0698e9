#include "agent/sink/live_options.hpp"

namespace livetap::sink {
namespace {

std::string below(const LiveOptions& options, const std::string& path) {
  std::string base = options.url.path;
  while (base.ends_with('/')) base.pop_back();
  return base + path;
}

}  // namespace

std::string authorization(const LiveOptions& options) {
  if (!options.token.empty()) return "Bearer " + options.token;
  if (!options.user.empty()) return net::basic_authorization(options.user, options.password);
  if (!options.url.user.empty()) {
    return net::basic_authorization(options.url.user, options.url.password);
  }
  return {};
}

std::string push_target(const LiveOptions& options) {
  return below(options, "/api/live/push/" + options.stream);
}

std::string list_target(const LiveOptions& options) {
  return below(options, "/api/live/list");
}

std::string push_address(const LiveOptions& options) {
  return options.url.origin() + push_target(options);
}

}  // namespace livetap::sink
