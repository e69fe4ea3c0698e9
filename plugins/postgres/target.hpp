#pragma once
#include <boost/system/result.hpp>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "plugins/postgres/query_check.hpp"

namespace livetap::postgres {

/// Whom the probe connects to, and how. Made from the settings without I/O.
class Target {
 public:
  /// `url` is postgresql://user@host:port/database?key=value, as libpq takes it; `password` wins
  /// over one inside. The mistake never repeats the url's text: it may hold a password.
  static boost::system::result<Target, Mistake> parse(const std::string& url,
                                                      const std::string& password);

  /// Keywords and values for PQconnectStartParams. What every session needs is in `options`, so
  /// that no reconnect can lose it: read-only, UTC, ISO dates, and time limits for whatever a
  /// query's own limits do not reach.
  std::vector<std::pair<std::string, std::string>> parameters(
      std::chrono::milliseconds limit) const;

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

[[noreturn]] void throw_exception_from_error(const Mistake& mistake,
                                             const boost::source_location& where);

}  // namespace livetap::postgres
