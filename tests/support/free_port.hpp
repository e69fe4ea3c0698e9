#pragma once

#include <cstdint>

namespace livetap::test {

// A TCP port of 127.0.0.1 that nobody listens on and that no other FreePort, of any process of this
// machine, hands out while this one lives. Taken from below the kernel's ephemeral range, so that
// no outgoing connection gets it in between either.
class FreePort {
 public:
  FreePort();
  ~FreePort();
  FreePort(const FreePort&) = delete;
  FreePort& operator=(const FreePort&) = delete;

  std::uint16_t number() const { return number_; }

 private:
  std::uint16_t number_ = 0;
  int lock_ = -1;
};

}  // namespace livetap::test
