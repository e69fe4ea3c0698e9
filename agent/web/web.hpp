#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/model/error.hpp"
#include "agent/web/board.hpp"
#include "agent/web/http_server.hpp"
#include "agent/web/site.hpp"
#include "agent/web/status.hpp"

namespace livetap::web {

struct WebOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 4780;
  std::vector<std::string> names{};  ///< further names that a browser may know the agent by
  std::string user{};
  std::string password{};
  std::string token{};
  HttpLimits limits{};
};

/// What is wrong with the options, in words: an address that is none, or one beyond this machine
/// that anybody may ask.
std::optional<Error> mistake_in(const WebOptions& options);

/// The agent shows itself: the status page with live charts, its API, /metrics, health, reload.
/// Everything happens on the event loop; nothing here fails or waits.
///
///   Web web(io, options, {status, reload});
///   if (auto failed = web.listen()) ...
///   web.board().set("trading", measurement, 1s);
///   web.board().take("signals", snapshot);
class Web {
 public:
  struct Source {
    std::function<Status()> status;
    std::function<void(std::function<void(ReloadOutcome)>)> reload;
  };

  Web(boost::asio::io_context& io, WebOptions options, Source source);
  ~Web();
  Web(const Web&) = delete;
  Web& operator=(const Web&) = delete;

  /// Returns the address of the page, with the port that it really has.
  Result<std::string> listen();
  Board& board();
  /// Something turned well or bad: readers hear of it within 100 ms.
  void status_changed();
  /// Somebody looks.
  bool watched() const;
  void close();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace livetap::web
