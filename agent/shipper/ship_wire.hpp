#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/model/error.hpp"
#include "agent/model/time.hpp"
#include "agent/model/warning.hpp"
#include "agent/shipper/ship_account.hpp"

/// What the agent and the shipper say to each other, in frames of the worker's wire
/// (worker::Foreign).
namespace livetap::shipper {

inline constexpr std::size_t max_warnings = 50;

/// The shipper's first word after each change, and at least once a second.
struct Report {
  bool connected = false;
  std::optional<Error> error;  ///< what is wrong now
  std::uint64_t collected = 0;
  std::uint64_t queued = 0;
  RowCounts counts;
  std::uint64_t table_rows = 0;  ///< written to tables
  std::uint64_t bytes = 0;       ///< of COPY
  std::uint64_t connections = 0;
  journal::JournalPosition done;  ///< of the journal; nothing before the database was asked
  std::vector<RunState> runs;     ///< those that are not finished, and the last
  std::vector<Warning> warnings;  ///< at most max_warnings

  bool operator==(const Report&) const = default;
};

/// The agent's first word. Carries the password; it is the only way in which the shipper
/// gets it.
struct Orders {
  std::string journal;  ///< its file
  std::string agent;
  std::string url;
  std::string password;
  std::string schema;
  Milliseconds retention{0};
  Milliseconds journal_age{0};  ///< how long the journal keeps rows
  Moment now{};                 ///< the first Pulse
  Report known;                 ///< what the shipper before it has said last
};

/// The agent's word once a second: its event loop lived at that moment, by its own clocks. The
/// steady one is that of the machine, so the shipper knows how old the word is; the other stamps
/// rows.
struct Pulse {
  Moment at{};
};

std::string encode(const Orders& orders);
std::string encode(const Report& report);
std::string encode(const Pulse& pulse);

/// Total: nothing when the bytes make no sense.
std::optional<Orders> decode_orders(std::string_view bytes);
std::optional<Report> decode_report(std::string_view bytes);
std::optional<Pulse> decode_pulse(std::string_view bytes);

}  // namespace livetap::shipper
