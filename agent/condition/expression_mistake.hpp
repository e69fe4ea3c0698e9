#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <stdexcept>
#include <string>

namespace livetap {

/// What is wrong with an expression, at which byte of it, and the likely cure.
struct ExpressionMistake {
  std::size_t offset = 0;
  std::string message;
  std::string hint;

  bool operator==(const ExpressionMistake&) const = default;
};

template <class T>
using Parsed = boost::system::result<T, ExpressionMistake>;

/// Found by boost::system::result when .value() is called on a mistake: a programmer's own.
[[noreturn]] inline void throw_exception_from_error(const ExpressionMistake& mistake,
                                                    const boost::source_location&) {
  throw std::logic_error("value() of a bad expression: " + mistake.message);
}

}  // namespace livetap
