#pragma once
#include <boost/system/result.hpp>
#include <string>

namespace livetap::net::postgres {

/// What a failure asks for. Values are those of livetap_error_kind.
enum class FailureKind : unsigned char {
  config = 1,
  auth = 2,
  unavailable = 3,
  timeout = 4,
  protocol = 5,
  cancelled = 6,
  internal = 7,
};

/// Why there is no connection, or none any more: a sentence for people, and the likely cure, which
/// may be empty. Neither holds a password.
struct Failure {
  FailureKind kind = FailureKind::unavailable;
  std::string message;
  std::string hint;
};

/// Found by boost::system::result when .value() is called on a failure: a programmer's mistake.
[[noreturn]] void throw_exception_from_error(const Failure& failure,
                                             const boost::source_location& where);

/// The first line of a text of libpq, which may be null.
std::string first_line(const char* text);

}  // namespace livetap::net::postgres
