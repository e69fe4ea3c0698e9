#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "livetap/probe.h"

namespace livetap::worker {

/// Collects what is wrong with a plugin's description, each with where it is, so that its author
/// hears of all at once.
///
/// Example:
///   MistakeList mistakes;
///   const auto inside = mistakes.inside("type postgres");
///   mistakes.add("no function create");  // "type postgres: no function create"
class MistakeList {
 public:
  /// Puts a place before what is added while it lives.
  class Inside {
   public:
    Inside(MistakeList& list, std::string place) : list_(list) {
      list_.places_.push_back(std::move(place));
    }
    ~Inside() { list_.places_.pop_back(); }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

   private:
    MistakeList& list_;
  };

  [[nodiscard]] Inside inside(std::string place) { return {*this, std::move(place)}; }

  void add(const std::string& mistake);
  bool empty() const { return mistakes_.empty(); }
  const std::vector<std::string>& all() const { return mistakes_; }
  std::string joined() const;

  /// Copies a text; a bad pointer, an absurd length or broken UTF-8 is a mistake.
  std::string text(livetap_str given, std::string_view what);
  /// [a-z][a-z0-9_]{0,39}, and not in `seen` yet.
  void check_name(const std::string& name, std::string_view what, std::set<std::string>& seen);

 private:
  std::vector<std::string> places_;
  std::vector<std::string> mistakes_;
};

}  // namespace livetap::worker
