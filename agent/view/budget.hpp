#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "agent/model/time.hpp"

namespace livetap {

/// How often a window channel sends a whole window.
enum class Cadence : std::uint8_t { step, gather };

struct BudgetLimits {
  double channel_bytes_per_s = 256.0 * 1024;
  double agent_bytes_per_s = 1024.0 * 1024;
};

/// Shares the bytes per second that windows may cost among the window channels of the agent. (Live
/// and table channels carry each row once and are no part of it.)
///
/// Every channel gets one message a step first; if not even that fits, all get the same rate, but
/// none more than it asks for. What is left goes to messages at each gather: channels that have
/// them keep them while they fit, then the cheapest others, oldest first, if a tenth of the limit
/// stays free. The same requests in the same order always give the same plan, and a plan changes
/// only when a request does. Single-threaded; must outlive its shares.
class Budget {
 public:
  /// What one channel asks for: bytes of a whole window, and the time from one to the next.
  struct Request {
    std::size_t bytes = 0;
    Milliseconds gather{1000};
    Milliseconds step{2000};

    bool operator==(const Request&) const = default;
  };
  /// What it gets: no message over `bytes`, at that cadence.
  struct Grant {
    Cadence cadence = Cadence::step;
    std::size_t bytes = 0;
  };

  /// One channel's part, given back when it goes.
  class Share {
   public:
    explicit Share(Budget& budget);
    ~Share();
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

    void ask(const Request& request);
    Grant grant() const;

   private:
    friend class Budget;
    Budget& budget_;
    Request request_;
    Grant grant_;
  };

  explicit Budget(BudgetLimits limits = {});
  ~Budget();
  Budget(const Budget&) = delete;
  Budget& operator=(const Budget&) = delete;

  /// What the present plan costs at most.
  double planned_bytes_per_s() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace livetap
