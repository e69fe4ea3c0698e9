#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace livetap::test {

struct HttpReply {
  int status = 0;
  std::string content_type;
  std::string body;
};

struct HttpCall {
  std::string method = "GET";
  std::string body{};  // sent as application/json when not empty
  std::string user{};  // basic auth when not empty
  std::string password{};
  std::chrono::milliseconds deadline{10000};  // for each step: connect, write, read
};

// One request on a connection of its own, http://HOST:PORT/TARGET only. Throws std::runtime_error
// when there is no answer.
HttpReply http_request(std::string_view url, const HttpCall& call = {});

}  // namespace livetap::test
