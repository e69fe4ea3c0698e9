#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "agent/worker/event_fd.hpp"
#include "agent/worker/event_load.hpp"
#include "agent/worker/wire.hpp"

namespace livetap::worker {

/// What the collect thread has to say, until the control thread has written it. Putting never
/// blocks and never fails: of the gathers of a measurement that wait, the newest stays (with the
/// events and state of the others, as far as a frame takes them; rows and events that go are
/// counted); of statuses the newest; log lines beyond a rate and a number are dropped and counted.
/// Answers to the agent always stay, and are few. Any thread.
class Outbox {
 public:
  void put(Gathered&& gathered);
  void put(Status&& status);
  /// Cleans the text only when it leaves: a flood of lines costs next to nothing.
  void log(Severity severity, std::string_view text);
  /// An answer: Described, Ready, Failed, Declared, Collected, Alive.
  void put_answer(Message&& answer);

  /// Of the gathers that wait.
  EventLoad waiting_events() const;

  /// The next frame to write; empty when there is none.
  std::string take();

  /// Readable while something may be there.
  EventFd& wake() { return wake_; }

 private:
  using Clock = std::chrono::steady_clock;

  void push(Message&& message, std::size_t bytes, const EventLoad& events = {});
  void drop_rows_over_bound(Gathered& gathered, std::size_t bytes);
  void note_dropped_lines();

  struct Item {
    Message message;
    std::size_t bytes = 0;
    EventLoad events{};
  };

  mutable std::mutex mutex_;
  std::deque<Item> items_;
  std::size_t bytes_ = 0;
  EventLoad events_;
  std::size_t log_lines_ = 0;
  unsigned lines_this_second_ = 0;
  std::uint64_t dropped_lines_ = 0;
  Clock::time_point second_{};
  EventFd wake_;
};

}  // namespace livetap::worker
