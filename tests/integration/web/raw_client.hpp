#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace livetap::test {

// A connection to a port of 127.0.0.1 that says exactly what it is told to, or nothing.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  ~RawClient();
  RawClient(RawClient&&) noexcept;
  RawClient& operator=(RawClient&&) = delete;

  // False when the peer does not take it all before the deadline.
  bool send(std::string_view text, std::chrono::milliseconds deadline = std::chrono::seconds(10));
  // All that comes until the text was there, the peer closed, or the deadline.
  std::string read_until(std::string_view text, std::chrono::milliseconds deadline);
  bool closed_within(std::chrono::milliseconds deadline);

 private:
  int socket_ = -1;
};

}  // namespace livetap::test
