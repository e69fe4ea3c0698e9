#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "agent/sink/live_sink.hpp"
#include "support/grafana/live_endpoint.hpp"

namespace livetap::test {

/// Options for the endpoint, as its Admin.
sink::LiveOptions options_for(const LiveEndpoint& endpoint);
/// The same by POST, with a Viewer's token.
sink::LiveOptions posting_to(const LiveEndpoint& endpoint);
/// What the program logs from now on, collected instead of written.
void capture_log();
std::string captured_log();

/// A LiveSink with an event loop of its own.
class SinkRunner {
 public:
  explicit SinkRunner(sink::LiveOptions options);
  ~SinkRunner();

  void push(const std::string& channel, std::string payload, std::uint32_t rows = 1);
  /// Channels and payloads, all in one turn of the event loop.
  void push_all(const std::vector<std::pair<std::string, std::string>>& messages);
  sink::LiveStatus status();
  /// How long stop() took.
  std::chrono::milliseconds stop();

 private:
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      context_.get_executor()};
  std::optional<sink::LiveSink> sink_;
  std::thread thread_;
};

}  // namespace livetap::test
