#include "agent/journal/journal_thread.hpp"

#include <pthread.h>

#include <algorithm>
#include <csignal>
#include <utility>

#include "agent/model/clocks.hpp"

namespace livetap::journal {

namespace {

/// From one transaction to the next: at most so many syncs of the disk, whatever comes.
constexpr Milliseconds write_gap{100};
/// From one look at the caps to the next, while nothing is written.
constexpr Milliseconds tend_gap{5'000};

/// How long a write may take before it counts as trouble.
constexpr Milliseconds patience{5'000};

/// Signals stay with the program's own threads.
void set_up_thread() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);
  pthread_setname_np(pthread_self(), "livetap-journal");
}

}  // namespace

JournalThread::JournalThread(const JournalOptions& options)
    : path_(options.file.string()), writer_(options.file, options.caps), queue_(options.queue) {
  status_.text = "not open yet";
}

bool JournalThread::put(JournalItem item) {
  bool taken = false;
  {
    const std::lock_guard lock(mutex_);
    taken = queue_.push(std::move(item));
  }
  changed_.notify_one();
  return taken;
}

void JournalThread::shipped(const JournalPosition& position) {
  const std::lock_guard lock(mutex_);
  shipped_ = position;
}

void JournalThread::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
}

void JournalThread::give_up(std::string why) {
  const std::lock_guard lock(mutex_);
  queue_.close();
  status_.text = std::move(why);
}

void JournalThread::forget() {
  const std::lock_guard lock(mutex_);
  forgotten_ = true;
}

bool JournalThread::wait(Milliseconds at_most) {
  Lock lock(mutex_);
  return changed_.wait_for(lock, at_most, [&] { return ended_; });
}

JournalStatus JournalThread::status() const {
  const std::lock_guard lock(mutex_);
  auto status = status_;
  status.counters = queue_.counters();
  if (writing_since_ && clocks().steady - *writing_since_ > patience) {
    status.open = false;
    status.text = path_ + ": the disk has not answered for more than 5 s";
  }
  return status;
}

void JournalThread::run(Opened opened, Ended ended) {
  set_up_thread();
  begin(opened);
  Lock lock(mutex_);
  while (!stopping_) {
    await_work(lock);
    if (!stopping_ && queue_.waits()) {
      write_batch(lock);
    }
    tend(lock);
  }
  flush(lock);
  lock.unlock();
  writer_.close();
  lock.lock();
  ended_ = true;
  if (!forgotten_) {
    ended();
  }
  changed_.notify_all();
}

void JournalThread::begin(const Opened& opened) {
  auto contents = writer_.begin(clocks());
  const Lock lock(mutex_);
  status_.damaged_rows = contents.damaged_rows;
  publish();
  if (!forgotten_) {
    opened(std::move(contents));
  }
}

void JournalThread::await_work(Lock& lock) {
  const auto ready = [&] { return stopping_ || queue_.waits(); };
  changed_.wait_until(lock, tend_at_, ready);
  // Not before its time: others may come along.
  const auto at = std::max(write_at_, writer_.next_try());
  changed_.wait_until(lock, at, [&] { return stopping_; });
}

bool JournalThread::write_batch(Lock& lock) {
  hand_on_position();
  const auto& batch = queue_.take();
  writing_since_ = clocks().steady;
  lock.unlock();
  const bool written = writer_.write(batch, clocks());
  lock.lock();
  writing_since_.reset();
  written ? queue_.written() : queue_.failed();
  write_at_ = clocks().steady + write_gap;
  publish();
  return written;
}

void JournalThread::hand_on_position() {
  if (shipped_) {
    writer_.set_shipped(*std::exchange(shipped_, std::nullopt));
  }
}

void JournalThread::tend(Lock& lock) {
  hand_on_position();
  lock.unlock();
  const auto now = clocks();
  const bool more = writer_.tend(now);
  lock.lock();
  tend_at_ = more ? now.steady : now.steady + tend_gap;
  publish();
}

/// What is left, as long as the disk takes it.
void JournalThread::flush(Lock& lock) {
  while (queue_.waits() && write_batch(lock)) {
  }
}

void JournalThread::publish() {
  if (writer_.is_off()) {
    queue_.close();
  }
  status_.open = writer_.trouble().empty();
  status_.text = status_.open ? "open" : writer_.trouble();
  status_.expired = writer_.expired();
  status_.quarantined = writer_.quarantine();
  status_.warnings = writer_.warnings();
}

}  // namespace livetap::journal
