#pragma once
#include <livetap/sdk/collect.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "net/http_client.hpp"

namespace livetap::rabbitmq {

/// Who asks, and where.
struct ManagementLogin {
  net::Url url;  ///< of the management plugin, its path prefix included
  std::string user;
  std::string password;
  net::TlsSettings tls;
};

/// The broker's management API over one connection that is kept. One thread.
class ManagementApi {
 public:
  using Deadline = net::HttpClient::Deadline;

  explicit ManagementApi(const ManagementLogin& login);

  /// Asks for a target below /api, such as `/nodes?columns=name`, and returns any answer. Throws
  /// ProbeError when there is none in time, or when the call is cancelled.
  net::HttpResponse ask(std::string_view target, Deadline deadline, int cancel_fd);
  /// The URL of a target for messages, without its query: `http://127.0.0.1:15672/api/nodes`.
  std::string where(std::string_view target) const;

 private:
  std::string origin_;
  std::string prefix_;
  std::vector<net::HttpHeader> headers_;
  net::HttpClient client_;
};

}  // namespace livetap::rabbitmq
