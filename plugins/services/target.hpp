#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "net/async_http_client.hpp"
#include "plugins/services/field.hpp"

namespace livetap::services {

/// One address to ask, and what is expected of its answer.
struct Target {
  std::string name;  ///< value of the tag service
  net::Url url;
  net::HttpRequest request;
  std::chrono::nanoseconds interval{};  ///< 0: the probe's
  std::chrono::nanoseconds timeout{};
  std::vector<int> expected_status;
  bool json = true;  ///< whether the body is to be JSON; if not, it is not looked at
  net::TlsSettings tls;
  /// The probe's fields, in the schema's order, with this target's pointers.
  std::vector<Field> fields;

  /// `http://host:port/path`, for messages: without credentials and query.
  std::string where() const { return url.origin() + url.path; }
};

}  // namespace livetap::services
