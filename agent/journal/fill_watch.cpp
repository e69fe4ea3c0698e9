#include "agent/journal/fill_watch.hpp"

#include <utility>

#include "agent/journal/byte_words.hpp"

namespace livetap::journal {

namespace {

constexpr double warn_at = 0.80;
constexpr double clear_below = 0.75;

}  // namespace

FillWatch::FillWatch(std::string file, std::uint64_t max_bytes, bool shipped)
    : file_(std::move(file)), max_bytes_(max_bytes), shipped_(shipped) {}

std::uint64_t FillWatch::low_bytes() const {
  return static_cast<std::uint64_t>(clear_below * static_cast<double>(max_bytes_));
}

void FillWatch::see(std::uint64_t bytes) {
  bytes_ = bytes;
  const auto level = warns_ ? clear_below : warn_at;
  warns_ = static_cast<double>(bytes) >= level * static_cast<double>(max_bytes_);
}

std::optional<Warning> FillWatch::warning() const {
  if (!warns_) {
    return std::nullopt;
  }
  const auto used = byte_words(bytes_) + " of " + byte_words(max_bytes_);
  return shipped_
             ? Warning{"journal_filling", "",
                       file_ + ": rows not shipped yet take " + used +
                           "; at the limit the oldest are deleted and missing in the history",
                       "check why the history is behind, or raise agent.journal.max_size"}
             : Warning{"journal_filling", "",
                       file_ + ": rows take " + used + "; at the limit the oldest are deleted",
                       "raise agent.journal.max_size, or copy the rows to PostgreSQL (history)"};
}

}  // namespace livetap::journal
