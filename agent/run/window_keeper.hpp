#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <functional>
#include <vector>

#include "agent/run/complaints.hpp"
#include "agent/run/file_thread.hpp"
#include "agent/view/window_archive.hpp"

namespace livetap {

/// Lets windows and charts survive a restart: writes them to a file every 10 s and at the end, and
/// has what the last run left. What it costs the event loop is to put them in bytes, one
/// measurement every 20 ms; the disk is a thread's. A file that is damaged, or of another version,
/// is one line in the log and a fresh start. Event loop thread.
class WindowKeeper {
 public:
  /// Puts one part of its windows into the archive, counted from 0; false when there are no so
  /// many.
  using Source = std::function<bool(WindowArchive& archive, std::size_t part)>;

  /// Reads the file, if there is one.
  WindowKeeper(boost::asio::io_context& io, std::filesystem::path file,
               std::vector<Source> sources);

  /// What the last run left and this one has not taken yet.
  WindowArchive& earlier() { return earlier_; }

  void start() { begin_round(); }
  /// Hands over what there is now. The destructor sees it written.
  void stop();

 private:
  void begin_anew();
  void begin_round();
  void call_at(SteadyTime time, void (WindowKeeper::*then)());
  bool save_part();
  void save_parts();
  void end_round();
  void complain();

  boost::asio::steady_timer timer_;
  std::vector<Source> sources_;
  WindowArchive archive_;   // of this round
  std::size_t source_ = 0;  // where it stands
  std::size_t part_ = 0;
  WindowArchive earlier_;
  Complaints complaints_;
  FileThread file_;
};

}  // namespace livetap
