#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "agent/web/web.hpp"

namespace livetap::test {

/// A status page of its own, in a thread of its own, fed as an agent feeds it: queues (4, and one
/// that lags), services, a table of signals, events; five minutes of them before it answers.
class FedWeb {
 public:
  struct Options {
    web::WebOptions web{.port = 0};
    std::chrono::milliseconds interval{1000};
    std::size_t series = 0;  ///< more of them, in a measurement `many` of its own
  };

  FedWeb();
  explicit FedWeb(Options options);
  ~FedWeb();
  FedWeb(const FedWeb&) = delete;
  FedWeb& operator=(const FedWeb&) = delete;

  const std::string& url() const;  ///< ends in /
  std::uint16_t port() const;

  /// Runs in the thread of the page, and waits for it.
  void run(const std::function<void()>& call);
  /// From the next gather on the service is down, or up again.
  void set_service(const std::string& name, bool up);
  void add_signal(const std::string& asset);
  void set_reload(std::function<void(std::function<void(web::ReloadOutcome)>)> reload);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace livetap::test
