#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>

#include "agent/sink/push_socket.hpp"
#include "integration/live_sink/sink_runner.hpp"

using namespace livetap;
using namespace livetap::test;
using namespace std::chrono_literals;

namespace {

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

/// Writes without end, until the connection fails.
class Writer final : public sink::PushListener {
 public:
  Writer(boost::asio::io_context& context, const sink::LiveOptions& options)
      : lookup_(std::make_shared<net::DnsLookup>(context)),
        socket_(*sink::make_push_socket(context, options, lookup_, 0, *this)) {
    socket_->connect();
  }
  ~Writer() override { socket_->abandon(); }

  bool failed = false;
  bool opened = false;

 private:
  void on_phase(sink::LinkPhase) override {}
  void on_opened() override {
    opened = true;
    socket_->ping(1);
    socket_->write(payload_);
  }
  void on_failed(const sink::LinkFailure&) override { failed = true; }
  void on_heard(std::optional<std::uint32_t>) override {}
  void on_refused(const sink::LinkFailure&) override {}
  void on_written() override { socket_->write(payload_); }
  void on_closed() override {}

  const std::shared_ptr<const std::string> payload_ =
      std::make_shared<const std::string>("x text=\"" + std::string(40'000, 'x') + "\"\n");
  std::shared_ptr<net::DnsLookup> lookup_;
  std::shared_ptr<sink::PushSocket> socket_;
};

void tear(LiveEndpoint& grafana, int times) {
  boost::asio::io_context context(1);
  const auto options = options_for(grafana);
  for (int i = 0; i < times; ++i) {
    grafana.set_fault({.reset_after_bytes = static_cast<std::size_t>(1 + i * 997 % 100'000)});
    Writer writer(context, options);
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    context.restart();
    while (!writer.failed && std::chrono::steady_clock::now() < deadline) {
      context.run_one_until(deadline);
    }
    REQUIRE(writer.opened);
    REQUIRE(writer.failed);
  }
  context.restart();
  context.run();  // ends: nothing is left under way
}

}  // namespace

TEST_CASE("200 connections reset anywhere in a frame: no crash, no descriptor left") {
  LiveEndpoint grafana;
  tear(grafana, 3);
  grafana.wait_for([&] { return grafana.clients() == 0; }, 10s);
  const auto before = open_descriptors();
  tear(grafana, 200);
  CHECK(grafana.wait_for([&] { return grafana.clients() == 0; }, 10s));
  CHECK(grafana.wait_for([&] { return open_descriptors() <= before; }, 10s));
  CHECK(grafana.upgrades() == 203);
}

TEST_CASE("the same over TLS, 50 times") {
  LiveEndpointOptions options;
  options.tls = true;
  LiveEndpoint grafana(options);
  tear(grafana, 50);
  CHECK(grafana.upgrades() == 50);
}
