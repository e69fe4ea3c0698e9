#include "agent/run/sink_watch.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "agent/model/span_words.hpp"

namespace livetap {

namespace {

constexpr Milliseconds over_after{10'000};
constexpr Milliseconds damaged_pause = std::chrono::minutes(1);

}  // namespace

std::string in_words(const Warning& warning) {
  return warning.hint.empty() ? warning.message : warning.message + " -> " + warning.hint;
}

std::string with_warnings(std::string state, const std::vector<Warning>& warnings) {
  for (const auto& warning : warnings) {
    state += "; " + in_words(warning);
  }
  return state;
}

void SinkWatch::look(const std::string& sink, const std::vector<Warning>& warnings,
                     const Moment& now) {
  for (const auto& warning : warnings) {
    const auto [known, is_new] =
        known_.try_emplace({sink, {warning.type, warning.subject}}, Known{warning, now.steady, {}});
    known->second.warning = warning;
    known->second.seen = now.steady;
    if (is_new) {
      happened(sink, warning.type, false, in_words(warning), now);
    }
  }
  std::erase_if(known_, [&](const auto& one) {
    const auto& [warning, since, seen] = one.second;
    const bool over = one.first.first == sink && now.steady - seen >= over_after;
    if (over) {
      const auto subject = warning.subject.empty() ? "" : warning.subject + ": ";
      happened(sink, warning.type + "_ended", true,
               fmt::format("{}recovered after {}", subject, span_words(span_between(since, seen))),
               now);
    }
    return over;
  });
}

void SinkWatch::count_damaged(std::uint64_t rows, const Moment& now) {
  if (rows <= damaged_ || (told_damaged_ && now.steady - *told_damaged_ < damaged_pause)) {
    damaged_ = std::min(damaged_, rows);
    return;
  }
  happened("history", "journal_rows_damaged", false,
           fmt::format("{} rows of the journal are damaged and lost to the history -> check the "
                       "disk of agent.state_dir",
                       rows - damaged_),
           now);
  damaged_ = rows;
  told_damaged_ = now.steady;
}

void SinkWatch::happened(const std::string& sink, const std::string& type, bool is_over,
                         std::string message, const Moment& now) {
  Event event;
  event.time = now.wall;
  event.severity = is_over ? Severity::info : Severity::warning;
  event.type = type;
  event.service = sink;
  event.message = std::move(message);
  event.probe = agent_;
  events_.events.push_back(std::move(event));
}

}  // namespace livetap
