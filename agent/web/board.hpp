#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agent/model/event.hpp"
#include "agent/route/snapshot.hpp"
#include "agent/web/event_list.hpp"
#include "agent/web/panel.hpp"

namespace livetap::web {

/// The data behind the status page: a panel for each measurement, and the newest events. What
/// changed is put into words (server-sent events) once, however many look, and not at all when
/// nobody does. Event loop thread; no I/O.
///
///   Board board;
///   board.set("trading", measurement, 1s);
///   board.take("signals", snapshot);
///   if (somebody_looks) send(board.take_changes());
class Board {
 public:
  /// Panels that begin from now on go on with what is of them in `earlier`, which must outlive the
  /// board.
  void begin_with(WindowArchive& earlier) { earlier_ = &earlier; }
  /// The chart of one panel, counted from 0; false when there are no so many.
  bool save(WindowArchive& archive, std::size_t part) const;

  /// Begins the panel of a measurement, anew when there is one with another shape or probe.
  void set(const std::string& probe, const Measurement& shape, Milliseconds interval);
  /// Takes panels away.
  void remove_if(const std::function<bool(const Panel&)>& gone);

  /// A gather of a measurement that was set; others are ignored.
  void take(std::string_view measurement, const Snapshot& snapshot);
  void add(const Event& event);

  const std::vector<std::unique_ptr<Panel>>& panels() const { return panels_; }
  const Panel* find(std::string_view measurement) const;
  const EventList& events() const { return events_; }
  /// Another number whenever the panels or their shapes change.
  std::uint64_t generation() const { return generation_; }

  /// Called at each change that take_changes() will tell of.
  void on_change(std::function<void()> call) { changed_ = std::move(call); }

  /// What changed since the last call, as server-sent events: for each panel its newest gather
  /// only, rows of a table only when they are others. Bounded by the panels.
  std::string take_changes();
  /// Nobody looks any more, or nobody did.
  void forget_changes();

 private:
  struct Pending {
    bool gather = false;
    std::size_t table_hash = 0;
  };

  std::size_t index_of(std::string_view measurement) const;
  void tell();
  void append_gather(std::string& out, std::size_t index);

  std::vector<std::unique_ptr<Panel>> panels_;
  std::vector<Pending> pending_;  // one a panel
  EventList events_;
  std::uint64_t generation_ = 1;
  std::uint64_t told_generation_ = 1;
  std::uint64_t told_event_ = 0;
  std::function<void()> changed_;
  WindowArchive* earlier_ = nullptr;
};

/// One server-sent event: the name and a line of data.
void append_server_sent(std::string& out, std::string_view name, std::string_view data);

}  // namespace livetap::web
