#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "agent/journal/journal_rows.hpp"
#include "agent/model/error.hpp"
#include "agent/shipper/ship_wire.hpp"

namespace livetap::shipper {

struct ShipperOptions {
  std::filesystem::path journal;
  std::string agent;
  std::string url;
  std::string password;
  std::string schema;
  Milliseconds retention{0};
  Milliseconds journal_age{0};      ///< how long the journal keeps rows
  Milliseconds hung_after{20'000};  ///< it speaks each second
  /// What runs as the shipper; it must call shipper_main_if_asked first.
  std::string program = "/proc/self/exe";
};

struct ShipperStatus {
  bool connected = false;
  std::string text;            ///< "connected", or what is wrong and the likely cure
  std::optional<Error> error;  ///< what is wrong now
  std::string last_error;      ///< also after its end
  std::uint64_t restarts = 0;  ///< of the process
  Report report;               ///< what it said last
};

/// The agent's side of the shipper: keeps the process running that copies the journal to
/// PostgreSQL, a process of its own so that nothing that a database or a disk does can hold up the
/// agent. One that ends is started again, at once and then ever more rarely; one that says nothing
/// is killed. It dies with the agent, by the kernel's hand. Nothing is lost by that: the database
/// has the position in the same transaction as the rows.
///
/// Everything happens on the io_context's thread, and no call blocks.
class Shipper {
 public:
  /// `shipped` hears how far the journal is shipped, whenever that changes.
  Shipper(boost::asio::io_context& io, ShipperOptions options,
          std::function<void(const journal::JournalPosition&)> shipped);
  ~Shipper();
  Shipper(const Shipper&) = delete;
  Shipper& operator=(const Shipper&) = delete;

  /// The journal is there from now on.
  void start();
  /// Ends the process; what it has under way is rolled back.
  void stop();

  ShipperStatus status() const;
  /// 0: there is none at the moment.
  pid_t pid() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace livetap::shipper
