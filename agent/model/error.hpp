#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace livetap {

/// What went wrong, by the reaction that it asks for. Values are those of livetap_error_kind.
enum class ErrorKind : unsigned char {
  config = 1,       ///< the user must change something; no retry until a reload
  auth = 2,         ///< refused; retried slowly
  unavailable = 3,  ///< nobody answers; retried at the interval
  timeout = 4,      ///< too late; retried at the interval
  protocol = 5,     ///< an answer that makes no sense; retried
  cancelled = 6,    ///< asked for by us; silent
  internal = 7,     ///< a plugin's own fault; counted as misbehaviour
};

/// The kind as users read it in rows and JSON: "config", "auth", ...
std::string_view to_string(ErrorKind kind);

/// An expected failure. `message` says what and where; `hint` the likely cure, possibly empty;
/// `where` is a key path below a probe's settings ("queries[2].sql") or empty. Texts are UTF-8 and
/// free of secrets once they have passed SecretMask.
struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string message;
  std::string hint;
  std::string where;

  bool operator==(const Error&) const = default;
};

/// For a line of a log or of a status: the message, and the hint where there is one.
std::string in_words(const Error& error);

/// A value or the reason why there is none. Expected failures inside the agent are values; nothing
/// of ours throws across a stage.
template <class T>
using Result = boost::system::result<T, Error>;

/// Found by boost::system::result when .value() is called on an error: a programmer's mistake.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
  throw std::logic_error("value() of a failed result: " + error.message);
}

}  // namespace livetap
