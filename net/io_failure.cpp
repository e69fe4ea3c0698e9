#include "net/io_failure.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>

namespace livetap::net {

NetError io_failure(const boost::system::error_code& error, std::string_view during,
                    std::string_view peer) {
  namespace asio = boost::asio;
  const std::string who(peer);
  const auto doing = std::string(during) + " " + who;
  if (error == asio::error::operation_aborted) {
    return {NetErrorKind::cancelled, "cancelled while " + doing};
  }
  if (error == asio::error::timed_out) return {NetErrorKind::timeout, "timed out while " + doing};
  if (error == asio::error::connection_refused) {
    return {NetErrorKind::refused, who + " refuses connections: nothing listens there",
            "is the server running, and is the port its own?"};
  }
  if (error == asio::error::eof || error == asio::error::connection_reset ||
      error == asio::error::broken_pipe || error == asio::ssl::error::stream_truncated) {
    return {NetErrorKind::reset, who + " ended the connection: " + error.message(),
            "see the server's log; one that wants TLS does this to a plain connection"};
  }
  return {NetErrorKind::reset, "failed while " + doing + ": " + error.message()};
}

}  // namespace livetap::net
