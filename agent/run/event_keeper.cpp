#include "agent/run/event_keeper.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "agent/model/clocks.hpp"
#include "agent/run/complaint_log.hpp"

namespace livetap {

namespace {

journal::JournalOptions options_of(const Config& config, const std::filesystem::path& state_dir) {
  journal::JournalOptions options;
  options.file = state_dir / "journal.db";
  options.caps = {config.agent.journal.max_size, config.agent.journal.max_age,
                  config.history.has_value()};
  return options;
}

}  // namespace

EventKeeper::EventKeeper(boost::asio::io_context& io, const Config& config,
                         const std::filesystem::path& state_dir, EventLog::Push push)
    : journal_(io, options_of(config, state_dir)),
      log_(config.secrets, std::move(push),
           [this](const std::string& owner, Commit&& commit) {
             journal_.put(owner, std::move(commit));
           }),
      timer_(io, [this] {
        log_.on_timer(clocks());
        arm_timer();
      }) {}

void EventKeeper::open(std::function<void(journal::States&&)> done) {
  journal_.open([this, done = std::move(done)](journal::JournalContents&& contents) {
    begin(contents);
    done(std::move(contents.states));
  });
}

void EventKeeper::begin(const journal::JournalContents& contents) {
  open_ = true;
  probe_states_ = contents.states;
  probe_states_.erase("");  // the agent knows its own
  if (contents.damaged_rows > 0) {
    spdlog::warn("journal: {} of the newest events made no sense and are left out",
                 contents.damaged_rows);
  }
  log_.begin(contents.newest, clocks());
  arm_timer();
}

std::map<std::string, std::string> EventKeeper::state_of(const std::string& probe) const {
  const auto known = probe_states_.find(probe);
  return known == probe_states_.end() ? std::map<std::string, std::string>() : known->second;
}

void EventKeeper::take(const std::string& owner, Commit&& commit) {
  if (!owner.empty()) {
    for (const auto& [key, value] : commit.state) {
      probe_states_[owner][key] = value;
    }
  }
  log_.take(owner, std::move(commit), clocks());
  arm_timer();
}

void EventKeeper::note_dropped(const std::string& probe, std::uint64_t count) {
  log_.note_dropped(probe, count);
}

void EventKeeper::arm_timer() {
  timer_.set(log_.next_due());
}

void EventKeeper::stop(std::function<void()> done) {
  open_ = false;
  timer_.stop();
  journal_.stop([this, done = std::move(done)] {
    const auto queued = journal_.status().counters.queued;
    if (queued.commits > 0) {
      spdlog::warn("journal: {} events and {} samples could not be written before the end",
                   queued.events, queued.samples);
    }
    done();
  });
}

void EventKeeper::look(const ViewTime& now) {
  if (!open_) {
    return;
  }
  look_at_journal(now);
  for (const auto& [probe, floods] : log_.take_floods()) {
    say(probe, "event", floods ? "more than 10,000 events a second: the rest is dropped" : "",
        now.steady);
  }
}

void EventKeeper::look_at_journal(const ViewTime& now) {
  const auto status = journal_.status();
  say("journal", "write", status.open ? "" : status.text, now.steady);
  const auto& full = status.counters.dropped_for(journal::JournalDrop::full);
  const auto dropped = full.events + full.samples;
  const bool drops = dropped > dropped_;
  say("journal", "queue",
      drops ? "rows come and are not written: samples beyond 4 MiB and events beyond 8 MiB are "
              "dropped and counted"
            : "",
      now.steady);
  dropped_ = dropped;
  if (status.quarantined.files > quarantined_) {
    quarantined_ = status.quarantined.files;
    take("", {{{now.wall, Severity::error, "journal_damaged", "journal", status.quarantined.newest,
                "", ""}},
              {}});
  }
}

void EventKeeper::say(const std::string& who, const std::string& what, const std::string& wrong,
                      SteadyTime now) {
  log_complaint(complaints_, who, what, wrong.empty() ? std::nullopt : std::optional(wrong), now);
}

}  // namespace livetap
