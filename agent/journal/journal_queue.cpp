#include "agent/journal/journal_queue.hpp"

#include <iterator>
#include <utility>

namespace livetap::journal {

namespace {

JournalAmount amount_of(const JournalItem& item) {
  std::size_t bytes = sizeof item + item.owner.size();
  for (const auto& event : item.commit.events) {
    bytes += sizeof event + event.type.size() + event.service.size() + event.message.size() +
             event.attributes.size() + event.probe.size();
  }
  for (const auto& entry : item.commit.state) {
    bytes += sizeof entry + entry.first.size() + entry.second.size();
  }
  std::size_t rows = 0;
  for (const auto& sample : item.samples) {
    bytes += sizeof sample + sample.rows.size();
    rows += sample.row_count;
  }
  for (const auto& sample : item.running) {
    bytes += sizeof sample + sample.rows.size();
  }
  return {1, item.commit.events.size(), item.samples.size(), rows, bytes};
}

}  // namespace

bool JournalQueue::push(JournalItem item) {
  const auto amount = amount_of(item);
  counters_.collected += amount;
  if (closed_) {
    return drop(amount, JournalDrop::off);
  }
  const auto room =
      item.samples.empty() && item.running.empty() ? limits_.bytes : limits_.sample_bytes;
  const bool fits = counters_.queued.commits + 1 <= limits_.commits &&
                    counters_.queued.bytes + amount.bytes <= room;
  if (!fits && counters_.queued.commits > 0) {
    return drop(amount, JournalDrop::full);
  }
  counters_.queued += amount;
  waiting_.push_back(std::move(item));
  return true;
}

const std::vector<JournalItem>& JournalQueue::take() {
  std::size_t bytes = 0;
  while (!waiting_.empty() && bytes < limits_.batch_bytes) {
    bytes += amount_of(waiting_.front()).bytes;
    taken_.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return taken_;
}

void JournalQueue::written() {
  for (const auto& item : taken_) {
    counters_.queued -= amount_of(item);
    counters_.delivered += amount_of(item);
  }
  taken_.clear();
}

void JournalQueue::failed() {
  waiting_.insert(waiting_.begin(), std::make_move_iterator(taken_.begin()),
                  std::make_move_iterator(taken_.end()));
  taken_.clear();
}

void JournalQueue::close() {
  closed_ = true;
  drop(counters_.queued, JournalDrop::off);
  counters_.queued = {};
  waiting_.clear();
  taken_.clear();
}

bool JournalQueue::drop(const JournalAmount& amount, JournalDrop reason) {
  counters_.dropped[static_cast<int>(reason)] += amount;
  return false;
}

}  // namespace livetap::journal
