#pragma once

#include <string>

namespace livetap::standin {

struct HttpReply {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
};

}  // namespace livetap::standin
