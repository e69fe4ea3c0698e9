#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <functional>

#include "agent/run/complaints.hpp"
#include "agent/run/file_thread.hpp"
#include "agent/view/window_archive.hpp"

namespace livetap {

/// Lets windows and charts survive a restart: writes them to a file every 10 s and at the end, and
/// has what the last run left. What it costs the event loop is to put them in bytes; the disk is a
/// thread's. A file that is damaged, or of another version, is one line in the log and a fresh
/// start. Event loop thread.
class WindowKeeper {
 public:
  /// Puts every window there is into the archive.
  using Collect = std::function<void(WindowArchive& archive)>;

  /// Reads the file, if there is one.
  WindowKeeper(boost::asio::io_context& io, std::filesystem::path file, Collect collect);

  /// What the last run left and this one has not taken yet.
  WindowArchive& earlier() { return earlier_; }

  void start() { arm(); }
  /// Hands over what there is now. The destructor sees it written.
  void stop();

 private:
  void arm();
  void save();
  void complain();

  boost::asio::steady_timer timer_;
  Collect collect_;
  WindowArchive earlier_;
  Complaints complaints_;
  FileThread file_;
};

}  // namespace livetap
