#pragma once
#include <chrono>
#include <functional>
#include <optional>

#include "net/async_http_client.hpp"
#include "plugins/services/check.hpp"
#include "plugins/services/health_body.hpp"
#include "plugins/services/target.hpp"

namespace livetap::services {

/// Asks one target, over a connection that is kept, and keeps what its last finished check says.
/// Collect thread; goes before the io_context.
class TargetWatch {
 public:
  using Deadline = net::AsyncHttpClient::Deadline;

  /// `target` must outlive the watch.
  TargetWatch(boost::asio::io_context& context, const Target& target, int certificate_warn_days);

  /// Begins a check; one at a time. `ended` is called on the io_context, at the target's timeout or
  /// at `latest` at the latest.
  void check(Deadline latest, std::function<void()> ended);

  const Target& target() const { return target_; }
  /// Of the last check that has ended; nothing before that.
  const std::optional<Check>& last() const { return last_; }

 private:
  void take(net::NetResult<net::HttpResponse> answer, std::chrono::nanoseconds given);

  const Target& target_;
  const int certificate_warn_days_;
  std::optional<HealthBody> body_;  // of the answer that is read
  std::optional<Check> last_;
  net::AsyncHttpClient client_;
};

}  // namespace livetap::services
