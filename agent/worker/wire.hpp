#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "agent/model/commit.hpp"
#include "agent/model/error.hpp"
#include "agent/model/event.hpp"
#include "agent/model/gather.hpp"
#include "agent/model/schema.hpp"
#include "agent/model/setting.hpp"

/// What the agent and a worker say to each other over their socket. Both are the same program, so
/// the form needs no versions. A frame is a length (4 bytes, little-endian), a byte that names the
/// message, and its body.
namespace livetap::worker {

// ------------------------------------------------------------------------------ agent to worker

/// Load the plugin and say what it is: answered by Described or Failed.
struct Describe {
  std::string plugin_path;
};

/// Load the plugin and make an instance: answered by Ready or Failed. The first and only one.
/// Carries secrets; it is the only way in which a worker gets them.
struct Start {
  std::string plugin_path;
  std::string type_id;
  Milliseconds interval{0};
  std::uint64_t memory_bytes = 0;  ///< limit of data; 0: none
  Setting settings;                ///< origins are not carried
  Shapes declared;                 ///< by the plugin's own name
  Shapes remembered;               ///< of an earlier run, likewise
  std::map<std::string, std::string> state;
};

struct Collect {
  std::uint64_t sequence = 0;
  Milliseconds timeout{0};  ///< 0: none
  bool streaming = false;   ///< with a timeout: one round of it is wanted
  std::vector<std::uint32_t> due;
};

/// Ask the collect of that number to return.
struct Cancel {
  std::uint64_t sequence = 0;
};

/// Destroy the instance and exit with status 0.
struct Stop {};

// ------------------------------------------------------------------------------ worker to agent

struct Described {
  PluginDescription plugin;
};

struct Ready {
  Schema schema;
};

struct Failed {
  Error error;
};

/// A gather was closed. Its time is not carried: the agent gives it. What is committed goes with
/// its rows.
struct Gathered {
  Gather gather;
  Commit commit;
  std::uint64_t dropped_events = 0;  ///< that waited too long for the agent to read them
};

struct Declared {
  std::uint32_t measurement = 0;
  Measurement shape;
};

/// A collect returned. `commit` is what no gather took along.
struct Collected {
  std::uint64_t sequence = 0;
  std::optional<Error> error;
  Commit commit;
};

struct Status {
  std::string text;
  std::optional<Error> error;
};

struct Log {
  Severity severity = Severity::info;
  std::string text;
};

/// The plugin called the host since the last one; sent at most ten times a second.
struct Alive {};

// ------------------------------------------------------------------------------ both ways

/// What another process of the agent's than a probe and the agent say to each other, in a form of
/// their own (agent/shipper/ship_wire.hpp).
struct Foreign {
  std::string body;
};

using Message = std::variant<Describe, Start, Collect, Cancel, Stop, Described, Ready, Failed,
                             Gathered, Declared, Collected, Status, Log, Alive, Foreign>;

/// The whole frame. Never fails; what a frame may not hold is bounded before.
std::string encode(const Message& message);

/// The message in a frame without its length. Total: garbage is an error (kind internal), and
/// nothing is allocated that the bytes do not back. Texts of errors, logs and events come out as
/// valid UTF-8 of one line.
Result<Message> decode(std::string_view body);

/// Cuts a stream of bytes into frames.
class FrameBuffer {
 public:
  void append(std::string_view bytes) { bytes_.append(bytes); }

  /// The next whole frame without its length; nothing when more bytes are needed; an error when the
  /// stream is no stream of frames. The view holds until the next append.
  Result<std::optional<std::string_view>> next();

 private:
  std::string bytes_;
  std::size_t read_ = 0;
};

}  // namespace livetap::worker
