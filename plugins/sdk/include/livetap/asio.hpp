// SPDX-License-Identifier: Apache-2.0
//
// livetap/asio.hpp - collect as one coroutine, for probes that use Boost.Asio. Needs Boost 1.80 or
// later and is included by nobody else.
#ifndef LIVETAP_ASIO_HPP
#define LIVETAP_ASIO_HPP

#include <livetap/sdk/collect.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <utility>

namespace livetap::sdk {

/// Runs a coroutine on the thread of collect until it returns, and throws what it throws. When the
/// agent wants collect to return, or the deadline has passed, whatever the coroutine waits for ends
/// with operation_aborted; unless it catches that to end in order, collect ends as cancelled.
/// Whatever else runs on its executor (what it has spawned) is dropped when it returns.
///
///   void collect(Collect& call) {
///     run_coroutine(call, [&]() -> boost::asio::awaitable<void> {
///       auto stream = co_await connect(url_);
///       for (;;) {
///         emit(call, co_await read(stream));
///       }
///     });
///   }
template <class Main>
void run_coroutine(Collect& call, Main main) {
  namespace asio = boost::asio;
  asio::cancellation_signal cancel;  // before io: what io still holds may refer to it
  asio::io_context io(1);
  std::exception_ptr thrown;

  // The descriptor stays the host's: it is released again, never closed.
  struct Borrowed {
    Borrowed(asio::io_context& context, int fd) : descriptor(context, fd) {}
    ~Borrowed() { descriptor.release(); }
    asio::posix::stream_descriptor descriptor;
  } wanted(io, call.cancel_fd());

  asio::co_spawn(io, std::move(main),
                 asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr error) {
                   thrown = std::move(error);
                   io.stop();
                 }));
  wanted.descriptor.async_wait(asio::posix::descriptor_base::wait_read,
                               [&](const boost::system::error_code& error) {
                                 if (!error) {
                                   cancel.emit(asio::cancellation_type::terminal);
                                 }
                               });
  io.run();
  if (!thrown) {
    return;
  }
  try {
    std::rethrow_exception(thrown);
  } catch (const boost::system::system_error& error) {
    if (error.code() == asio::error::operation_aborted && call.cancelled()) {
      throw ProbeError::cancelled();
    }
    throw;
  }
}

}  // namespace livetap::sdk

#endif  // LIVETAP_ASIO_HPP
