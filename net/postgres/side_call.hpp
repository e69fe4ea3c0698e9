#pragma once
#include <functional>
#include <memory>

#include "net/postgres/wait.hpp"

namespace livetap::net::postgres {

/// A call of libpq that may block for ever (it resolves names, or waits for a frozen server), made
/// in a thread of its own. The wait for it ends in time, the call when it likes; it owns all that
/// it touches. One at a time: whoever finds one still running does not start another.
class SideCall {
 public:
  /// Starts the call. Throws std::system_error when there is no thread to be had.
  explicit SideCall(std::function<void()> call);

  Waited wait(Time deadline, int cancel_fd) const;
  bool running() const;

 private:
  struct Done;
  std::shared_ptr<Done> done_;
};

}  // namespace livetap::net::postgres
