#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "agent/model/commit.hpp"
#include "agent/model/time.hpp"

namespace livetap {

/// What watches have to know after a restart, by key: as it was given at the start, and as it has
/// been handed out in commits since.
class KeptMemory {
 public:
  void read(std::map<std::string, std::string> entries) { entries_ = std::move(entries); }

  /// The memory of one watch; that of one which knows nothing when there is none.
  std::string_view of(const std::string& key) const {
    const auto found = entries_.find(key);
    return found == entries_.end() ? std::string_view("[]") : std::string_view(found->second);
  }

  /// Adds the watch's memory to the commit if it has changed.
  template <class Watch>
  void note(Watch& watch, const std::string& key, const Moment& now, Commit& commit) {
    if (!watch.take_changed()) {
      return;
    }
    auto text = watch.memory(now);
    if (text != of(key)) {
      entries_[key] = text;
      commit.state.emplace_back(key, std::move(text));
    }
  }

 private:
  std::map<std::string, std::string> entries_;
};

}  // namespace livetap
