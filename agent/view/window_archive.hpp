#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "agent/model/time.hpp"
#include "agent/view/window_series.hpp"

namespace livetap {

/// Windows as bytes, by name, on their way from one run of the agent to the next. What a run has
/// not taken out yet, because its source has not answered, it hands on to the next, as long as it
/// shows anything. I/O-free, single-threaded.
///
/// Example:
///   WindowArchive archive;
///   archive.put("signals_5m", series);
///   file = archive.encode();
///   auto earlier = WindowArchive::decode(file);   // nothing when the file is damaged
///   earlier->take("signals_5m", fresh_series);
class WindowArchive {
 public:
  /// Nothing, when nothing is in the window.
  void put(const std::string& name, const WindowSeries& window);
  /// Gives a window that is new what is here of that name, if it is the same window; in any case
  /// that is gone from here then.
  void take(const std::string& name, WindowSeries& window);
  /// Copies what `other` has and this has not, and which is to be seen after `now` still.
  void add_missing(const WindowArchive& other, WallTime now);

  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }

  std::string encode() const;
  /// Total: nothing when the bytes are not those that encode() of this version made.
  static std::optional<WindowArchive> decode(std::string_view bytes);

 private:
  struct Entry {
    WallTime until{};   ///< from then on nothing of it would be seen
    std::string bytes;  ///< see WindowSeries::save
  };

  std::map<std::string, Entry> entries_;
};

}  // namespace livetap
