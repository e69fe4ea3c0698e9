#include <doctest/doctest.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <livetap/asio.hpp>

#include "unit/plugins/sdk/probe_of.hpp"

using namespace livetap::sdk;
using namespace livetap::sdk::test;
using boost::asio::awaitable;
using boost::asio::use_awaitable;

namespace {

// The host's cancel descriptor, not yet readable.
class Pipe {
 public:
  Pipe() { REQUIRE(::pipe(ends_) == 0); }
  ~Pipe() {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  int read_end() const { return ends_[0]; }
  void make_readable() const { CHECK(::write(ends_[1], "x", 1) == 1); }

 private:
  int ends_[2] = {-1, -1};
};

awaitable<void> for_ever() {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  timer.expires_at(std::chrono::steady_clock::time_point::max());
  co_await timer.async_wait(use_awaitable);
}

}  // namespace

TEST_CASE("a coroutine runs on the thread of collect until it returns") {
  const Pipe pipe;
  FakeHost host;
  host.cancel_descriptor = pipe.read_end();
  bool ran = false;
  CHECK(collected(host, [&](Collect& call) {
          run_coroutine(call, [&]() -> awaitable<void> {
            co_await boost::asio::post(co_await boost::asio::this_coro::executor, use_awaitable);
            ran = true;
            call.done(first);
          });
        }) == "ok");
  CHECK(ran);
}

TEST_CASE("what a coroutine throws, collect throws") {
  const Pipe pipe;
  FakeHost host;
  host.cancel_descriptor = pipe.read_end();
  CHECK(collected(host, [](Collect& call) {
          run_coroutine(call, []() -> awaitable<void> {
            throw ProbeError::unavailable("gone");
            co_return;
          });
        }) == "unavailable: gone |  | ");
}

TEST_CASE("a readable cancel descriptor cancels what the coroutine waits for") {
  const Pipe pipe;
  FakeHost host;
  host.cancel_descriptor = pipe.read_end();
  host.is_cancelled = true;
  pipe.make_readable();
  CHECK(collected(host, [](Collect& call) { run_coroutine(call, for_ever); }) ==
        "cancelled: cancelled |  | ");
}

TEST_CASE("a coroutine that is cancelled may end in order") {
  const Pipe pipe;
  FakeHost host;
  host.cancel_descriptor = pipe.read_end();
  pipe.make_readable();
  bool closed = false;
  CHECK(collected(host, [&](Collect& call) {
          run_coroutine(call, [&]() -> awaitable<void> {
            try {
              co_await for_ever();
            } catch (const boost::system::system_error&) {
              closed = true;
            }
          });
        }) == "ok");
  CHECK(closed);
}

TEST_CASE("what the coroutine started ends with it") {
  const Pipe pipe;
  FakeHost host;
  host.cancel_descriptor = pipe.read_end();
  CHECK(collected(host, [](Collect& call) {
          run_coroutine(call, []() -> awaitable<void> {
            const auto here = co_await boost::asio::this_coro::executor;
            boost::asio::co_spawn(here, for_ever(), boost::asio::detached);
          });
        }) == "ok");
  CHECK(::lseek(pipe.read_end(), 0, SEEK_CUR) == -1);
  CHECK(errno == ESPIPE);  // still open: the descriptor stays the host's
}
