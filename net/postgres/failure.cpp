#include "net/postgres/failure.hpp"

#include <algorithm>
#include <stdexcept>

namespace livetap::net::postgres {

void throw_exception_from_error(const Failure& failure, const boost::source_location&) {
  throw std::logic_error("value() of a failed result: " + failure.message);
}

std::string first_line(const char* text) {
  std::string line = text == nullptr ? "" : text;
  line.erase(std::min(line.find('\n'), line.size()));
  return line;
}

}  // namespace livetap::net::postgres
