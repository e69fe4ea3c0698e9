#include "agent/run/web_options.hpp"

namespace livetap {

web::WebOptions web_options(const HttpConfig& http) {
  web::WebOptions options;
  options.host = http.host;
  options.port = http.port;
  options.names = http.names;
  options.user = http.user;
  options.password = http.password;
  options.token = http.token;
  return options;
}

}  // namespace livetap
