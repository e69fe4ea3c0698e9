#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agent/model/time.hpp"
#include "agent/route/series_cap.hpp"
#include "agent/route/snapshot.hpp"

namespace livetap {

/// The tags of a series in one run of bytes: the length of each, then the tag.
class SeriesTags {
 public:
  void clear() { bytes_.clear(); }
  void add(std::string_view tag);
  std::string_view bytes() const { return bytes_; }

  /// Calls `each(tag)` for the tags in `bytes`.
  template <class Each>
  static void visit(std::string_view bytes, Each each) {
    while (!bytes.empty()) {
      std::uint32_t size = 0;
      std::memcpy(&size, bytes.data(), sizeof size);
      each(bytes.substr(sizeof size, size));
      bytes.remove_prefix(sizeof size + size);
    }
  }

 private:
  std::string bytes_;
};

struct KnownOne {
  SeriesId id = 0;
  std::string_view tags;  ///< as SeriesTags has them; owned by KnownSeries
  SteadyTime seen = never;
  std::uint64_t gather = 0;  ///< the last gather that had it
  std::uint32_t row = 0;     ///< where in that gather
};

/// The series of one measurement, in the order of their ids. Looking one up allocates nothing.
class KnownSeries {
 public:
  explicit KnownSeries(SeriesCap& cap) : cap_(cap) {}
  ~KnownSeries() { cap_.give_back(order_.size()); }
  KnownSeries(const KnownSeries&) = delete;
  KnownSeries& operator=(const KnownSeries&) = delete;

  KnownOne* find(std::string_view tags);
  /// A new series, or nullptr when the cap is reached.
  KnownOne* add(std::string_view tags);
  /// Forgets what is absent from `gather` and was seen before `limit`.
  void forget(std::uint64_t gather, SteadyTime limit);

  const std::vector<KnownOne*>& in_order() const { return order_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view tags) const {
      return std::hash<std::string_view>{}(tags);
    }
  };

  SeriesCap& cap_;
  std::unordered_map<std::string, KnownOne, Hash, std::equal_to<>> by_tags_;
  std::vector<KnownOne*> order_;
  SeriesId next_id_ = 1;
};

}  // namespace livetap
