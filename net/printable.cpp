#include "net/printable.hpp"

namespace livetap::net {

std::string printable(std::string_view text, std::size_t limit) {
  std::string line(text.substr(0, limit));
  for (char& byte : line) {
    if (byte < ' ' || byte > '~') byte = '.';
  }
  return line;
}

}  // namespace livetap::net
