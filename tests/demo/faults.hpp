#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace livetap::standin {

// What is broken at the moment: a mode for each part, "ok" at first. Any thread.
class Faults {
 public:
  Faults();

  std::string mode(std::string_view part) const;
  bool is(std::string_view part, std::string_view mode) const { return this->mode(part) == mode; }

  // Sets a mode; otherwise says what is wrong, naming what there is. Empty: done.
  std::string set(std::string_view part, std::string_view mode);

  std::map<std::string, std::string> all() const;

 private:
  struct Part {
    std::vector<std::string> modes;  // the first one is the state at the start
    std::string now;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Part, std::less<>> parts_;
};

}  // namespace livetap::standin
