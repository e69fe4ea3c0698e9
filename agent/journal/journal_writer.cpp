#include "agent/journal/journal_writer.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "agent/journal/journal_tables.hpp"
#include "agent/journal/set_aside.hpp"

namespace livetap::journal {

namespace {

constexpr Milliseconds first_pause{1'000};
constexpr Milliseconds longest_pause{10'000};

void add_states(const std::vector<JournalItem>& items, States& states) {
  for (const auto& item : items) {
    for (const auto& [key, value] : item.commit.state) {
      states[item.owner][key] = value;
    }
  }
}

void add_states(const States& newer, States& states) {
  for (const auto& [owner, entries] : newer) {
    for (const auto& [key, value] : entries) {
      states[owner][key] = value;
    }
  }
}

}  // namespace

JournalWriter::JournalWriter(std::filesystem::path path, JournalCaps caps)
    : path_(std::move(path)),
      caps_(caps),
      file_(path_),
      fill_(path_.filename().string(), caps.max_bytes, caps.shipped),
      disk_(path_.filename().string()) {}

JournalContents JournalWriter::begin(const Moment& now) {
  std::optional<JournalFault> fault;
  JournalContents contents;
  if (open(now)) {
    fault = file_.read(contents);
    if (fault) {
      note(*fault, now);
    }
  } else if (!off_) {
    fault = read_without_trace(path_, contents);
  }
  if (fault && fault->kind == JournalFault::Kind::damaged) {
    fault.reset();
    open(now);
  }
  if (salvaged_) {
    contents = *std::exchange(salvaged_, std::nullopt);
  }
  knows_states_ = !fault;
  states_ = contents.states;
  begun_ = true;
  return contents;
}

/// A file that is to be written, but not before its time after a failure.
bool JournalWriter::ready(const Moment& now) {
  if (file_.is_open() && !file_.is_in_place()) {
    spdlog::warn("{} was taken away; a new one begins", path_.string());
    file_.close();
  }
  return file_.is_open() || (!off_ && now.steady >= next_try_ && open(now));
}

bool JournalWriter::open(const Moment& now) {
  auto fault = file_.open();
  if (fault && fault->kind == JournalFault::Kind::damaged) {
    note(*fault, now);
    fault = file_.open();
  }
  if (!fault) {
    compare_batch(file_.last_batch());
  }
  if (!fault && (begun_ || file_.is_new())) {
    fault = take_over();
  }
  if (fault) {
    note(*fault, now);
    return false;
  }
  if (file_.is_new()) {
    spdlog::info("journal {} begins (id {})", path_.string(), file_.id());
  }
  if (!age_.started()) {
    age_.start(now, file_.age_clock());
  }
  trouble_.clear();
  pause_ = Milliseconds(0);
  next_try_ = SteadyTime::min();
  return true;
}

/// A file that is opened in the middle of a run: a new one, an older copy, or the same again.
std::optional<JournalFault> JournalWriter::take_over() {
  if (knows_states_ || file_.is_new()) {
    knows_states_ = true;
    return file_.write_states(states_);
  }
  JournalContents contents;
  auto fault = file_.read(contents);
  if (!fault) {
    spdlog::warn(
        "{} could not be read at the start: probes began without their state, and some "
        "events may be in it twice",
        path_.string());
    states_ = std::move(contents.states);
    knows_states_ = true;
  }
  return fault;
}

/// Closes the file, and does what the kind of fault asks for.
void JournalWriter::note(const JournalFault& fault, const Moment& now) {
  file_.close();
  trouble_ = fault.text();
  if (fault.kind == JournalFault::Kind::newer) {
    off_ = true;
    return;
  }
  if (fault.kind == JournalFault::Kind::damaged) {
    if (!begun_) {
      salvaged_ = salvage(path_);
      states_ = salvaged_->states;
    }
    const auto to = set_aside(path_, now.wall);
    if (!to.empty()) {
      count(fault, to);
      compare_batch(last_batch(to));
      // Once in a while that helps at once; a disk that damages what it is given gets its pause.
      next_try_ = now.steady < aside_again_ ? now.steady + longest_pause : now.steady;
      aside_again_ = now.steady + std::chrono::minutes(1);
      return;
    }
    trouble_ = fault.what + " and cannot be moved away";
  }
  pause_ = std::clamp(pause_ * 2, first_pause, longest_pause);
  next_try_ = now.steady + pause_;
}

void JournalWriter::count(const JournalFault& fault, const std::filesystem::path& quarantined) {
  const auto rows = unshipped_rows(quarantined, file_.shipped());
  ++quarantine_.files;
  quarantine_.rows += rows.value_or(0);
  const auto held = rows ? std::to_string(*rows) : std::string("an unknown number of");
  quarantine_.newest = "journal damaged: " + fault.what + " -> quarantined as " +
                       quarantined.filename().string() + " with " + held +
                       (caps_.shipped ? " rows not shipped yet" : " rows");
  spdlog::error("{}", quarantine_.newest);
}

bool JournalWriter::write(const std::vector<JournalItem>& items, const Moment& now) {
  if (!ready(now)) {
    return false;
  }
  age_.at(now);
  file_.set_age_clock(age_.state());
  const JournalBatch batch{random_id(), written_};
  if (const auto fault = file_.write(items, batch)) {
    unknown_ = UnknownBatch{batch.id, items.size(), {}};
    add_states(items, unknown_->states);
    note(*fault, now);
    return false;
  }
  written_ = 0;
  add_states(items, states_);
  return true;
}

/// The newest batch of a file is known: is it the one whose commit failed?
void JournalWriter::compare_batch(const std::string& newest) {
  const auto unknown = std::exchange(unknown_, std::nullopt);
  if (unknown && unknown->id == newest) {
    written_ = unknown->items;
    add_states(unknown->states, states_);
  }
}

void JournalWriter::set_shipped(const JournalPosition& position) {
  if (file_.is_open()) {
    file_.set_shipped(position);
  }
}

std::vector<Warning> JournalWriter::warnings() const {
  std::vector<Warning> warnings;
  if (file_.is_open() && file_.journal_mode() != "wal") {
    warnings.push_back({"journal_mode", "",
                        path_.string() + ": write-ahead logging is not available (journal mode " +
                            file_.journal_mode() +
                            "); the agent and the shipper wait for each other",
                        "put agent.state_dir on a local disk, not on a network file system"});
  }
  for (const auto& warning : {fill_.warning(), disk_.warning()}) {
    if (warning) {
      warnings.push_back(*warning);
    }
  }
  return warnings;
}

/// Before rows go: how much of the journal's size is taken, and how fast its disk fills.
void JournalWriter::look_at_room(const Moment& now) {
  if (const auto free = free_bytes(path_)) {
    disk_.see(now.steady, *free);
  }
  if (file_.is_open()) {
    const auto bytes = file_.used_bytes();
    const bool share = caps_.shipped && bytes >= fill_.low_bytes();
    fill_.see(share
                  ? static_cast<std::uint64_t>(static_cast<double>(bytes) * file_.unshipped_share())
                  : bytes);
  }
}

bool JournalWriter::tend(const Moment& now) {
  const bool more = shrink(now);
  if (!more) {
    look_at_room(now);
  }
  return more;
}

bool JournalWriter::shrink(const Moment& now) {
  if (!ready(now)) {
    return false;
  }
  const auto step = file_.shrink(caps_, age_.at(now));
  expired_ += step.deleted;
  if (step.fault) {
    note(*step.fault, now);
  }
  return step.more;
}

}  // namespace livetap::journal
