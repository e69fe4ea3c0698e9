#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace livetap {

/// Texts that many points of a window share, each kept once and as long as somebody holds it.
class TextPool {
 public:
  using Id = std::uint32_t;
  static constexpr Id none = 0;

  /// Holds `text` once more.
  Id hold(std::string_view text);
  Id hold(Id id);
  /// Lets go; none is fine.
  void release(Id id);
  /// Valid while the id is held; not for none.
  std::string_view text(Id id) const { return entries_[id - 1].at->first; }

  std::size_t size() const { return ids_.size(); }

 private:
  using Ids = std::map<std::string, Id, std::less<>>;
  struct Entry {
    Ids::iterator at;
    std::uint32_t holders = 0;
  };

  Ids ids_;
  std::vector<Entry> entries_;
  std::vector<Id> free_;
};

}  // namespace livetap
