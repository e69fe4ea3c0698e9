#include "agent/view/views.hpp"

#include <algorithm>
#include <deque>
#include <iterator>

#include "agent/view/busyness.hpp"
#include "agent/view/live_view.hpp"
#include "agent/view/table_view.hpp"
#include "agent/view/window_view.hpp"

namespace livetap {

class Views::Impl {
 public:
  Impl(const Measurement& measurement, Budget& budget, const ViewOptions& options)
      : busyness_(measurement), table_(measurement, options.message_limit) {
    if (measurement.table) {
      return;
    }
    live_.emplace(measurement, options.message_limit);
    if (WindowView::has_fields(measurement)) {
      for (const auto& window : options.windows) {
        windows_.emplace_back(measurement, window, options, budget);
      }
    }
  }

  std::vector<std::string> channels() const {
    std::vector<std::string> names;
    if (live_) {
      names.push_back(live_->channel());
    }
    for (const auto& window : windows_) {
      names.push_back(window.channel());
    }
    names.push_back(table_.channel());
    return names;
  }

  std::vector<ViewMessage> on_snapshot(const Snapshot& snapshot, const ViewTime& now) {
    std::vector<ViewMessage> messages;
    if (live_) {
      if (!snapshot.error) {
        busyness_.update(snapshot.rows, snapshot.at);
      }
      add(messages, live_->message(snapshot, busyness_));
      for (auto& window : windows_) {
        window.take(snapshot, busyness_);
      }
    }
    table_.take(snapshot, busyness_);
    add_due(messages, now);
    return messages;
  }

  std::vector<ViewMessage> on_timer(const ViewTime& now) {
    std::vector<ViewMessage> messages;
    add_due(messages, now);
    return messages;
  }

  std::optional<SteadyTime> next_due() const {
    auto due = table_.next_due();
    for (const auto& window : windows_) {
      const auto next = window.next_due();
      if (next && (!due || *next < *due)) {
        due = next;
      }
    }
    return due;
  }

  void save(WindowArchive& archive) const {
    for (const auto& window : windows_) {
      window.save(archive);
    }
  }

  void restore(WindowArchive& archive) {
    for (auto& window : windows_) {
      window.restore(archive);
    }
  }

  std::vector<ViewNotice> notices() const {
    std::vector<ViewNotice> all;
    if (live_ && live_->notice()) {
      all.push_back(*live_->notice());
    }
    for (const auto& window : windows_) {
      append(all, window.notices());
    }
    append(all, table_.notices());
    return all;
  }

  std::uint64_t too_large_rows() const {
    return table_.too_large_rows() + (live_ ? live_->too_large_rows() : 0);
  }

 private:
  static void add(std::vector<ViewMessage>& messages, std::optional<ViewMessage> message) {
    if (message) {
      messages.push_back(std::move(*message));
    }
  }
  static void append(std::vector<ViewNotice>& all, std::vector<ViewNotice> some) {
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  void add_due(std::vector<ViewMessage>& messages, const ViewTime& now) {
    for (auto& window : windows_) {
      add(messages, window.message(busyness_, now));
    }
    add(messages, table_.message(busyness_, now));
  }

  Busyness busyness_;
  std::optional<LiveView> live_;
  std::deque<WindowView> windows_;  // they do not move: the budget knows their places
  TableView table_;
};

Views::Views(const Measurement& measurement, Budget& budget, const ViewOptions& options)
    : impl_(std::make_unique<Impl>(measurement, budget, options)) {}

Views::~Views() = default;

std::vector<std::string> Views::channels() const {
  return impl_->channels();
}

std::vector<ViewMessage> Views::on_snapshot(const Snapshot& snapshot, const ViewTime& now) {
  return impl_->on_snapshot(snapshot, now);
}

std::vector<ViewMessage> Views::on_timer(const ViewTime& now) {
  return impl_->on_timer(now);
}

std::optional<SteadyTime> Views::next_due() const {
  return impl_->next_due();
}

void Views::save(WindowArchive& archive) const {
  impl_->save(archive);
}

void Views::restore(WindowArchive& archive) {
  impl_->restore(archive);
}

std::vector<ViewNotice> Views::notices() const {
  return impl_->notices();
}

std::uint64_t Views::too_large_rows() const {
  return impl_->too_large_rows();
}

}  // namespace livetap
