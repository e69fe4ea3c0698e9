#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/journal/journal_reader.hpp"
#include "agent/model/time.hpp"
#include "agent/model/warning.hpp"

namespace livetap::shipper {

/// All files that hold rows to be shipped: the journal, and those of its kind that were
/// quarantined, of which as much is read as can be. One thread; calls take as long as the disk
/// does.
class JournalSources {
 public:
  explicit JournalSources(std::filesystem::path journal);

  /// Looks at the journal, and now and then for quarantined files.
  std::optional<journal::JournalFault> refresh(SteadyTime now);

  const std::vector<journal::JournalRun>& runs() const { return journal_.runs(); }
  /// Those of quarantined files, the oldest first.
  const std::vector<journal::JournalRun>& quarantined() const { return quarantined_; }

  /// Rows of one run; see JournalReader.
  std::optional<journal::JournalFault> samples(const std::string& run,
                                               const journal::JournalQuery& query,
                                               journal::JournalPage<journal::SampleRow>& page);
  std::optional<journal::JournalFault> events(const std::string& run,
                                              const journal::JournalQuery& query,
                                              journal::JournalPage<journal::EventRow>& page);
  std::uint64_t count(const std::string& run, const std::string& measurement, std::int64_t after,
                      std::int64_t up_to);

  /// Files that cannot be read at all.
  const std::vector<Warning>& warnings() const { return warnings_; }

 private:
  void look_for_quarantined();
  bool has(const std::string& run) const;
  journal::JournalReader& reader_of(const std::string& run);

  std::filesystem::path path_;
  journal::JournalReader journal_;
  std::map<std::filesystem::path, std::unique_ptr<journal::JournalReader>> files_;
  std::map<std::string, journal::JournalReader*> by_run_;  // of quarantined files
  std::vector<journal::JournalRun> quarantined_;
  std::vector<Warning> warnings_;
  std::optional<SteadyTime> looked_at_;
  std::string newest_run_;  // of the journal, when it was read last
};

}  // namespace livetap::shipper
