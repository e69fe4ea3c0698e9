#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace livetap::worker {

/// Cuts what a plugin writes to stderr into lines; one that is longer than `max` is given in
/// pieces.
class LineSplitter {
 public:
  explicit LineSplitter(std::size_t max) : max_(max) {}

  template <class F>
  void feed(std::string_view bytes, F line) {
    for (const char c : bytes) {
      if (c != '\n') {
        pending_ += c;
      }
      if ((c == '\n' || pending_.size() >= max_) && !pending_.empty()) {
        line(std::string_view(pending_));
        pending_.clear();
      }
    }
  }

 private:
  std::size_t max_;
  std::string pending_;
};

}  // namespace livetap::worker
