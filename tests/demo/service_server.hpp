#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "tests/demo/platform.hpp"

namespace livetap::standin {

// Listens as one service (or "control"). While the service's mode is "down" the port
// is closed: connecting is refused. On the loop's thread, and so is its end.
class ServiceServer {
 public:
  // Port 0: any free one. Throws boost::system::system_error when it cannot listen there.
  ServiceServer(boost::asio::io_context& loop, std::string service, const std::string& address,
                std::uint16_t port, Platform& platform);
  ~ServiceServer();

  std::uint16_t port() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace livetap::standin
