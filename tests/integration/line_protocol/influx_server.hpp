#pragma once

#include <string>
#include <string_view>

#include "tests/support/child_process.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/http_request.hpp"
#include "tests/support/temp_folder.hpp"

namespace livetap::test {

// Debian's influxd in a folder of its own, with one database, "test". Throws std::runtime_error
// when it does not come up.
class InfluxServer {
 public:
  InfluxServer();

  // Line protocol, many lines. 204: every line was understood and kept.
  HttpReply write(const std::string& lines) const;
  // The JSON that answers a query; times are nanoseconds.
  std::string query(std::string_view influxql, std::string_view method = "GET") const;

 private:
  std::string url(std::string_view target) const;

  TempFolder folder_{"influx"};
  FreePort http_port_;
  FreePort backup_port_;
  ChildProcess process_;
};

}  // namespace livetap::test
