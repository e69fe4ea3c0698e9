#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <variant>

#include "agent/run/checked_config.hpp"
#include "agent/web/site.hpp"

namespace livetap {

/// Reads and checks the config again, beside the event loop (a plugin is asked, and may hang), and
/// hands a good one over. A bad one changes nothing. One reload at a time.
///
/// The thread is owned by this object and joined by it: a check under way is given up then.
class Reloader {
 public:
  using Read = std::function<std::variant<CheckedConfig, std::string>(std::stop_token)>;
  /// Makes the config the one in force; returns in words what that changed. Event loop thread.
  using Apply = std::function<std::string(CheckedConfig&&)>;
  using Answer = std::function<void(web::ReloadOutcome)>;

  /// `read` runs in the other thread.
  Reloader(boost::asio::io_context& io, Read read, Apply apply);
  ~Reloader();
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  /// `why` is for the log: SIGHUP, POST /-/reload, a change of the file.
  void reload(const std::string& why, Answer answer = {});

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace livetap
