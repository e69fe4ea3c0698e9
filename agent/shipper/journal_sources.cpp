#include "agent/shipper/journal_sources.hpp"

#include <algorithm>
#include <utility>

#include "agent/journal/set_aside.hpp"

namespace livetap::shipper {

namespace {

using journal::JournalFault;
using journal::JournalReader;

/// From one look for quarantined files to the next.
constexpr Milliseconds look_pause{2'000};

}  // namespace

JournalSources::JournalSources(std::filesystem::path journal)
    : path_(std::move(journal)), journal_(path_, JournalReader::Fallback::none) {}

std::optional<JournalFault> JournalSources::refresh(SteadyTime now) {
  auto fault = journal_.refresh();
  if (fault) {
    return fault;
  }
  // A journal that was quarantined just now goes on to be read without a gap.
  const bool is_another = !newest_run_.empty() && !has(newest_run_);
  newest_run_ = runs().empty() ? "" : runs().back().id;
  if (is_another || !looked_at_ || now - *looked_at_ >= look_pause) {
    looked_at_ = now;
    look_for_quarantined();
  }
  return std::nullopt;
}

void JournalSources::look_for_quarantined() {
  const auto paths = journal::quarantined_files(path_);
  std::erase_if(files_, [&](const auto& file) {
    return std::find(paths.begin(), paths.end(), file.first) == paths.end();
  });
  by_run_.clear();
  quarantined_.clear();
  warnings_.clear();
  for (const auto& path : paths) {
    auto& reader = files_[path];
    std::optional<JournalFault> fault;
    if (!reader) {
      reader = std::make_unique<JournalReader>(path, JournalReader::Fallback::at_rest);
      fault = reader->refresh();
    }
    if (fault) {
      reader.reset();  // to be tried again: the disk may be what fails
      warnings_.push_back({"journal_unreadable", path.filename().string(),
                           "quarantined journal: " + fault->what,
                           "its rows are lost to the history unless the file can be repaired; "
                           "remove it to end this warning"});
      continue;
    }
    for (const auto& run : reader->runs()) {
      if (!has(run.id) && by_run_.try_emplace(run.id, reader.get()).second) {
        quarantined_.push_back(run);
      }
    }
  }
}

/// Whether it is a run of the journal.
bool JournalSources::has(const std::string& run) const {
  return std::any_of(runs().begin(), runs().end(),
                     [&](const journal::JournalRun& other) { return other.id == run; });
}

JournalReader& JournalSources::reader_of(const std::string& run) {
  const auto at = by_run_.find(run);
  return at == by_run_.end() ? journal_ : *at->second;
}

std::optional<JournalFault> JournalSources::samples(
    const std::string& run, const journal::JournalQuery& query,
    journal::JournalPage<journal::SampleRow>& page) {
  return reader_of(run).samples(query, page);
}

std::optional<JournalFault> JournalSources::events(const std::string& run,
                                                   const journal::JournalQuery& query,
                                                   journal::JournalPage<journal::EventRow>& page) {
  return reader_of(run).events(query, page);
}

std::uint64_t JournalSources::count(const std::string& run, const std::string& measurement,
                                    std::int64_t after, std::int64_t up_to) {
  return reader_of(run).count(measurement, after, up_to);
}

}  // namespace livetap::shipper
