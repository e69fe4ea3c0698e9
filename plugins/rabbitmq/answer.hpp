#pragma once
#include <livetap/sdk/error.hpp>

#include <string_view>

#include "net/http_client.hpp"

namespace livetap::rabbitmq {

/// What the broker's HTTP answers and the network's errors mean, in words. `where` is the URL
/// without credentials, query and columns: `http://127.0.0.1:15672/api/queues`.
sdk::ProbeError fault_of(const net::NetError& error, std::string_view where);
/// For an answer other than 200.
sdk::ProbeError fault_of(const net::HttpResponse& answer, std::string_view where);
/// For a 200 whose body can't be read, and why.
sdk::ProbeError fault_of_body(const net::HttpResponse& answer, std::string_view why,
                              std::string_view where);

/// Whether the broker says that the page asked for does not exist (any more).
bool page_out_of_range(const net::HttpResponse& answer);

}  // namespace livetap::rabbitmq
