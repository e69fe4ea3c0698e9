#pragma once
#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/postgres/failure.hpp"

namespace livetap::net::postgres {

/// A PostgreSQL server and database, and as whom to log in. Made from a url without I/O.
class Target {
 public:
  /// `url` is postgresql://user@host:port/database?key=value, as libpq takes it; `password` wins
  /// over one inside. A failure never repeats the url's text: it may hold a password.
  static boost::system::result<Target, Failure> parse(const std::string& url,
                                                      const std::string& password);

  /// Keywords and values for PQconnectStartParams. `options` ("-c statement_timeout=2000 ...") come
  /// after the user's own: what every session needs stands there, so that no reconnect can lose it.
  std::vector<std::pair<std::string, std::string>> parameters(std::string_view options) const;

  /// A parameter of the connection, unless the url brings its own.
  void set_default(std::string_view keyword, std::string_view value);

  const std::string& user() const { return user_; }
  const std::string& database() const { return database_; }
  /// host:port, or the socket's folder; several joined with commas. For people.
  const std::string& place() const { return place_; }

 private:
  std::vector<std::pair<std::string, std::string>> stated_;
  std::string options_;  // the user's own
  std::string user_;
  std::string database_;
  std::string place_;
};

}  // namespace livetap::net::postgres
