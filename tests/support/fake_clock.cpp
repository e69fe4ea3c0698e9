#include "tests/support/fake_clock.hpp"

#include <glob.h>

#include <cstdint>
#include <filesystem>
#include <stdexcept>

namespace livetap::test {

namespace {

// Of Debian's package for each architecture, and of other distributions.
std::string find_library() {
  std::string found;
  for (const auto* pattern :
       {"/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib*/faketime/libfaketimeMT.so.1"}) {
    glob_t matches{};
    if (::glob(pattern, 0, nullptr, &matches) == 0 && found.empty()) {
      found = matches.gl_pathv[0];
    }
    ::globfree(&matches);
  }
  if (found.empty()) {
    throw std::runtime_error("libfaketimeMT.so.1 is not installed: apt-get install faketime");
  }
  return found;
}

}  // namespace

FakeClock::FakeClock() : library_(find_library()) {
  set_ahead(std::chrono::milliseconds(0));
}

void FakeClock::set_ahead(std::chrono::milliseconds ahead) {
  ahead_ = ahead;
  const auto ms = ahead.count();
  // In one go: half a file would be another time.
  const auto next = folder_.write("ahead.new", (ms < 0 ? "" : "+") + std::to_string(ms / 1000));
  std::filesystem::rename(next, folder_ / "ahead");
}

std::int64_t FakeClock::now_ms() const {
  const auto now = std::chrono::system_clock::now().time_since_epoch() + ahead_;
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

std::map<std::string, std::string> FakeClock::environment() const {
  return {{"LD_PRELOAD", LIVETAP_REAL_TIMERS " " + library_},
          {"FAKETIME_TIMESTAMP_FILE", folder_ / "ahead"},
          {"FAKETIME_NO_CACHE", "1"},
          {"FAKETIME_DONT_RESET", "1"},
          {"FAKETIME_DONT_FAKE_MONOTONIC", "1"},
          {"DONT_FAKE_MONOTONIC", "1"},
          {"NO_FAKE_STAT", "1"}};
}

std::map<std::string, std::string> FakeClock::fixed(std::chrono::seconds ahead) {
  return {{"LD_PRELOAD", find_library()},
          {"FAKETIME", (ahead.count() < 0 ? "" : "+") + std::to_string(ahead.count()) + "s"},
          {"FAKETIME_DONT_FAKE_MONOTONIC", "1"},
          {"DONT_FAKE_MONOTONIC", "1"},
          {"NO_FAKE_STAT", "1"}};
}

}  // namespace livetap::test
