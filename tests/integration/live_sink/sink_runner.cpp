#include "integration/live_sink/sink_runner.hpp"

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>
#include <future>
#include <mutex>
#include <sstream>

namespace livetap::test {
namespace {

/// spdlog locks the sink, not the stream that is read here.
class LogStream : public std::stringbuf {
 public:
  std::streamsize xsputn(const char* text, std::streamsize size) override {
    const std::lock_guard lock(mutex_);
    return std::stringbuf::xsputn(text, size);
  }
  std::string text() {
    const std::lock_guard lock(mutex_);
    return str();
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    str("");
  }

 private:
  std::mutex mutex_;
};

LogStream& log_buffer() {
  static LogStream buffer;
  return buffer;
}

}  // namespace

void capture_log() {
  static std::ostream stream(&log_buffer());
  static const bool once = [] {
    spdlog::set_default_logger(std::make_shared<spdlog::logger>(
        "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(stream, true)));
    return true;
  }();
  static_cast<void>(once);
  log_buffer().clear();
}

std::string captured_log() {
  return log_buffer().text();
}

sink::LiveOptions options_for(const LiveEndpoint& endpoint) {
  sink::LiveOptions options;
  options.url = *net::parse_url(endpoint.url());
  options.user = "admin";
  options.password = "admin-secret";
  options.tls.ca_file = endpoint.ca_file();
  return options;
}

sink::LiveOptions posting_to(const LiveEndpoint& endpoint) {
  auto options = options_for(endpoint);
  options.user = options.password = "";
  options.token = "viewer-token";
  options.transport = sink::LiveTransport::http;
  return options;
}

SinkRunner::SinkRunner(sink::LiveOptions options) {
  sink_.emplace(context_, std::move(options));
  boost::asio::post(context_, [this] { sink_->start(); });
  thread_ = std::thread([this] { context_.run(); });
}

SinkRunner::~SinkRunner() {
  boost::asio::post(context_, [this] {
    sink_.reset();
    work_.reset();
  });
  thread_.join();
}

void SinkRunner::push(const std::string& channel, std::string payload, std::uint32_t rows) {
  auto shared = std::make_shared<const std::string>(std::move(payload));
  boost::asio::post(context_, [this, channel, shared, rows] {
    sink_->push({channel, shared, rows});
  });
}

void SinkRunner::push_all(const std::vector<std::pair<std::string, std::string>>& messages) {
  boost::asio::post(context_, [this, messages] {
    for (const auto& [channel, payload] : messages) {
      sink_->push({channel, std::make_shared<const std::string>(payload), 1});
    }
  });
}

sink::LiveStatus SinkRunner::status() {
  auto status = std::make_shared<std::promise<sink::LiveStatus>>();
  auto future = status->get_future();
  boost::asio::post(context_, [this, status] { status->set_value(sink_->status()); });
  return future.get();
}

std::chrono::milliseconds SinkRunner::stop() {
  const auto start = std::chrono::steady_clock::now();
  auto stopped = std::make_shared<std::promise<void>>();
  auto future = stopped->get_future();
  boost::asio::post(context_,
                    [this, stopped] { sink_->stop([stopped] { stopped->set_value(); }); });
  future.wait();
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               start);
}

}  // namespace livetap::test
