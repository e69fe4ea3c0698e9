#pragma once

#include <memory>

#include "agent/sink/push_socket.hpp"
#include "net/async_http_client.hpp"

namespace livetap::sink {

/// Pushes by POST over a kept connection, one request at a time. It counts as open once an empty
/// push, which changes nothing in Grafana, is answered with 200. What is written is on_written()
/// when it is answered so. An answer that may be about the body (400, 413, 500) is looked into by
/// another empty push: if that is taken, the server is well and the body refused; else the
/// connection has failed. A ping is answered by the last answer, or by an empty push.
///
/// `client` is shared by successive tries.
std::shared_ptr<PushSocket> make_http_push_socket(boost::asio::io_context& context,
                                                  const LiveOptions& options,
                                                  std::shared_ptr<net::AsyncHttpClient> client,
                                                  PushListener& listener);

/// What a failed request means for the connection.
LinkFailure push_failure(const net::NetError& error);

/// Authorization, where there are credentials.
std::vector<net::HttpHeader> push_headers(const LiveOptions& options);

}  // namespace livetap::sink
