#pragma once

#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "tests/demo/platform.hpp"

namespace livetap::standin {

// Takes over a connection whose client asked for a WebSocket: answers the upgrade, then sends
// trades with their time in `ts` (Unix ms) and answers pings, until the client goes or faults say
// otherwise.
void start_stream(boost::beast::tcp_stream stream,
                  const boost::beast::http::request<boost::beast::http::string_body>& upgrade,
                  Platform& platform);

}  // namespace livetap::standin
